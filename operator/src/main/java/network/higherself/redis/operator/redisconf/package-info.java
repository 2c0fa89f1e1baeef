/** redis.conf directives: type, range, live or at start only, since which version; render, parse, compare. */
package network.higherself.redis.operator.redisconf;
