package network.higherself.redis.playground.node.kubelet;

import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.ScheduledExecutorService;
import network.higherself.redis.playground.node.NodeSettings;
import network.higherself.redis.playground.node.watch.Cluster;
import network.higherself.redis.playground.node.watch.Key;
import network.higherself.redis.playground.node.watch.WorkQueue;
import network.higherself.redis.playground.runtime.PodRuntime;

/**
 * What the pods of the node have in common.
 *
 * @param pods the queue that visits a pod
 * @param reports the queue that writes a pod's status
 * @param threads for what takes a moment
 * @param probeThreads for probes, which may take as long as their timeout
 */
record NodeContext(
        Cluster cluster,
        PodRuntime runtime,
        NodeSettings settings,
        Clock clock,
        Sources sources,
        Events events,
        Probes probes,
        WorkQueue pods,
        WorkQueue reports,
        ScheduledExecutorService threads,
        ScheduledExecutorService probeThreads) {

    /** The pause before a container's next start, having been started so often already: none at first. */
    Duration backoff(int starts) {
        return starts < 2
                ? Duration.ZERO
                : settings.restartBackoff().multipliedBy(Math.min(1L << Math.min(starts - 2, 10), 30));
    }

    void visitAfter(Key pod, Duration delay) {
        pods.add(pod, delay);
    }
}
