package network.higherself.redis.playground.node.controllers;

import io.fabric8.kubernetes.api.model.apps.DeploymentStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import network.higherself.redis.playground.node.watch.Pods;

/**
 * How far a Deployment's rollout is, as the condition Progressing tells. Pure. As in Kubernetes, the deadline counts from
 * the last step that was made, and a rollout that was complete once stays so, however its pods fare later.
 */
enum DeploymentProgress {
    /** There is a new template, and now a ReplicaSet of it. */
    BEGUN(true, "NewReplicaSetCreated", "Created new replica set %s"),
    /** A pod more is there, ready or available, or an old one fewer. */
    MOVED(true, "ReplicaSetUpdated", "ReplicaSet %s is progressing."),
    COMPLETE(true, "NewReplicaSetAvailable", "ReplicaSet %s has successfully progressed."),
    LATE(false, "ProgressDeadlineExceeded", "ReplicaSet %s has timed out progressing."),
    /** As the condition says already. */
    SAME(true, "", "");

    private final boolean status;
    private final String reason;
    private final String message;

    /** The condition as it is. */
    record Told(String reason, String message, Instant updated) {}

    DeploymentProgress(boolean status, String reason, String message) {
        this.status = status;
        this.reason = reason;
        this.message = message;
    }

    boolean status() {
        return status;
    }

    String reason() {
        return reason;
    }

    /** @param set the ReplicaSet of the present template */
    String message(String set) {
        return message.formatted(quoted(set));
    }

    /**
     * @param condition empty where nothing is told yet
     * @param before the pods that there were, now those that there are
     * @param set the ReplicaSet of the present template
     */
    static DeploymentProgress of(
            Optional<Told> condition,
            String set,
            int desired,
            DeploymentStatus before,
            DeploymentStatus now,
            Duration deadline,
            Instant at) {
        Told told = condition.filter(of -> of.message().contains(quoted(set))).orElse(null);
        if (told == null) {
            return BEGUN;
        }
        boolean onlyNew = replicas(now) == updated(now);
        if (told.reason().equals(COMPLETE.reason) && onlyNew) {
            return SAME;
        }
        if (onlyNew && updated(now) == desired && available(now) >= desired) {
            return COMPLETE;
        }
        if (updated(now) > updated(before)
                || replicas(now) - updated(now) < replicas(before) - updated(before)
                || ready(now) > ready(before)
                || available(now) > available(before)) {
            return MOVED;
        }
        boolean late =
                told.reason().equals(LATE.reason) || !at.isBefore(told.updated().plus(deadline));
        return late ? LATE : SAME;
    }

    private static String quoted(String set) {
        return "\"" + set + "\"";
    }

    private static int replicas(DeploymentStatus status) {
        return Pods.or(status.getReplicas(), 0);
    }

    private static int updated(DeploymentStatus status) {
        return Pods.or(status.getUpdatedReplicas(), 0);
    }

    private static int ready(DeploymentStatus status) {
        return Pods.or(status.getReadyReplicas(), 0);
    }

    private static int available(DeploymentStatus status) {
        return Pods.or(status.getAvailableReplicas(), 0);
    }
}
