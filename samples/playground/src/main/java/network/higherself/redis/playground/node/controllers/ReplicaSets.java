package network.higherself.redis.playground.node.controllers;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.apps.ReplicaSet;
import io.fabric8.kubernetes.api.model.apps.ReplicaSetStatus;
import io.fabric8.kubernetes.api.model.apps.ReplicaSetStatusBuilder;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.atomic.AtomicLong;
import network.higherself.redis.playground.node.watch.Cluster;
import network.higherself.redis.playground.node.watch.Key;
import network.higherself.redis.playground.node.watch.Pods;
import network.higherself.redis.playground.node.watch.WorkQueue;

/** Keeps as many pods of a template as a ReplicaSet asks for. */
final class ReplicaSets {

    private final Cluster cluster;
    private final Clock clock;
    private final WorkQueue queue;
    private final Expectations expectations = new Expectations();
    private final AtomicLong names = new AtomicLong(System.nanoTime());

    ReplicaSets(Cluster cluster, ScheduledExecutorService threads, Clock clock) {
        this.cluster = cluster;
        this.clock = clock;
        this.queue = new WorkQueue("replicasets", threads, this::reconcile);
        cluster.on(ReplicaSet.class, set -> queue.add(Key.of(set)));
        cluster.on(Pod.class, pod -> Owners.enqueue(pod, "ReplicaSet", queue));
    }

    private void reconcile(Key key) {
        ReplicaSet set = cluster.get(ReplicaSet.class, key).orElse(null);
        if (set == null || Pods.isTerminating(set)) {
            return;
        }
        Instant now = clock.instant();
        String uid = set.getMetadata().getUid();
        List<Pod> owned = cluster.list(Pod.class, key.namespace()).stream()
                .filter(pod -> Pods.isControlledBy(pod, set))
                .toList();
        List<Pod> staying = expectations.staying(uid, owned, now);
        int missing = Pods.or(set.getSpec().getReplicas(), 1) - staying.size() - expectations.unseen(uid, owned, now);
        for (int i = 0; i < missing; i++) {
            create(set, now);
        }
        // Those that serve least and have lived shortest go first.
        staying.sort(Comparator.comparing(Pods::isReady)
                .thenComparing(pod -> pod.getMetadata().getCreationTimestamp(), Comparator.reverseOrder()));
        for (int i = 0; i < -missing && i < staying.size(); i++) {
            expectations.deleted(uid, staying.get(i), now);
            cluster.delete(staying.get(i), Map.of());
        }
        report(set, owned, now);
    }

    private void create(ReplicaSet set, Instant now) {
        Pod pod = Pods.of(set.getSpec().getTemplate());
        String suffix = Pods.hash(set.getMetadata().getUid() + names.incrementAndGet());
        pod.getMetadata().setName(set.getMetadata().getName() + "-" + suffix.substring(0, 5));
        pod.getMetadata().setGenerateName(set.getMetadata().getName() + "-");
        pod.getMetadata().setNamespace(set.getMetadata().getNamespace());
        pod.getMetadata().setOwnerReferences(List.of(Pods.controlledBy(set)));
        if (cluster.create(pod)) {
            expectations.created(set.getMetadata().getUid(), pod.getMetadata().getName(), now);
        }
    }

    private void report(ReplicaSet set, List<Pod> owned, Instant now) {
        List<Pod> active = owned.stream().filter(Pods::isActive).toList();
        Integer minReady = set.getSpec().getMinReadySeconds();
        int ready = (int) active.stream().filter(Pods::isReady).count();
        int available = (int) active.stream()
                .filter(pod -> Pods.isAvailable(pod, minReady, now))
                .count();
        ReplicaSetStatus status = new ReplicaSetStatusBuilder()
                .withObservedGeneration(set.getMetadata().getGeneration())
                .withReplicas(active.size())
                .withFullyLabeledReplicas(active.size())
                .withReadyReplicas(ready)
                .withAvailableReplicas(available)
                .build();
        if (!status.equals(set.getStatus())) {
            cluster.writeStatus(set, status);
        }
        if (available < ready) {
            queue.add(Key.of(set), Duration.ofSeconds(1));
        }
    }
}
