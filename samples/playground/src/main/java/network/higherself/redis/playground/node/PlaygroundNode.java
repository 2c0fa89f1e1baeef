package network.higherself.redis.playground.node;

import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.time.Clock;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import network.higherself.redis.playground.node.controllers.Controllers;
import network.higherself.redis.playground.node.kubelet.Kubelet;
import network.higherself.redis.playground.node.watch.Cluster;
import network.higherself.redis.playground.runtime.ClusterDns;
import network.higherself.redis.playground.runtime.PodRuntime;
import network.higherself.redis.playground.runtime.ServiceRouter;

/**
 * The node of the playground: the controllers and the kubelet that its pods need. It speaks nothing but the Kubernetes
 * API with the API server, whichever that is.
 */
public final class PlaygroundNode implements AutoCloseable {

    private static final int THREADS = 8;
    private static final int POD_THREADS = 6;

    /** As many probes at once: each may block for its whole timeout, and a kubelet lets none wait for another. */
    private static final int PROBE_THREADS = 256;

    private static final int IDLE_SECONDS = 20;

    private final Cluster cluster;
    private final ScheduledThreadPoolExecutor threads = threads("node", THREADS);

    /** Of its own, as a cluster's service proxy is: what controllers have to do keeps no Service from leading to its pods. */
    private final ScheduledThreadPoolExecutor proxyThread = threads("proxy", 1);

    private final ScheduledThreadPoolExecutor podThreads = threads("pods", POD_THREADS);
    private final ScheduledThreadPoolExecutor probeThreads = threads("probe", PROBE_THREADS);
    private final Kubelet kubelet;

    private PlaygroundNode(
            KubernetesClient client, PodRuntime runtime, ServiceRouter router, ClusterDns dns, NodeSettings settings)
            throws IOException {
        Clock clock = Clock.systemUTC();
        this.cluster = new Cluster(client);
        Controllers controllers = new Controllers(cluster, settings, threads, proxyThread, clock, router, dns);
        this.kubelet = new Kubelet(cluster, runtime, settings, clock, threads, podThreads, probeThreads);
        CountDownLatch known = new CountDownLatch(1);
        hold(threads, known);
        hold(proxyThread, known);
        hold(podThreads, known);
        try {
            cluster.start();
        } finally {
            known.countDown();
        }
        controllers.start();
        kubelet.start();
    }

    /**
     * Starts a node and returns when it is registered.
     *
     * @param client with a cluster administrator's rights; stays the caller's to close
     */
    public static PlaygroundNode start(
            KubernetesClient client, PodRuntime runtime, ServiceRouter router, ClusterDns dns, NodeSettings settings)
            throws IOException {
        return new PlaygroundNode(client, runtime, router, dns, settings);
    }

    /** Keeps all threads of a pool: a controller that knows half of the cluster would make what is there twice. */
    private static void hold(ScheduledThreadPoolExecutor pool, CountDownLatch until) {
        for (int i = 0; i < pool.getCorePoolSize(); i++) {
            pool.execute(() -> {
                try {
                    until.await();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            });
        }
    }

    private static ScheduledThreadPoolExecutor threads(String name, int count) {
        AtomicInteger number = new AtomicInteger();
        ScheduledThreadPoolExecutor pool = new ScheduledThreadPoolExecutor(count, task -> {
            Thread thread = new Thread(task, name + "-" + number.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        });
        pool.setKeepAliveTime(IDLE_SECONDS, TimeUnit.SECONDS);
        pool.allowCoreThreadTimeOut(true);
        pool.setRemoveOnCancelPolicy(true);
        pool.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
        return pool;
    }

    /** Stops watching and ends all pods' processes. */
    @Override
    public void close() {
        cluster.close();
        threads.shutdownNow();
        proxyThread.shutdownNow();
        podThreads.shutdownNow();
        probeThreads.shutdownNow();
        try {
            // A visit under way may still start a process, which the kubelet then ends with the others.
            podThreads.awaitTermination(5, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        kubelet.close();
    }
}
