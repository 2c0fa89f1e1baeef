package network.higherself.redis.playground.node.controllers;

import static network.higherself.redis.playground.node.controllers.StatefulSetPlan.REVISION;

import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeBuilder;
import io.fabric8.kubernetes.api.model.apps.ControllerRevision;
import io.fabric8.kubernetes.api.model.apps.ControllerRevisionBuilder;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ScheduledExecutorService;
import network.higherself.redis.playground.node.watch.Cluster;
import network.higherself.redis.playground.node.watch.Key;
import network.higherself.redis.playground.node.watch.Pods;
import network.higherself.redis.playground.node.watch.WorkQueue;

/** Makes the pods and claims of StatefulSets and reports on them. */
final class StatefulSets {

    private final Cluster cluster;
    private final Clock clock;
    private final WorkQueue queue;

    StatefulSets(Cluster cluster, ScheduledExecutorService threads, Clock clock) {
        this.cluster = cluster;
        this.clock = clock;
        this.queue = new WorkQueue("statefulsets", threads, this::reconcile);
        cluster.on(StatefulSet.class, set -> queue.add(Key.of(set)));
        cluster.on(Pod.class, pod -> Owners.enqueue(pod, "StatefulSet", queue));
        cluster.on(PersistentVolumeClaim.class, claim -> {});
        cluster.on(ControllerRevision.class, revision -> {});
    }

    private void reconcile(Key key) {
        StatefulSet set = cluster.get(StatefulSet.class, key).orElse(null);
        if (set == null || Pods.isTerminating(set)) {
            return;
        }
        TreeMap<Integer, Pod> pods = new TreeMap<>();
        cluster.list(Pod.class, key.namespace()).stream()
                .filter(pod -> Pods.isControlledBy(pod, set))
                .forEach(pod ->
                        pods.put(StatefulSetPlan.ordinal(pod.getMetadata().getName()), pod));
        String update = revision(set);
        String current = set.getStatus() == null || set.getStatus().getCurrentRevision() == null
                ? update
                : set.getStatus().getCurrentRevision();
        StatefulSetPlan plan = new StatefulSetPlan(set, pods, current, update);
        keepClaims(set, plan.end());
        for (StatefulSetPlan.Step step : plan.steps()) {
            if (step instanceof StatefulSetPlan.Create create) {
                create(set, create);
            } else if (step instanceof StatefulSetPlan.Delete delete) {
                if (delete.scaledDown() && retention(set, true).equals("Delete")) {
                    claimsOf(set, delete.pod()).forEach(claim -> own(claim, List.of(Pods.ownedBy(delete.pod()))));
                }
                cluster.delete(delete.pod(), Map.of());
            }
        }
        var status = plan.status(clock.instant());
        if (!status.equals(set.getStatus())) {
            cluster.writeStatus(set, status);
        }
        if (!status.getAvailableReplicas().equals(status.getReadyReplicas())) {
            queue.add(key, Duration.ofSeconds(1));
        }
    }

    private String revision(StatefulSet set) {
        KubernetesSerialization serialization = cluster.client().getKubernetesSerialization();
        String template = serialization.asJson(set.getSpec().getTemplate());
        String name = set.getMetadata().getName() + "-" + Pods.hash(template);
        Key key = new Key(set.getMetadata().getNamespace(), name);
        if (cluster.get(ControllerRevision.class, key).isEmpty()) {
            cluster.create(new ControllerRevisionBuilder()
                    .withNewMetadata()
                    .withName(name)
                    .withNamespace(key.namespace())
                    .withLabels(set.getSpec().getSelector().getMatchLabels())
                    .addToLabels("controller.kubernetes.io/hash", Pods.hash(template))
                    .withOwnerReferences(Pods.controlledBy(set))
                    .endMetadata()
                    .withData(Map.of("spec", Map.of("template", set.getSpec().getTemplate())))
                    .withRevision(set.getMetadata().getGeneration())
                    .build());
        }
        return name;
    }

    private void create(StatefulSet set, StatefulSetPlan.Create step) {
        String name = set.getMetadata().getName() + "-" + step.ordinal();
        String namespace = set.getMetadata().getNamespace();
        PodTemplateSpec template = cluster.get(ControllerRevision.class, new Key(namespace, step.revision()))
                .map(revision -> templateOf(revision))
                .orElse(set.getSpec().getTemplate());
        Pod pod = Pods.of(template);
        pod.getMetadata().setName(name);
        pod.getMetadata().setNamespace(namespace);
        pod.getMetadata().setOwnerReferences(List.of(Pods.controlledBy(set)));
        pod.getMetadata().getLabels().put(REVISION, step.revision());
        pod.getMetadata().getLabels().put("statefulset.kubernetes.io/pod-name", name);
        pod.getMetadata().getLabels().put("apps.kubernetes.io/pod-index", String.valueOf(step.ordinal()));
        pod.getSpec().setHostname(name);
        pod.getSpec().setSubdomain(set.getSpec().getServiceName());
        List<Volume> volumes = new ArrayList<>(pod.getSpec().getVolumes());
        for (PersistentVolumeClaim claim : set.getSpec().getVolumeClaimTemplates()) {
            String volume = claim.getMetadata().getName();
            volumes.removeIf(other -> other.getName().equals(volume));
            volumes.add(new VolumeBuilder()
                    .withName(volume)
                    .withNewPersistentVolumeClaim()
                    .withClaimName(volume + "-" + name)
                    .endPersistentVolumeClaim()
                    .build());
            createClaim(set, claim, volume + "-" + name);
        }
        pod.getSpec().setVolumes(volumes);
        cluster.create(pod);
    }

    private PodTemplateSpec templateOf(ControllerRevision revision) {
        KubernetesSerialization serialization = cluster.client().getKubernetesSerialization();
        @SuppressWarnings("unchecked") // written by this class
        Map<String, Map<String, Object>> data = serialization.convertValue(revision.getData(), Map.class);
        return serialization.convertValue(data.get("spec").get("template"), PodTemplateSpec.class);
    }

    private void createClaim(StatefulSet set, PersistentVolumeClaim template, String name) {
        if (cluster.get(PersistentVolumeClaim.class, new Key(set.getMetadata().getNamespace(), name))
                .isPresent()) {
            return;
        }
        cluster.create(template.toBuilder()
                .editMetadata()
                .withName(name)
                .withNamespace(set.getMetadata().getNamespace())
                .addToLabels(set.getSpec().getSelector().getMatchLabels())
                .withOwnerReferences(ownersWhile(set))
                .endMetadata()
                .withStatus(null)
                .build());
    }

    private List<OwnerReference> ownersWhile(StatefulSet set) {
        return retention(set, false).equals("Delete") ? List.of(Pods.ownedBy(set)) : List.of();
    }

    /** Claims of pods that stay follow {@code whenDeleted}, whatever it was when they were made. */
    private void keepClaims(StatefulSet set, int end) {
        for (int ordinal = 0; ordinal < end; ordinal++) {
            String pod = set.getMetadata().getName() + "-" + ordinal;
            for (PersistentVolumeClaim template : set.getSpec().getVolumeClaimTemplates()) {
                Key key = new Key(
                        set.getMetadata().getNamespace(), template.getMetadata().getName() + "-" + pod);
                cluster.get(PersistentVolumeClaim.class, key).ifPresent(claim -> own(claim, ownersWhile(set)));
            }
        }
    }

    private List<PersistentVolumeClaim> claimsOf(StatefulSet set, Pod pod) {
        return set.getSpec().getVolumeClaimTemplates().stream()
                .map(template -> template.getMetadata().getName() + "-"
                        + pod.getMetadata().getName())
                .flatMap(name ->
                        cluster
                                .get(
                                        PersistentVolumeClaim.class,
                                        new Key(set.getMetadata().getNamespace(), name))
                                .stream())
                .toList();
    }

    private void own(PersistentVolumeClaim claim, List<OwnerReference> owners) {
        if (!uids(claim.getMetadata().getOwnerReferences()).equals(uids(owners))) {
            cluster.merge(claim, Map.of("metadata", Map.of("ownerReferences", owners)), "");
        }
    }

    private static List<String> uids(List<OwnerReference> owners) {
        return owners.stream().map(OwnerReference::getUid).toList();
    }

    private static String retention(StatefulSet set, boolean whenScaled) {
        var policy = set.getSpec().getPersistentVolumeClaimRetentionPolicy();
        String value = policy == null ? null : whenScaled ? policy.getWhenScaled() : policy.getWhenDeleted();
        return value == null ? "Retain" : value;
    }
}
