/**
 * The node of the playground: {@code controllers} do what a cluster's controller manager and
 * service proxy do, {@code kubelet} runs pods as processes through the {@code runtime}, and {@code watch} is what both
 * know of the cluster.
 *
 * <p>Where it differs from a real node on purpose: a crashed container waits one second before its second restart and
 * not ten (a setting), a changed ConfigMap or Secret reaches the files after ten seconds (a setting), containers have
 * no resource limits, {@code kubectl logs} has no timestamps, and a pod does not survive the node's own end. What it
 * has not: HorizontalPodAutoscalers, CronJobs, DaemonSets, init containers' probes, taints, quotas, host networking.
 */
package network.higherself.redis.playground.node;
