package network.higherself.redis.operator.reconcile;

import io.fabric8.kubernetes.api.model.ContainerStateTerminated;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Pod;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import network.higherself.redis.operator.plan.Problem;
import network.higherself.redis.operator.plan.RedisPlan;
import network.higherself.redis.operator.redisconf.Directive;
import network.higherself.redis.operator.redisconf.Directives;
import network.higherself.redis.operator.redisconf.RedisVersion;

/** What the pods tell of mistakes that only the user can mend: images and directives. Pure. */
record PodProblems(List<Problem> image, List<Problem> directives) {

    private static final Set<String> NO_IMAGE = Set.of(
            "ErrImagePull",
            "ImagePullBackOff",
            "InvalidImageName",
            "ErrImageNeverPull",
            "ImageInspectError",
            "RegistryUnavailable",
            "SignatureValidationFailed");

    static PodProblems of(RedisPlan plan, List<Pod> pods) {
        Set<String> images = new TreeSet<>();
        Set<String> tooNew = new TreeSet<>();
        List<Problem> directives = new ArrayList<>();
        for (Pod pod : pods) {
            if (pod.getSpec() == null || !usesImage(pod, plan.image())) {
                continue;
            }
            waiting(pod).ifPresent(images::add);
            Optional<ContainerStateTerminated> report = Instances.versionReport(pod);
            if (report.filter(PodProblems::byItself).isPresent()) {
                String said = report.get().getMessage();
                images.add("runs no Redis 6.2 or later: "
                        + (said == null || said.isBlank()
                                ? "it ended with code " + report.get().getExitCode()
                                : said.strip())
                        + ". Name a Redis or Valkey image.");
            }
            report.map(ContainerStateTerminated::getMessage)
                    .flatMap(RedisVersion::parse)
                    .ifPresent(version -> Directives.tooNew(plan.directives(), version).stream()
                            .filter(tooNew::add)
                            .forEach(name -> directives.add(new Problem(
                                    "spec.config." + name,
                                    "needs Redis "
                                            + Directives.find(name)
                                                    .map(Directive::since)
                                                    .orElse("")
                                            + " and the image runs " + version
                                            + ": it is left out. Take it out, or name a later image."))));
        }
        return new PodProblems(
                images.stream().map(said -> new Problem("spec.image", said)).toList(), List.copyOf(directives));
    }

    /**
     * Whether it failed by itself. Codes above 128 are signals', and what a kubelet makes up for a container that it lost
     * when the pod was deleted: they tell nothing of the image.
     */
    private static boolean byItself(ContainerStateTerminated report) {
        Integer code = report.getExitCode();
        return code == null || (code != 0 && code <= 128);
    }

    private static boolean usesImage(Pod pod, String image) {
        return pod.getSpec().getContainers().stream().anyMatch(container -> image.equals(container.getImage()));
    }

    private static Optional<String> waiting(Pod pod) {
        if (pod.getStatus() == null) {
            return Optional.empty();
        }
        return Stream.concat(
                        pod.getStatus().getInitContainerStatuses().stream(),
                        pod.getStatus().getContainerStatuses().stream())
                .map(ContainerStatus::getState)
                .filter(Objects::nonNull)
                .map(io.fabric8.kubernetes.api.model.ContainerState::getWaiting)
                .filter(state -> state != null && NO_IMAGE.contains(state.getReason()))
                .map(state -> "can't be pulled (" + state.getReason()
                        + "). Correct the name, or give spec.template.imagePullSecrets.")
                .findFirst();
    }
}
