/**
 * How an application uses a Redis that the operator made, an example a feature, made to be copied. Keys and values are
 * those of the HigherSelf Network Server in Python, so that both can share a Redis.
 */
package network.higherself.redis.samples.clients;
