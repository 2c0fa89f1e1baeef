package network.higherself.redis.playground.node.controllers;

import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentCondition;
import io.fabric8.kubernetes.api.model.apps.DeploymentConditionBuilder;
import io.fabric8.kubernetes.api.model.apps.DeploymentStatus;
import io.fabric8.kubernetes.api.model.apps.DeploymentStatusBuilder;
import io.fabric8.kubernetes.api.model.apps.ReplicaSet;
import io.fabric8.kubernetes.api.model.apps.ReplicaSetBuilder;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ScheduledExecutorService;
import network.higherself.redis.playground.node.watch.Cluster;
import network.higherself.redis.playground.node.watch.Key;
import network.higherself.redis.playground.node.watch.Pods;
import network.higherself.redis.playground.node.watch.WorkQueue;

/** Rolls Deployments from one ReplicaSet to the next and says how far they are. */
final class Deployments {

    private static final String HASH = "pod-template-hash";
    private static final String REVISION = "deployment.kubernetes.io/revision";

    private final Cluster cluster;
    private final Clock clock;
    private final WorkQueue queue;

    Deployments(Cluster cluster, ScheduledExecutorService threads, Clock clock) {
        this.cluster = cluster;
        this.clock = clock;
        this.queue = new WorkQueue("deployments", threads, this::reconcile);
        cluster.on(Deployment.class, deployment -> queue.add(Key.of(deployment)));
        cluster.on(ReplicaSet.class, set -> Owners.enqueue(set, "Deployment", queue));
    }

    private void reconcile(Key key) {
        Deployment deployment = cluster.get(Deployment.class, key).orElse(null);
        if (deployment == null || Pods.isTerminating(deployment)) {
            return;
        }
        List<ReplicaSet> sets = new ArrayList<>(cluster.list(ReplicaSet.class, key.namespace()).stream()
                .filter(set -> Pods.isControlledBy(set, deployment))
                .sorted(Comparator.comparingInt(Deployments::revision))
                .toList());
        String hash = Pods.hash(cluster.client()
                .getKubernetesSerialization()
                .asJson(deployment.getSpec().getTemplate()));
        Optional<ReplicaSet> fresh =
                sets.stream().filter(set -> Pods.label(set, HASH).equals(hash)).findFirst();
        int latest = sets.isEmpty() ? 0 : revision(sets.get(sets.size() - 1));
        if (fresh.isEmpty()) {
            cluster.create(replicaSet(deployment, hash, latest + 1));
            return;
        }
        sets.remove(fresh.get());
        int revision = revision(fresh.get());
        if (!sets.isEmpty() && revision < revision(sets.get(sets.size() - 1))) {
            // Back to an earlier template: its ReplicaSet becomes the newest again.
            revision = latest + 1;
            annotate(fresh.get(), revision);
        }
        if (!Boolean.TRUE.equals(deployment.getSpec().getPaused())) {
            roll(deployment, fresh.get(), sets);
        }
        if (revision(deployment) != revision) {
            annotate(deployment, revision);
        }
        DeploymentStatus status = status(deployment, fresh.get(), sets);
        if (!status.equals(deployment.getStatus())) {
            cluster.writeStatus(deployment, status);
        }
    }

    private void annotate(io.fabric8.kubernetes.api.model.HasMetadata object, int revision) {
        cluster.merge(
                object, Map.of("metadata", Map.of("annotations", Map.of(REVISION, String.valueOf(revision)))), "");
    }

    private static int revision(io.fabric8.kubernetes.api.model.HasMetadata object) {
        var annotations = object.getMetadata().getAnnotations();
        return annotations == null ? 0 : Integer.parseInt(annotations.getOrDefault(REVISION, "0"));
    }

    private static ReplicaSet replicaSet(Deployment deployment, String hash, int revision) {
        return new ReplicaSetBuilder()
                .withNewMetadata()
                .withName(deployment.getMetadata().getName() + "-" + hash)
                .withNamespace(deployment.getMetadata().getNamespace())
                .withLabels(deployment.getSpec().getTemplate().getMetadata().getLabels())
                .addToLabels(HASH, hash)
                .addToAnnotations(REVISION, String.valueOf(revision))
                .withOwnerReferences(Pods.controlledBy(deployment))
                .endMetadata()
                .withNewSpec()
                .withReplicas(0)
                .withMinReadySeconds(deployment.getSpec().getMinReadySeconds())
                .withNewSelectorLike(deployment.getSpec().getSelector())
                .addToMatchLabels(HASH, hash)
                .endSelector()
                .withNewTemplateLike(deployment.getSpec().getTemplate())
                .editOrNewMetadata()
                .addToLabels(HASH, hash)
                .endMetadata()
                .endTemplate()
                .endSpec()
                .build();
    }

    private void roll(Deployment deployment, ReplicaSet fresh, List<ReplicaSet> old) {
        Map<String, Integer> steps = DeploymentPlan.scale(
                deployment,
                replicas(fresh),
                old.stream().map(Deployments::replicas).toList());
        List<ReplicaSet> all = new ArrayList<>(old);
        all.add(fresh);
        all.stream()
                .filter(set -> steps.containsKey(set.getMetadata().getName()))
                .forEach(set -> cluster.merge(
                        set,
                        // The version makes sure that the step follows from what the set is now.
                        Map.of(
                                "metadata",
                                Map.of("resourceVersion", set.getMetadata().getResourceVersion()),
                                "spec",
                                Map.of("replicas", steps.get(set.getMetadata().getName()))),
                        ""));
        int keep = Pods.or(deployment.getSpec().getRevisionHistoryLimit(), 10);
        List<ReplicaSet> empty = old.stream()
                .map(set -> Map.entry(set, replicas(set)))
                .filter(entry ->
                        entry.getValue().wanted() == 0 && entry.getValue().present() == 0)
                .map(Map.Entry::getKey)
                .toList();
        empty.stream().limit(Math.max(0, empty.size() - keep)).forEach(set -> cluster.delete(set, Map.of()));
    }

    private static DeploymentPlan.Replicas replicas(ReplicaSet set) {
        var status = set.getStatus();
        return new DeploymentPlan.Replicas(
                set.getMetadata().getName(),
                Pods.or(set.getSpec().getReplicas(), 1),
                status == null ? 0 : Pods.or(status.getReplicas(), 0),
                status == null ? 0 : Pods.or(status.getAvailableReplicas(), 0));
    }

    private DeploymentStatus status(Deployment deployment, ReplicaSet fresh, List<ReplicaSet> old) {
        int desired = Pods.or(deployment.getSpec().getReplicas(), 1);
        DeploymentPlan.Replicas updated = replicas(fresh);
        int present = updated.present();
        int available = updated.available();
        int ready = ready(fresh);
        for (ReplicaSet set : old) {
            present += replicas(set).present();
            available += replicas(set).available();
            ready += ready(set);
        }
        boolean enough = available >= desired - Math.max(0, desired / 4);
        List<DeploymentCondition> before = deployment.getStatus() == null
                ? List.of()
                : deployment.getStatus().getConditions();
        DeploymentCondition availability = condition(
                before,
                "Available",
                enough,
                enough ? "MinimumReplicasAvailable" : "MinimumReplicasUnavailable",
                enough ? "Deployment has minimum availability." : "Deployment does not have minimum availability.");
        DeploymentStatus pods = new DeploymentStatusBuilder()
                .withObservedGeneration(deployment.getMetadata().getGeneration())
                .withReplicas(present)
                .withUpdatedReplicas(updated.present())
                .withReadyReplicas(ready)
                .withAvailableReplicas(available)
                .withUnavailableReplicas(Math.max(0, Math.max(desired, present) - available))
                .build();
        return pods.edit()
                .withConditions(availability, progress(deployment, fresh, desired, before, pods))
                .build();
    }

    private static int ready(ReplicaSet set) {
        return set.getStatus() == null ? 0 : Pods.or(set.getStatus().getReadyReplicas(), 0);
    }

    private DeploymentCondition progress(
            Deployment deployment,
            ReplicaSet fresh,
            int desired,
            List<DeploymentCondition> before,
            DeploymentStatus pods) {
        String set = fresh.getMetadata().getName();
        Duration deadline = Duration.ofSeconds(Pods.or(deployment.getSpec().getProgressDeadlineSeconds(), 600));
        Instant now = clock.instant();
        Optional<DeploymentCondition> old = find(before, "Progressing");
        DeploymentProgress progress = DeploymentProgress.of(
                old.map(condition -> new DeploymentProgress.Told(
                        condition.getReason(), condition.getMessage(), Instant.parse(condition.getLastUpdateTime()))),
                set,
                desired,
                Optional.ofNullable(deployment.getStatus()).orElseGet(DeploymentStatus::new),
                pods,
                deadline,
                now);
        DeploymentCondition condition = progress == DeploymentProgress.SAME
                ? old.orElseThrow()
                : condition(before, "Progressing", progress.status(), progress.reason(), progress.message(set));
        if (progress == DeploymentProgress.MOVED) {
            condition = condition.edit().withLastUpdateTime(seconds(now)).build();
        }
        if (!DeploymentProgress.COMPLETE.reason().equals(condition.getReason())
                && condition.getStatus().equals("True")) {
            Instant due = Instant.parse(condition.getLastUpdateTime()).plus(deadline);
            queue.add(Key.of(deployment), Duration.between(now, due).plusMillis(1));
        }
        return condition;
    }

    private static Optional<DeploymentCondition> find(List<DeploymentCondition> conditions, String type) {
        return conditions.stream()
                .filter(condition -> condition.getType().equals(type))
                .findFirst();
    }

    private static String seconds(Instant time) {
        return time.truncatedTo(ChronoUnit.SECONDS).toString();
    }

    private DeploymentCondition condition(
            List<DeploymentCondition> before, String type, boolean is, String reason, String message) {
        String status = is ? "True" : "False";
        String now = seconds(clock.instant());
        Optional<DeploymentCondition> old = find(before, type);
        boolean same = old.filter(condition -> status.equals(condition.getStatus())
                        && reason.equals(condition.getReason())
                        && message.equals(condition.getMessage()))
                .isPresent();
        if (same) {
            return old.get();
        }
        return new DeploymentConditionBuilder()
                .withType(type)
                .withStatus(status)
                .withReason(reason)
                .withMessage(message)
                .withLastUpdateTime(now)
                .withLastTransitionTime(old.filter(condition -> status.equals(condition.getStatus()))
                        .map(DeploymentCondition::getLastTransitionTime)
                        .orElse(now))
                .build();
    }
}
