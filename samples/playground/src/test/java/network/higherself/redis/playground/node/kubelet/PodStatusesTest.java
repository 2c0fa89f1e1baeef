package network.higherself.redis.playground.node.kubelet;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.ContainerStatusBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.PodCondition;
import io.fabric8.kubernetes.api.model.PodStatus;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PodStatusesTest {

    @ParameterizedTest(name = "{0}, initialized {1}, container ready {2}, gate {3} → Ready {4} {5}")
    @CsvSource({
        "Pending,   false, false, none,  False, ContainersNotReady",
        "Running,   true,  false, none,  False, ContainersNotReady",
        "Running,   true,  true,  none,  True,  ",
        "Running,   true,  true,  False, False, ReadinessGatesNotReady",
        "Running,   true,  true,  True,  True,  ",
        "Succeeded, true,  false, none,  False, PodCompleted",
    })
    void saysWhetherThePodIsReadyAndWhyNot(
            String phase, boolean initialized, boolean ready, String gate, String expected, String reason) {
        PodStatus status =
                PodStatuses.of(facts(phase, initialized, ready, gate, "2026-01-01T00:00:05Z"), new PodStatus());

        PodCondition condition = condition(status, "Ready");
        assertThat(condition.getStatus()).isEqualTo(expected);
        assertThat(condition.getReason()).isEqualTo(reason);
        assertThat(condition(status, "Initialized").getStatus()).isEqualTo(initialized ? "True" : "False");
    }

    @Test
    void keepsTheTimeOfAConditionUntilItChanges() {
        PodStatus first =
                PodStatuses.of(facts("Running", true, false, "none", "2026-01-01T00:00:05Z"), new PodStatus());
        PodStatus second = PodStatuses.of(facts("Running", true, true, "none", "2026-01-01T00:00:09Z"), first);

        assertThat(condition(second, "Initialized").getLastTransitionTime()).isEqualTo("2026-01-01T00:00:05Z");
        assertThat(condition(second, "Ready").getLastTransitionTime()).isEqualTo("2026-01-01T00:00:09Z");
    }

    @Test
    void showsAddressesOnlyOnceThereIsASandbox() {
        PodStatuses.Facts facts = facts("Pending", false, false, "none", "2026-01-01T00:00:05Z");
        PodStatuses.Facts without = new PodStatuses.Facts(
                facts.pod(), "Pending", Optional.empty(), "10.0.0.1", false, List.of(), facts.mains(), "", facts.now());

        assertThat(PodStatuses.of(facts, new PodStatus()).getPodIP()).isEqualTo("10.0.0.7");
        assertThat(PodStatuses.of(without, new PodStatus()).getPodIP()).isNull();
    }

    private static PodStatuses.Facts facts(String phase, boolean initialized, boolean ready, String gate, String now) {
        PodBuilder pod = new PodBuilder().withNewSpec().endSpec();
        if (!gate.equals("none")) {
            pod.editSpec()
                    .addNewReadinessGate("example.com/gate")
                    .endSpec()
                    .withNewStatus()
                    .addNewCondition()
                    .withType("example.com/gate")
                    .withStatus(gate)
                    .endCondition()
                    .endStatus();
        }
        Pod built = pod.build();
        ContainerStatus container =
                new ContainerStatusBuilder().withName("main").withReady(ready).build();
        return new PodStatuses.Facts(
                built,
                phase,
                Optional.of("10.0.0.7"),
                "10.0.0.1",
                initialized,
                List.of(),
                List.of(container),
                "2026-01-01T00:00:00Z",
                now);
    }

    private static PodCondition condition(PodStatus status, String type) {
        return status.getConditions().stream()
                .filter(condition -> condition.getType().equals(type))
                .findFirst()
                .orElseThrow();
    }
}
