package network.higherself.redis.playground.node.kubelet;

import io.fabric8.kubernetes.api.model.BindingBuilder;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodAffinityTerm;
import io.fabric8.kubernetes.api.model.PodConditionBuilder;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ScheduledExecutorService;
import network.higherself.redis.playground.node.NodeSettings;
import network.higherself.redis.playground.node.watch.Cluster;
import network.higherself.redis.playground.node.watch.Key;
import network.higherself.redis.playground.node.watch.Pods;
import network.higherself.redis.playground.node.watch.WorkQueue;

/** Binds every pod to the one node, unless its selector, its anti-affinity or its claims speak against it. */
final class Scheduler {

    private static final Duration RETRY = Duration.ofSeconds(2);

    private final Cluster cluster;
    private final NodeSettings settings;
    private final Events events;
    private final WorkQueue queue;

    Scheduler(Cluster cluster, NodeSettings settings, Events events, ScheduledExecutorService threads) {
        this.cluster = cluster;
        this.settings = settings;
        this.events = events;
        this.queue = new WorkQueue("scheduler", threads, this::schedule);
        cluster.on(Node.class, node -> {});
        cluster.on(Pod.class, pod -> {
            if (isUnscheduled(pod)) {
                queue.add(Key.of(pod));
            }
        });
        cluster.on(
                PersistentVolumeClaim.class,
                claim -> cluster.list(Pod.class, claim.getMetadata().getNamespace()).stream()
                        .filter(Scheduler::isUnscheduled)
                        .forEach(pod -> queue.add(Key.of(pod))));
    }

    private static boolean isUnscheduled(Pod pod) {
        return pod.getSpec().getNodeName() == null
                && Pods.isActive(pod)
                && pod.getSpec().getSchedulingGates().isEmpty();
    }

    private void schedule(Key key) {
        Pod pod = cluster.get(Pod.class, key).filter(Scheduler::isUnscheduled).orElse(null);
        if (pod == null) {
            return;
        }
        Optional<String> obstacle = obstacle(pod);
        if (obstacle.isPresent()) {
            postpone(pod, obstacle.get());
            return;
        }
        cluster.client()
                .raw(
                        "/api/v1/namespaces/" + key.namespace() + "/pods/" + key.name() + "/binding",
                        "POST",
                        new BindingBuilder()
                                .withNewMetadata()
                                .withName(key.name())
                                .withNamespace(key.namespace())
                                .withUid(pod.getMetadata().getUid())
                                .endMetadata()
                                .withNewTarget()
                                .withApiVersion("v1")
                                .withKind("Node")
                                .withName(settings.name())
                                .endTarget()
                                .build());
        events.normal(
                pod,
                "",
                "Scheduled",
                "Successfully assigned " + key.namespace() + "/" + key.name() + " to " + settings.name());
    }

    private Optional<String> obstacle(Pod pod) {
        Map<String, String> selector = pod.getSpec().getNodeSelector();
        Optional<Node> node = cluster.get(Node.class, new Key("", settings.name()));
        if (node.filter(found -> Boolean.TRUE.equals(found.getSpec().getUnschedulable()))
                .isPresent()) {
            return Optional.of("0/1 nodes are available: 1 node(s) were unschedulable.");
        }
        Map<String, String> labels =
                node.map(found -> found.getMetadata().getLabels()).orElse(Map.of());
        if (selector != null && !labels.entrySet().containsAll(selector.entrySet())) {
            return Optional.of("0/1 nodes are available: 1 node(s) didn't match Pod's node affinity/selector.");
        }
        if (repelled(pod)) {
            return Optional.of("0/1 nodes are available: 1 node(s) didn't match pod anti-affinity rules.");
        }
        boolean unbound = pod.getSpec().getVolumes().stream()
                .filter(volume -> volume.getPersistentVolumeClaim() != null)
                .map(volume -> new Key(
                        pod.getMetadata().getNamespace(),
                        volume.getPersistentVolumeClaim().getClaimName()))
                .anyMatch(claim -> cluster.get(PersistentVolumeClaim.class, claim)
                        .filter(found -> found.getSpec().getVolumeName() != null)
                        .isEmpty());
        return unbound
                ? Optional.of("0/1 nodes are available: pod has unbound immediate PersistentVolumeClaims.")
                : Optional.empty();
    }

    /** With one node every topology is the same place. */
    private boolean repelled(Pod pod) {
        if (pod.getSpec().getAffinity() == null || pod.getSpec().getAffinity().getPodAntiAffinity() == null) {
            return false;
        }
        List<PodAffinityTerm> terms =
                pod.getSpec().getAffinity().getPodAntiAffinity().getRequiredDuringSchedulingIgnoredDuringExecution();
        return cluster.list(Pod.class, pod.getMetadata().getNamespace()).stream()
                .filter(other -> other.getSpec().getNodeName() != null && !Pods.isFinished(other))
                .anyMatch(other -> terms.stream().anyMatch(term -> Pods.selects(term.getLabelSelector(), other)));
    }

    private void postpone(Pod pod, String why) {
        queue.add(Key.of(pod), RETRY);
        // What is made together with its pod, such as a claim, may come a moment later.
        boolean young = Instant.parse(pod.getMetadata().getCreationTimestamp())
                .plus(RETRY)
                .isAfter(Instant.now());
        boolean told = pod.getStatus() != null
                && pod.getStatus().getConditions().stream().anyMatch(condition -> why.equals(condition.getMessage()));
        if (!told && !young) {
            var condition = new PodConditionBuilder()
                    .withType("PodScheduled")
                    .withStatus("False")
                    .withReason("Unschedulable")
                    .withMessage(why)
                    .build();
            cluster.patch(
                    pod,
                    Map.of("status", Map.of("conditions", List.of(condition))),
                    "status",
                    PatchType.STRATEGIC_MERGE);
            events.warning(pod, "", "FailedScheduling", why);
        }
    }
}
