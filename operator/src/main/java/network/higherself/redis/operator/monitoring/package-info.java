/** What a Prometheus Operator is told of this operator: whom to scrape, and which alerts to raise. */
package network.higherself.redis.operator.monitoring;
