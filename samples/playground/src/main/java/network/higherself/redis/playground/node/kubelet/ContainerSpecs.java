package network.higherself.redis.playground.node.kubelet;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodSecurityContext;
import io.fabric8.kubernetes.api.model.SecurityContext;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import network.higherself.redis.playground.runtime.ContainerSpec;
import network.higherself.redis.playground.runtime.ImageProgram;
import network.higherself.redis.playground.runtime.Mount;

/** From a pod's container to what the runtime starts. Pure. */
final class ContainerSpecs {

    private static final String TERMINATION_LOG = "/dev/termination-log";

    private ContainerSpecs() {}

    static ContainerSpec spec(
            Pod pod,
            Container container,
            ImageProgram image,
            Map<String, String> environment,
            List<Mount> volumes,
            Path log,
            Path terminationLog)
            throws ConfigurationException {
        List<Mount> mounts = new ArrayList<>(volumes);
        String messagePath = container.getTerminationMessagePath();
        mounts.add(new Mount(terminationLog, messagePath == null ? TERMINATION_LOG : messagePath, false));
        int uid = uid(pod, container, image);
        Long group = first(pod, container, PodSecurityContext::getRunAsGroup, SecurityContext::getRunAsGroup);
        return new ContainerSpec(
                container.getName(),
                image,
                arguments(container, image, environment),
                environment,
                container.getWorkingDir() == null ? "" : container.getWorkingDir(),
                mounts,
                uid,
                // Most images make a group of the user's own number; a table of their users there is not.
                group == null ? uid : group.intValue(),
                groups(pod),
                container.getSecurityContext() != null
                        && Boolean.TRUE.equals(container.getSecurityContext().getReadOnlyRootFilesystem()),
                log,
                terminationLog);
    }

    private static int uid(Pod pod, Container container, ImageProgram image) throws ConfigurationException {
        Long given = first(pod, container, PodSecurityContext::getRunAsUser, SecurityContext::getRunAsUser);
        int uid = given == null ? image.defaultUid() : given.intValue();
        Boolean nonRoot = first(pod, container, PodSecurityContext::getRunAsNonRoot, SecurityContext::getRunAsNonRoot);
        if (uid == 0 && Boolean.TRUE.equals(nonRoot)) {
            throw new ConfigurationException(
                    given == null
                            ? "container has runAsNonRoot and image will run as root"
                            : "container's runAsUser breaks non-root policy");
        }
        return uid;
    }

    private static <T> T first(
            Pod pod, Container container, Function<PodSecurityContext, T> ofPod, Function<SecurityContext, T> own) {
        T value = container.getSecurityContext() == null ? null : own.apply(container.getSecurityContext());
        return value != null || pod.getSpec().getSecurityContext() == null
                ? value
                : ofPod.apply(pod.getSpec().getSecurityContext());
    }

    private static List<Integer> groups(Pod pod) {
        List<Integer> groups = new ArrayList<>();
        PodVolumes.group(pod).ifPresent(groups::add);
        if (pod.getSpec().getSecurityContext() != null) {
            pod.getSpec().getSecurityContext().getSupplementalGroups().forEach(group -> groups.add(group.intValue()));
        }
        return groups;
    }

    /** A command replaces entry point and arguments of the image, arguments alone only the latter. */
    private static List<String> arguments(Container container, ImageProgram image, Map<String, String> environment) {
        List<String> command = container.getCommand();
        List<String> arguments = container.getArgs();
        if (command.isEmpty() && arguments.isEmpty()) {
            return List.of();
        }
        List<String> all = new ArrayList<>();
        (command.isEmpty() ? image.entrypoint() : command)
                .forEach(part -> all.add(command.isEmpty() ? part : Variables.expand(part, environment)));
        arguments.forEach(part -> all.add(Variables.expand(part, environment)));
        return all;
    }
}
