package network.higherself.redis.operator.reconcile;

import io.fabric8.kubernetes.api.model.ContainerState;
import io.fabric8.kubernetes.api.model.ContainerStateTerminated;
import io.fabric8.kubernetes.api.model.ContainerStateWaiting;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodCondition;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** Why a pod's server does not run, in Kubernetes' or in the server's own words. Pure. */
final class PodHindrance {

    /** Of the container's usual way: nothing hinders it. */
    private static final Set<String> USUAL = Set.of("PodInitializing", "ContainerCreating");

    private static final int LONGEST = 300;

    /** Process, role, time and level before each line of a server's log: the time would make news of each restart. */
    private static final Pattern LOG_PREFIX = Pattern.compile("^\\d+:[A-Z] \\d+ \\w+ \\d+ [\\d:.]+ [-.*#] ");

    private PodHindrance() {}

    /** Words that go on after "does not run: "; empty where nothing is known to hinder it, or it runs. */
    static Optional<String> of(Pod pod) {
        if (pod.getStatus() == null || Instances.running(pod)) {
            return Optional.empty();
        }
        return pod.getStatus().getConditions().stream()
                .filter(condition ->
                        "PodScheduled".equals(condition.getType()) && "Unschedulable".equals(condition.getReason()))
                .findFirst()
                .map(PodCondition::getMessage)
                .map(message -> "no node takes the pod: " + brief(message))
                .or(() -> Instances.containerStatus(pod).flatMap(PodHindrance::container));
    }

    private static Optional<String> container(ContainerStatus status) {
        Optional<ContainerState> state = Optional.ofNullable(status.getState());
        Optional<ContainerStateTerminated> ended = state.map(ContainerState::getTerminated)
                .or(() -> Optional.ofNullable(status.getLastState()).map(ContainerState::getTerminated));
        Optional<ContainerStateWaiting> waiting = state.map(ContainerState::getWaiting);
        boolean backsOff = waiting.filter(why -> "CrashLoopBackOff".equals(why.getReason()))
                .isPresent();
        if (waiting.isPresent() && !backsOff) {
            return waiting.filter(why -> why.getReason() != null && !USUAL.contains(why.getReason()))
                    .map(why -> why.getReason()
                            + Optional.ofNullable(why.getMessage())
                                    .map(message -> ": " + brief(message))
                                    .orElse(""));
        }
        return ended.map(end -> "its server ended " + how(end) + (backsOff ? "; Kubernetes starts it again" : ""));
    }

    private static String how(ContainerStateTerminated end) {
        if ("OOMKilled".equals(end.getReason())) {
            return "since it took more memory than spec.resources.limits.memory (OOMKilled)";
        }
        String last = lastLine(end.getMessage());
        return "with code " + end.getExitCode() + (last.isEmpty() ? "" : ", saying: " + last);
    }

    /** The kubelet keeps the end of the log where a container fails. */
    private static String lastLine(String message) {
        return message == null
                ? ""
                : message.lines()
                        .map(String::strip)
                        // What the server quotes of its files is nobody else's to read.
                        .filter(line -> !line.isEmpty() && !line.startsWith(">>>"))
                        .reduce((before, line) -> line)
                        .map(line -> LOG_PREFIX.matcher(line).replaceFirst(""))
                        .map(PodHindrance::brief)
                        .orElse("");
    }

    private static String brief(String text) {
        // The sentence that it goes into has an end of its own.
        String flat = text.strip().replaceAll("\\s+", " ").replaceAll("\\.+$", "");
        return flat.length() <= LONGEST ? flat : flat.substring(0, LONGEST) + "…";
    }
}
