/** Plan, cluster objects and observations become the status. */
package network.higherself.redis.operator.status;
