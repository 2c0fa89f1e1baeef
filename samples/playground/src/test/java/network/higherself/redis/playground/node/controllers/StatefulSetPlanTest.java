package network.higherself.redis.playground.node.controllers;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.apps.StatefulSetBuilder;
import io.fabric8.kubernetes.api.model.apps.StatefulSetStatus;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StatefulSetPlanTest {

    /** The pods are written as ordinal:revision:state, the steps as +ordinal@revision and -ordinal. */
    @ParameterizedTest(name = "{0} {1} {2} replicas, partition {3}, [{4}] → [{5}]")
    @CsvSource(
            delimiter = '|',
            value = {
                "Parallel     | OnDelete      | 3 | 0 | ''                                              | +0@new +1@new +2@new",
                "OrderedReady | OnDelete      | 3 | 0 | ''                                              | +0@new",
                "OrderedReady | OnDelete      | 3 | 0 | 0:old:unready                                   | ''",
                "OrderedReady | OnDelete      | 3 | 0 | 0:old:ready                                     | +1@new",
                "Parallel     | OnDelete      | 2 | 0 | 0:old:ready 1:old:ready                         | ''",
                "Parallel     | OnDelete      | 2 | 0 | 0:old:ready                                     | +1@new",
                "Parallel     | OnDelete      | 2 | 0 | 0:old:terminating 1:old:ready                   | ''",
                "Parallel     | OnDelete      | 1 | 0 | 0:new:failed                                    | -0",
                "Parallel     | OnDelete      | 1 | 0 | 0:new:ready 1:new:ready 2:new:unready           | -2 -1",
                "OrderedReady | OnDelete      | 1 | 0 | 0:new:ready 1:new:ready 2:new:ready             | -2",
                "OrderedReady | OnDelete      | 1 | 0 | 0:new:ready 1:new:ready 2:new:ready terminating | ''",
                "Parallel     | RollingUpdate | 3 | 0 | 0:old:ready 1:old:ready 2:old:ready             | -2",
                "Parallel     | RollingUpdate | 3 | 0 | 0:old:ready 1:old:ready 2:new:unready           | ''",
                "Parallel     | RollingUpdate | 3 | 0 | 0:old:ready 1:old:ready 2:new:ready             | -1",
                "Parallel     | RollingUpdate | 3 | 2 | 0:old:ready 1:old:ready 2:new:ready             | ''",
                "Parallel     | RollingUpdate | 3 | 2 | 1:old:ready 2:new:ready                         | +0@old",
            })
    void decidesTheNextSteps(
            String management, String strategy, int replicas, int partition, String pods, String expected) {
        StatefulSetPlan plan = plan(management, strategy, replicas, partition, pods);

        String steps = plan.steps().stream().map(StatefulSetPlanTest::text).collect(Collectors.joining(" "));

        assertThat(steps).isEqualTo(expected);
    }

    @Test
    void withOnDeleteTheCurrentRevisionStaysEvenWhenEveryPodIsNew() {
        StatefulSetStatus status =
                plan("Parallel", "OnDelete", 2, 0, "0:new:ready 1:new:ready").status(Instant.now());

        assertThat(status.getCurrentRevision()).isEqualTo("old");
        assertThat(status.getUpdateRevision()).isEqualTo("new");
        assertThat(status.getUpdatedReplicas()).isEqualTo(2);
    }

    @Test
    void aRollThatIsDoneMakesTheUpdateTheCurrentRevision() {
        StatefulSetStatus status = plan("Parallel", "RollingUpdate", 2, 0, "0:new:ready 1:new:ready")
                .status(Instant.now());

        assertThat(status.getCurrentRevision()).isEqualTo("new");
        assertThat(status.getCurrentReplicas()).isEqualTo(2);
    }

    @Test
    void countsReadyPodsAndThoseOfEachRevision() {
        StatefulSetStatus status = plan("Parallel", "OnDelete", 3, 0, "0:old:ready 1:new:unready 2:new:ready")
                .status(Instant.now());

        assertThat(status.getReplicas()).isEqualTo(3);
        assertThat(status.getReadyReplicas()).isEqualTo(2);
        assertThat(status.getAvailableReplicas()).isEqualTo(2);
        assertThat(status.getUpdatedReplicas()).isEqualTo(2);
        assertThat(status.getCurrentReplicas()).isEqualTo(1);
        assertThat(status.getObservedGeneration()).isEqualTo(7L);
    }

    private static StatefulSetPlan plan(
            String management, String strategy, int replicas, int partition, String description) {
        StatefulSet set = new StatefulSetBuilder()
                .withNewMetadata()
                .withName("s")
                .withGeneration(7L)
                .endMetadata()
                .withNewSpec()
                .withReplicas(replicas)
                .withPodManagementPolicy(management)
                .withNewUpdateStrategy()
                .withType(strategy)
                .withNewRollingUpdate()
                .withPartition(partition)
                .endRollingUpdate()
                .endUpdateStrategy()
                .endSpec()
                .build();
        TreeMap<Integer, Pod> pods = new TreeMap<>();
        for (String pod : description.isEmpty() ? new String[0] : description.split(" (?=\\d)")) {
            String[] parts = pod.split(":");
            pods.put(
                    Integer.valueOf(parts[0]),
                    PodSamples.pod("s-" + parts[0], parts[2], Map.of(StatefulSetPlan.REVISION, parts[1])));
        }
        return new StatefulSetPlan(set, pods, "old", "new");
    }

    private static String text(StatefulSetPlan.Step step) {
        if (step instanceof StatefulSetPlan.Create create) {
            return "+" + create.ordinal() + "@" + create.revision();
        }
        String name = ((StatefulSetPlan.Delete) step).pod().getMetadata().getName();
        return "-" + StatefulSetPlan.ordinal(name);
    }
}
