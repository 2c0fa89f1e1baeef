/** The only place that talks to Redis: connections, commands, INFO as typed values. */
package network.higherself.redis.operator.redis;
