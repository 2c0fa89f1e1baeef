package network.higherself.redis.playground.node.controllers;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.apps.StatefulSetSpec;
import io.fabric8.kubernetes.api.model.apps.StatefulSetStatus;
import io.fabric8.kubernetes.api.model.apps.StatefulSetStatusBuilder;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;
import network.higherself.redis.playground.node.watch.Pods;

/** What a StatefulSet wants done next, given its pods: pure, in the words of the StatefulSet documentation. */
final class StatefulSetPlan {

    static final String REVISION = "controller-revision-hash";

    /** What is to be done to one pod. */
    sealed interface Step {}

    /** A pod is missing; it is made of the given revision. */
    record Create(int ordinal, String revision) implements Step {}

    /** A pod goes, and with it its ordinal if {@code scaledDown}, else to be made anew. */
    record Delete(Pod pod, boolean scaledDown) implements Step {}

    private final StatefulSet set;
    private final NavigableMap<Integer, Pod> pods;
    private final String current;
    private final String update;
    private final int start;
    private final int end;

    /**
     * A plan for a set.
     *
     * @param pods the pods that the set controls, by ordinal
     * @param current the revision that the status names as the current one
     * @param update the revision of the template as it is
     */
    StatefulSetPlan(StatefulSet set, NavigableMap<Integer, Pod> pods, String current, String update) {
        this.set = set;
        this.pods = new TreeMap<>(pods);
        this.current = current;
        this.update = update;
        StatefulSetSpec spec = set.getSpec();
        this.start = spec.getOrdinals() == null ? 0 : Pods.or(spec.getOrdinals().getStart(), 0);
        this.end = start + Pods.or(spec.getReplicas(), 1);
    }

    int end() {
        return end;
    }

    /** The steps to take now; more may follow once these have shown their effect. */
    List<Step> steps() {
        List<Step> steps = new ArrayList<>();
        boolean ordered = !"Parallel".equals(set.getSpec().getPodManagementPolicy());
        for (int ordinal = start; ordinal < end; ordinal++) {
            Pod pod = pods.get(ordinal);
            if (pod == null) {
                steps.add(new Create(ordinal, revisionOf(ordinal)));
            } else if (Pods.isFinished(pod) && !Pods.isTerminating(pod)) {
                steps.add(new Delete(pod, false));
            } else if (Pods.isReady(pod) && !Pods.isTerminating(pod)) {
                continue;
            }
            if (ordered) {
                return steps;
            }
        }
        for (Pod pod : pods.descendingMap().values()) {
            int ordinal = ordinal(pod);
            if (ordinal >= start && ordinal < end) {
                continue;
            }
            if (!Pods.isTerminating(pod)) {
                steps.add(new Delete(pod, true));
            }
            if (ordered) {
                return steps;
            }
        }
        if (steps.isEmpty() && rolls()) {
            roll(steps);
        }
        return steps;
    }

    private void roll(List<Step> steps) {
        for (Pod pod : pods.descendingMap().values()) {
            if (ordinal(pod) < start + partition() || ordinal(pod) >= end) {
                continue;
            }
            if (Pods.isTerminating(pod)) {
                return;
            }
            if (!revision(pod).equals(update)) {
                steps.add(new Delete(pod, false));
                return;
            }
            if (!Pods.isReady(pod)) {
                return;
            }
        }
    }

    private String revisionOf(int ordinal) {
        return rolls() && ordinal < start + partition() ? current : update;
    }

    private boolean rolls() {
        return set.getSpec().getUpdateStrategy() == null
                || !"OnDelete".equals(set.getSpec().getUpdateStrategy().getType());
    }

    private int partition() {
        var strategy = set.getSpec().getUpdateStrategy();
        return strategy == null || strategy.getRollingUpdate() == null
                ? 0
                : Pods.or(strategy.getRollingUpdate().getPartition(), 0);
    }

    /** The status that the pods amount to. With OnDelete the current revision stays what it was, as in life. */
    StatefulSetStatus status(Instant now) {
        int minReady = Pods.or(set.getSpec().getMinReadySeconds(), 0);
        int ready = count(pod -> Pods.isReady(pod));
        int updated = count(pod -> !Pods.isTerminating(pod) && revision(pod).equals(update));
        boolean complete = rolls() && updated == pods.size() && ready == pods.size();
        return new StatefulSetStatusBuilder()
                .withObservedGeneration(set.getMetadata().getGeneration())
                .withReplicas(pods.size())
                .withReadyReplicas(ready)
                .withAvailableReplicas(count(pod -> Pods.isAvailable(pod, minReady, now)))
                .withCurrentReplicas(
                        complete
                                ? updated
                                : count(pod -> !Pods.isTerminating(pod)
                                        && revision(pod).equals(current)))
                .withUpdatedReplicas(updated)
                .withCurrentRevision(complete ? update : current)
                .withUpdateRevision(update)
                .withCollisionCount(0)
                .build();
    }

    private int count(java.util.function.Predicate<Pod> what) {
        return (int) pods.values().stream().filter(what).count();
    }

    private static String revision(Pod pod) {
        return Pods.label(pod, REVISION);
    }

    private static int ordinal(Pod pod) {
        return ordinal(pod.getMetadata().getName());
    }

    /** The number at the end of a pod's name, -1 without one. */
    static int ordinal(String podName) {
        String number = podName.substring(podName.lastIndexOf('-') + 1);
        return number.matches("\\d{1,9}") ? Integer.parseInt(number) : -1;
    }
}
