/** The reconciler: plan, apply, observe, decide, act, report. */
package network.higherself.redis.operator.reconcile;
