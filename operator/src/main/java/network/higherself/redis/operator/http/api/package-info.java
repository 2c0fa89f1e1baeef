/** The health API: what is known of the resources, and the few questions that are asked of a Redis. */
package network.higherself.redis.operator.http.api;
