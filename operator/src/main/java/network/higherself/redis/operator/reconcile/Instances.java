package network.higherself.redis.operator.reconcile;

import io.fabric8.kubernetes.api.model.ContainerStateTerminated;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Pod;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import network.higherself.redis.operator.plan.RedisPlan;
import network.higherself.redis.operator.probe.ProbeTargets.Absent;
import network.higherself.redis.operator.redis.Instance;
import network.higherself.redis.operator.redis.Observation;
import network.higherself.redis.operator.resources.Names;
import network.higherself.redis.operator.topology.Situation;

/** Pods and observations put together: who can be probed, and the situation that decisions rest on. Pure. */
final class Instances {

    static final String CONTAINER = "redis";

    private Instances() {}

    /** The instances that may answer: their container runs and they have an address. */
    static List<Instance> probeable(RedisPlan plan, List<Pod> pods) {
        return pods.stream()
                .filter(pod -> running(pod) && address(pod).isPresent())
                .map(pod -> instance(plan, pod))
                .toList();
    }

    /** The instances that should be there and can't answer. */
    static List<Absent> absent(RedisPlan plan, List<Pod> pods) {
        Map<String, Pod> present = new HashMap<>();
        pods.forEach(pod -> present.put(pod.getMetadata().getName(), pod));
        List<Absent> absent = new ArrayList<>();
        for (int ordinal = 0; ordinal < plan.instances(); ordinal++) {
            String name = Names.pod(plan.identity().name(), ordinal);
            Pod pod = present.get(name);
            if (pod == null) {
                absent.add(new Absent(instance(plan, name, "", ""), "there is no pod"));
            } else if (!running(pod) || address(pod).isEmpty()) {
                absent.add(new Absent(
                        instance(plan, name, processId(pod), ""),
                        PodHindrance.of(pod).orElse("its container has not started")));
            }
        }
        return absent;
    }

    static Instance instance(RedisPlan plan, Pod pod) {
        return instance(
                plan, pod.getMetadata().getName(), processId(pod), address(pod).orElse(""));
    }

    private static Instance instance(RedisPlan plan, String podName, String processId, String address) {
        return new Instance(
                plan.identity().namespace(),
                plan.identity().name(),
                podName,
                processId,
                Names.podHost(plan.identity().namespace(), plan.identity().name(), podName),
                address,
                plan.port(),
                plan.encryption().enabled());
    }

    /** One view a wanted or existing pod, by ordinal. */
    static List<Situation.MemberView> members(
            RedisPlan plan,
            List<Pod> pods,
            Map<String, Observation> latest,
            Map<String, Observation.Answered> lastAnswers) {
        String name = plan.identity().name();
        TreeMap<Integer, Pod> byOrdinal = new TreeMap<>();
        pods.forEach(pod -> byOrdinal.put(ClusterView.ordinal(pod, name), pod));
        int last = Math.max(plan.instances() - 1, byOrdinal.isEmpty() ? -1 : byOrdinal.lastKey());
        List<Situation.MemberView> members = new ArrayList<>();
        for (int ordinal = 0; ordinal <= last; ordinal++) {
            String podName = name + "-" + ordinal;
            Pod pod = byOrdinal.get(ordinal);
            Optional<Observation> current = Optional.ofNullable(pod)
                    .filter(Instances::running)
                    .flatMap(present -> Optional.ofNullable(latest.get(podName))
                            .filter(observation ->
                                    observation.instance().podUid().equals(processId(present))));
            members.add(new Situation.MemberView(
                    podName,
                    ordinal,
                    pod != null,
                    pod != null && pod.getMetadata().getDeletionTimestamp() != null,
                    pod != null && running(pod),
                    pod != null && ready(pod),
                    current,
                    Optional.ofNullable(lastAnswers.get(podName))));
        }
        return members;
    }

    /**
     * Identity of the process in a pod: another container of the same pod is another process, whose answers must not
     * be mistaken for those of the one before it.
     */
    static String processId(Pod pod) {
        return pod.getMetadata().getUid() + "/"
                + containerStatus(pod).map(ContainerStatus::getRestartCount).orElse(0);
    }

    static boolean running(Pod pod) {
        return containerStatus(pod)
                .map(status -> status.getState() != null && status.getState().getRunning() != null)
                .orElse(false);
    }

    static boolean ready(Pod pod) {
        return pod.getStatus() != null
                && pod.getStatus().getConditions().stream()
                        .anyMatch(condition ->
                                "Ready".equals(condition.getType()) && "True".equals(condition.getStatus()));
    }

    /** Since when the pod is Ready, as the kubelet says. */
    static Optional<Instant> readySince(Pod pod) {
        return Optional.ofNullable(pod.getStatus()).stream()
                .flatMap(status -> status.getConditions().stream())
                .filter(condition -> "Ready".equals(condition.getType()) && "True".equals(condition.getStatus()))
                .map(condition -> Instant.parse(condition.getLastTransitionTime()))
                .findFirst();
    }

    /** What the init container said of the server: {@code redis 7.0.15}, or why there is none. */
    static Optional<ContainerStateTerminated> versionReport(Pod pod) {
        return Optional.ofNullable(pod.getStatus()).stream()
                .flatMap(status -> status.getInitContainerStatuses().stream())
                .flatMap(status -> Stream.of(status.getState(), status.getLastState()))
                .filter(Objects::nonNull)
                .map(io.fabric8.kubernetes.api.model.ContainerState::getTerminated)
                .filter(Objects::nonNull)
                .findFirst();
    }

    private static Optional<String> address(Pod pod) {
        return Optional.ofNullable(pod.getStatus())
                .map(io.fabric8.kubernetes.api.model.PodStatus::getPodIP)
                .filter(address -> !address.isBlank());
    }

    static Optional<ContainerStatus> containerStatus(Pod pod) {
        return Optional.ofNullable(pod.getStatus()).stream()
                .flatMap(status -> status.getContainerStatuses().stream())
                .filter(status -> CONTAINER.equals(status.getName()))
                .findFirst();
    }
}
