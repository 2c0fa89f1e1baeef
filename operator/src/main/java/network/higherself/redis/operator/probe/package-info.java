/** A schedule becomes observations of every instance; health rules turn them into verdicts. */
package network.higherself.redis.operator.probe;
