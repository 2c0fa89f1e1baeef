/** The operator's settings, from environment variables. */
package network.higherself.redis.operator.settings;
