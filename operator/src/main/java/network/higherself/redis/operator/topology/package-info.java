/** Observations become decisions about roles: pure, tested as tables; thin executors. */
package network.higherself.redis.operator.topology;
