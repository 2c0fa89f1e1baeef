/** The operator's own meters. */
package network.higherself.redis.operator.metrics;
