/** Observations become Prometheus' series; the operator's own meters. */
package network.higherself.redis.operator.metrics;
