/** Liveness, readiness and metrics over HTTP. */
package network.higherself.redis.operator.http;
