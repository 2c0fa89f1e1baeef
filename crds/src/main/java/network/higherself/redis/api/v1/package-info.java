/** The API of HigherSelfRedis: group {@code redis.higherself.network}, version {@code v1}. */
package network.higherself.redis.api.v1;
