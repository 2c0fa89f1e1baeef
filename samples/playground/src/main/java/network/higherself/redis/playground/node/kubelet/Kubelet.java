package network.higherself.redis.playground.node.kubelet;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Secret;
import java.io.IOException;
import java.net.http.HttpClient;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledExecutorService;
import network.higherself.redis.playground.node.NodeSettings;
import network.higherself.redis.playground.node.watch.Cluster;
import network.higherself.redis.playground.node.watch.Key;
import network.higherself.redis.playground.node.watch.Pods;
import network.higherself.redis.playground.node.watch.WorkQueue;
import network.higherself.redis.playground.runtime.PodRuntime;

/** Runs the pods that are bound to the node as processes, and reports on them. */
public final class Kubelet implements AutoCloseable {

    private final NodeContext node;
    private final Map<Key, PodWorker> workers = new ConcurrentHashMap<>();
    private final NodeRegistration registration;
    private final LogServer logs;

    /**
     * A kubelet that has not started.
     *
     * @param threads for what takes a moment
     * @param podThreads for visits of pods, which start processes
     * @param probeThreads for probes and hooks, which may block for as long as their timeout
     */
    public Kubelet(
            Cluster cluster,
            PodRuntime runtime,
            NodeSettings settings,
            Clock clock,
            ScheduledExecutorService threads,
            ScheduledExecutorService podThreads,
            ScheduledExecutorService probeThreads)
            throws IOException {
        Events events = new Events(cluster, threads, clock, settings.name());
        HttpClient http = HttpClient.newBuilder()
                .executor(probeThreads)
                .sslContext(Tls.trustingAll())
                .connectTimeout(Duration.ofSeconds(10))
                .build();
        this.node = new NodeContext(
                cluster,
                runtime,
                settings,
                clock,
                new Sources(cluster),
                events,
                new Probes(http),
                new WorkQueue("kubelet", podThreads, this::visit),
                new WorkQueue("pod-status", threads, this::write),
                threads,
                probeThreads);
        new Scheduler(cluster, settings, events, threads);
        WorkQueue refreshes = new WorkQueue("pod-volumes", threads, this::refresh);
        cluster.on(Pod.class, pod -> {
            if (settings.name().equals(pod.getSpec().getNodeName())) {
                node.pods().add(Key.of(pod));
            }
        });
        cluster.on(ConfigMap.class, map -> sourceChanged(map, refreshes));
        cluster.on(Secret.class, secret -> sourceChanged(secret, refreshes));
        this.logs = new LogServer(settings, this::container);
        this.registration = new NodeRegistration(cluster, settings, clock, logs.port());
    }

    /** Registers the node and keeps its lease; pods run as soon as the cluster is watched. */
    public void start() {
        registration.register();
        node.threads().scheduleAtFixedRate(registration::renew, 0, 10, java.util.concurrent.TimeUnit.SECONDS);
    }

    private void sourceChanged(HasMetadata source, WorkQueue refreshes) {
        Key changed = Key.of(source);
        workers.forEach((key, worker) -> {
            if (key.namespace().equals(changed.namespace()) && worker.shows(changed.name())) {
                node.pods().add(key);
                refreshes.add(key, node.settings().volumeDelay());
            }
        });
    }

    private void visit(Key key) {
        Pod pod = node.cluster().get(Pod.class, key).orElse(null);
        PodWorker worker = workers.get(key);
        if (worker != null && (pod == null || !pod.getMetadata().getUid().equals(worker.uid()))) {
            worker.discard();
            workers.remove(key);
            worker = null;
        }
        boolean mine =
                pod != null && node.settings().name().equals(pod.getSpec().getNodeName());
        if (worker == null && mine && (!Pods.isFinished(pod) || Pods.isTerminating(pod))) {
            worker = new PodWorker(node, pod);
            workers.put(key, worker);
        }
        if (worker != null) {
            worker.visit(pod);
        }
    }

    private void write(Key key) {
        PodWorker worker = workers.get(key);
        if (worker != null) {
            worker.write();
        }
    }

    private void refresh(Key key) {
        PodWorker worker = workers.get(key);
        if (worker != null) {
            worker.refresh();
        }
    }

    private Optional<ContainerRun> container(Key pod, String name) {
        return Optional.ofNullable(workers.get(pod)).flatMap(worker -> worker.container(name));
    }

    /** Ends all pods at once; the API server is not told, for it is about to end as well. */
    @Override
    public void close() {
        logs.close();
        workers.values().forEach(PodWorker::discard);
        workers.clear();
    }
}
