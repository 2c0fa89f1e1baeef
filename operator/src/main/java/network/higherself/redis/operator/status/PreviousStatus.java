package network.higherself.redis.operator.status;

import io.fabric8.kubernetes.api.model.Condition;
import java.util.List;
import java.util.Optional;
import network.higherself.redis.api.v1.HigherSelfRedisStatus;

/** What the status said before, where the present one depends on it. */
record PreviousStatus(Optional<HigherSelfRedisStatus> status) {

    Optional<Condition> condition(String type) {
        return status.map(HigherSelfRedisStatus::conditions).orElse(List.of()).stream()
                .filter(condition -> type.equals(condition.getType()))
                .findFirst();
    }

    Optional<Finding> finding(String type) {
        return condition(type)
                .map(condition -> new Finding(condition.getStatus(), condition.getReason(), condition.getMessage()));
    }

    boolean holds(String type) {
        return finding(type).filter(Finding::holds).isPresent();
    }

    /** Whether the resource has served: only then a primary was named. */
    boolean everAvailable() {
        return status.map(HigherSelfRedisStatus::primary).isPresent();
    }

    boolean observed(long generation) {
        return status.map(HigherSelfRedisStatus::observedGeneration)
                .filter(seen -> seen == generation)
                .isPresent();
    }

    /** Whether the operator was still bringing about this generation. */
    boolean inProgress(long generation) {
        return !observed(generation) || holds(ConditionTypes.RECONCILING);
    }
}
