/** Passwords and ACL users. */
package network.higherself.redis.operator.credentials;
