package network.higherself.redis.playground.node.controllers;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.apps.DeploymentStatus;
import io.fabric8.kubernetes.api.model.apps.DeploymentStatusBuilder;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import network.higherself.redis.playground.node.controllers.DeploymentProgress.Told;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DeploymentProgressTest {

    private static final Instant NOW = Instant.parse("2026-12-01T00:00:00Z");
    private static final Duration DEADLINE = Duration.ofMinutes(10);

    /** Pods are written as all/updated/ready/available; of two that are wanted. */
    @ParameterizedTest(name = "{0}, {1} min ago, {2} -> {3}: {4}")
    @CsvSource(delimiter = '|', textBlock = """
                    # a first ReplicaSet, and another than the condition tells of
                                           | 0  | 0/0/0/0 | 0/0/0/0 | BEGUN
                    NewReplicaSetAvailable | 90 | 2/2/2/2 | 2/0/2/2 | BEGUN
                    # step by step
                    NewReplicaSetCreated   | 1  | 0/0/0/0 | 2/2/0/0 | MOVED
                    ReplicaSetUpdated      | 1  | 2/2/0/0 | 2/2/1/0 | MOVED
                    ReplicaSetUpdated      | 1  | 2/2/1/0 | 2/2/1/1 | MOVED
                    ReplicaSetUpdated      | 1  | 3/2/3/3 | 2/2/2/2 | COMPLETE
                    ReplicaSetUpdated      | 1  | 4/2/4/4 | 3/2/3/3 | MOVED
                    # a step that takes long
                    ReplicaSetUpdated      | 9  | 2/2/1/1 | 2/2/1/1 | SAME
                    ReplicaSetUpdated      | 10 | 2/2/1/1 | 2/2/1/1 | LATE
                    ProgressDeadlineExceeded | 1 | 2/2/1/1 | 2/2/1/1 | LATE
                    ProgressDeadlineExceeded | 1 | 2/2/1/1 | 2/2/2/1 | MOVED
                    ProgressDeadlineExceeded | 1 | 2/2/1/1 | 2/2/2/2 | COMPLETE
                    # scaled down to none and up again, or pods that fail, long after it was complete
                    NewReplicaSetAvailable | 90 | 2/2/2/2 | 0/0/0/0 | SAME
                    NewReplicaSetAvailable | 90 | 0/0/0/0 | 1/1/0/0 | SAME
                    NewReplicaSetAvailable | 90 | 2/2/2/2 | 2/2/1/1 | SAME
                    """)
    void tellsHowFarARolloutIs(String told, int minutes, String before, String now, DeploymentProgress progress) {
        String of = progress == DeploymentProgress.BEGUN ? "older" : "web";
        Optional<Told> condition = Optional.ofNullable(told)
                .map(reason -> new Told(reason, "ReplicaSet \"" + of + "\"", NOW.minus(Duration.ofMinutes(minutes))));

        assertThat(DeploymentProgress.of(condition, "web", 2, pods(before), pods(now), DEADLINE, NOW))
                .isEqualTo(progress);
    }

    private static DeploymentStatus pods(String numbers) {
        String[] parts = numbers.split("/");
        return new DeploymentStatusBuilder()
                .withReplicas(Integer.valueOf(parts[0]))
                .withUpdatedReplicas(Integer.valueOf(parts[1]))
                .withReadyReplicas(Integer.valueOf(parts[2]))
                .withAvailableReplicas(Integer.valueOf(parts[3]))
                .build();
    }
}
