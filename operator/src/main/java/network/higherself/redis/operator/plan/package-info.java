/** A resource's spec and its environment's defaults become an immutable plan, or a list of problems. */
package network.higherself.redis.operator.plan;
