/** Who encrypts connections, to Redis and to the operator. */
package network.higherself.redis.operator.encryption;
