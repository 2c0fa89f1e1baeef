/** The authority, certificates, their renewal and their proof by handshake. */
package network.higherself.redis.operator.tls;
