package network.higherself.redis.playground.node.kubelet;

import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodCondition;
import io.fabric8.kubernetes.api.model.PodConditionBuilder;
import io.fabric8.kubernetes.api.model.PodStatus;
import io.fabric8.kubernetes.api.model.PodStatusBuilder;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;

/** The status of a pod as its containers make it. Pure. */
final class PodStatuses {

    /**
     * What is known of a pod.
     *
     * @param address empty until it has a sandbox
     * @param initialized whether all init containers have done their work
     * @param startTime when the kubelet first saw it
     */
    record Facts(
            Pod pod,
            String phase,
            Optional<String> address,
            String hostAddress,
            boolean initialized,
            List<ContainerStatus> inits,
            List<ContainerStatus> mains,
            String startTime,
            String now) {}

    private PodStatuses() {}

    /** The status, with the times of conditions that have not changed taken from the one before. */
    static PodStatus of(Facts facts, PodStatus before) {
        List<PodCondition> old = before.getConditions();
        boolean finished = facts.phase().equals("Succeeded") || facts.phase().equals("Failed");
        boolean containersReady = !finished && facts.mains().stream().allMatch(ContainerStatus::getReady);
        boolean gates = facts.pod().getSpec().getReadinessGates().stream()
                .allMatch(gate -> facts.pod().getStatus() != null
                        && facts.pod().getStatus().getConditions().stream()
                                .anyMatch(condition -> condition.getType().equals(gate.getConditionType())
                                        && "True".equals(condition.getStatus())));
        String unready = facts.mains().stream()
                .filter(container -> !container.getReady())
                .map(ContainerStatus::getName)
                .collect(Collectors.joining(" ", "containers with unready status: [", "]"));
        String reason = facts.phase().equals("Succeeded") ? "PodCompleted" : "ContainersNotReady";
        List<PodCondition> conditions = new ArrayList<>();
        conditions.add(condition(
                "PodReadyToStartContainers", facts.address().isPresent() && !finished, null, null, facts, old));
        conditions.add(condition(
                "Initialized",
                facts.initialized(),
                facts.initialized() ? null : "ContainersNotInitialized",
                facts.initialized() ? null : incomplete(facts),
                facts,
                old));
        boolean ready = containersReady && gates;
        conditions.add(condition(
                "Ready",
                ready,
                ready ? null : containersReady ? "ReadinessGatesNotReady" : reason,
                ready
                        ? null
                        : containersReady ? "a condition that the pod's readiness gates name is not True" : unready,
                facts,
                old));
        conditions.add(condition(
                "ContainersReady",
                containersReady,
                containersReady ? null : reason,
                containersReady ? null : unready,
                facts,
                old));
        conditions.add(condition("PodScheduled", true, null, null, facts, old));
        var status = new PodStatusBuilder()
                .withPhase(facts.phase())
                .withConditions(conditions)
                .withHostIP(facts.hostAddress())
                .addNewHostIP(facts.hostAddress())
                .withStartTime(facts.startTime())
                .withInitContainerStatuses(facts.inits())
                .withContainerStatuses(facts.mains());
        facts.address().ifPresent(address -> status.withPodIP(address).addNewPodIP(address));
        return status.build();
    }

    private static String incomplete(Facts facts) {
        return facts.inits().stream()
                .filter(container -> !container.getReady())
                .map(ContainerStatus::getName)
                .collect(Collectors.joining(" ", "containers with incomplete status: [", "]"));
    }

    private static PodCondition condition(
            String type, boolean is, String reason, String message, Facts facts, List<PodCondition> before) {
        String status = is ? "True" : "False";
        String since = before.stream()
                .filter(old -> old.getType().equals(type) && Objects.equals(old.getStatus(), status))
                .map(PodCondition::getLastTransitionTime)
                .findFirst()
                .orElse(facts.now());
        return new PodConditionBuilder()
                .withType(type)
                .withStatus(status)
                .withReason(reason)
                .withMessage(message)
                .withLastTransitionTime(since)
                .build();
    }
}
