package network.higherself.redis.playground.node.controllers;

import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.ConditionBuilder;
import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.apps.ReplicaSet;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudgetStatus;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudgetStatusBuilder;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ScheduledExecutorService;
import java.util.stream.Collectors;
import network.higherself.redis.playground.node.watch.Cluster;
import network.higherself.redis.playground.node.watch.Key;
import network.higherself.redis.playground.node.watch.Pods;
import network.higherself.redis.playground.node.watch.WorkQueue;

/** Says how many pods of a PodDisruptionBudget may be evicted now. */
final class DisruptionBudgets {

    private final Cluster cluster;
    private final Clock clock;

    DisruptionBudgets(Cluster cluster, ScheduledExecutorService threads, Clock clock) {
        this.cluster = cluster;
        this.clock = clock;
        WorkQueue queue = new WorkQueue("disruption-budgets", threads, this::reconcile);
        cluster.on(PodDisruptionBudget.class, budget -> queue.add(Key.of(budget)));
        cluster.onBeforeAndAfter(
                Pod.class,
                pod -> cluster.list(PodDisruptionBudget.class, pod.getMetadata().getNamespace()).stream()
                        .filter(budget -> Pods.selects(budget.getSpec().getSelector(), pod))
                        .forEach(budget -> queue.add(Key.of(budget))));
    }

    private void reconcile(Key key) {
        PodDisruptionBudget budget = cluster.get(PodDisruptionBudget.class, key).orElse(null);
        if (budget == null || Pods.isTerminating(budget)) {
            return;
        }
        List<Pod> pods = cluster.list(Pod.class, key.namespace()).stream()
                .filter(pod -> Pods.selects(budget.getSpec().getSelector(), pod) && !Pods.isFinished(pod))
                .toList();
        int expected = expected(key.namespace(), pods);
        PodDisruptionBudgetStatus status = status(budget, pods, expected);
        if (!Objects.equals(status, budget.getStatus())) {
            cluster.writeStatus(budget, status);
        }
    }

    /** As many as the pods' controllers ask for; a pod without one counts itself. */
    private int expected(String namespace, List<Pod> pods) {
        Map<Optional<OwnerReference>, Long> byController =
                pods.stream().collect(Collectors.groupingBy(Pods::controller, Collectors.counting()));
        int sum = 0;
        for (var entry : byController.entrySet()) {
            Key key = new Key(
                    namespace, entry.getKey().map(OwnerReference::getName).orElse(""));
            String kind = entry.getKey().map(OwnerReference::getKind).orElse("");
            Optional<Integer> wanted = switch (kind) {
                case "StatefulSet" ->
                    cluster.get(StatefulSet.class, key).map(set -> set.getSpec().getReplicas());
                case "ReplicaSet" ->
                    cluster.get(ReplicaSet.class, key).map(set -> set.getSpec().getReplicas());
                default -> Optional.empty();
            };
            sum += wanted.orElse(entry.getValue().intValue());
        }
        return sum;
    }

    private PodDisruptionBudgetStatus status(PodDisruptionBudget budget, List<Pod> pods, int expected) {
        int healthy = (int) pods.stream()
                .filter(pod -> Pods.isReady(pod) && !Pods.isTerminating(pod))
                .count();
        int desired = desired(budget, expected);
        int allowed = Math.max(0, Math.min(healthy - desired, expected));
        PodDisruptionBudgetStatus before =
                budget.getStatus() == null ? new PodDisruptionBudgetStatus() : budget.getStatus();
        String value = allowed > 0 ? "True" : "False";
        String since = before.getConditions().stream()
                .filter(condition -> value.equals(condition.getStatus()))
                .map(Condition::getLastTransitionTime)
                .findFirst()
                .orElse(clock.instant().truncatedTo(ChronoUnit.SECONDS).toString());
        return new PodDisruptionBudgetStatusBuilder()
                .withObservedGeneration(budget.getMetadata().getGeneration())
                .withExpectedPods(expected)
                .withCurrentHealthy(healthy)
                .withDesiredHealthy(desired)
                .withDisruptionsAllowed(allowed)
                .withConditions(new ConditionBuilder()
                        .withType("DisruptionAllowed")
                        .withStatus(value)
                        .withReason(allowed > 0 ? "SufficientPods" : "InsufficientPods")
                        .withMessage("")
                        .withObservedGeneration(budget.getMetadata().getGeneration())
                        .withLastTransitionTime(since)
                        .build())
                .build();
    }

    /** How many must stay healthy; shares are rounded up, as in life. */
    static int desired(PodDisruptionBudget budget, int expected) {
        IntOrString least = budget.getSpec().getMinAvailable();
        IntOrString most = budget.getSpec().getMaxUnavailable();
        if (least != null) {
            return share(least, expected);
        }
        return Math.max(0, expected - (most == null ? 0 : share(most, expected)));
    }

    private static int share(IntOrString value, int of) {
        return value.getIntVal() != null
                ? value.getIntVal()
                : (int) Math.ceil(of * Double.parseDouble(value.getStrVal().replace("%", "")) / 100);
    }
}
