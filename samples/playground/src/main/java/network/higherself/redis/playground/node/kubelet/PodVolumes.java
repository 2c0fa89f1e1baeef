package network.higherself.redis.playground.node.kubelet;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeMount;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Stream;
import network.higherself.redis.playground.runtime.Mount;

/** The volumes of one pod as directories below the pod's own. */
final class PodVolumes {

    private final Sources sources;
    private final Path directory;
    private final Map<String, Path> paths = new HashMap<>();
    private Instant refreshBefore = Instant.MAX;

    PodVolumes(Sources sources, Path directory) {
        this.sources = sources;
        this.directory = directory;
    }

    /** When the files must be written anew because a token among them ends. */
    Instant refreshBefore() {
        return refreshBefore;
    }

    /**
     * Makes the volumes hold what they should, now.
     *
     * @throws ConfigurationException if something that the pod names is not there yet
     */
    void write(Pod pod) throws ConfigurationException, IOException {
        String namespace = pod.getMetadata().getNamespace();
        VolumeContent content = new VolumeContent(
                pod,
                name -> sources.configMap(namespace, name),
                name -> sources.secret(namespace, name),
                (audience, seconds) -> sources.token(pod, audience, seconds));
        OptionalInt group = group(pod);
        for (Volume volume : volumes(pod)) {
            Path path = directory.resolve(volume.getName());
            Optional<Map<String, VolumeFiles.Entry>> files = content.of(volume);
            if (files.isPresent()) {
                VolumeFiles.write(path, files.get(), group);
            } else if (!paths.containsKey(volume.getName())) {
                path = writable(namespace, volume, path);
                VolumeFiles.makeWritable(path, group);
            } else {
                continue;
            }
            paths.put(volume.getName(), path);
        }
        if (content.expires().isBefore(Instant.MAX)) {
            Instant now = Instant.now();
            refreshBefore = now.plus(
                    Duration.between(now, content.expires()).multipliedBy(8).dividedBy(10));
        }
    }

    private Path writable(String namespace, Volume volume, Path own) throws ConfigurationException {
        if (volume.getEmptyDir() != null) {
            return own;
        }
        if (volume.getPersistentVolumeClaim() != null) {
            String claim = volume.getPersistentVolumeClaim().getClaimName();
            return sources.volume(namespace, claim)
                    .orElseThrow(
                            () -> new ConfigurationException("persistentvolumeclaim \"" + claim + "\" is not bound"));
        }
        throw new ConfigurationException("volume \"" + volume.getName() + "\": this node does not know its kind");
    }

    private List<Volume> volumes(Pod pod) {
        return needsToken(pod)
                ? Stream.concat(pod.getSpec().getVolumes().stream(), Stream.of(VolumeContent.tokenVolume()))
                        .toList()
                : pod.getSpec().getVolumes();
    }

    private boolean needsToken(Pod pod) {
        boolean given = pod.getSpec().getContainers().stream()
                .flatMap(container -> container.getVolumeMounts().stream())
                .anyMatch(mount -> mount.getMountPath().equals(VolumeContent.TOKEN_PATH));
        return !given && sources.mountsToken(pod);
    }

    static OptionalInt group(Pod pod) {
        var context = pod.getSpec().getSecurityContext();
        return context == null || context.getFsGroup() == null
                ? OptionalInt.empty()
                : OptionalInt.of(context.getFsGroup().intValue());
    }

    /** Whether a change of that ConfigMap or Secret concerns this pod's files. */
    static boolean shows(Pod pod, String name) {
        return pod.getSpec().getVolumes().stream().anyMatch(volume -> {
            boolean configMap = volume.getConfigMap() != null
                    && name.equals(volume.getConfigMap().getName());
            boolean secret =
                    volume.getSecret() != null && name.equals(volume.getSecret().getSecretName());
            return configMap
                    || secret
                    || volume.getProjected() != null
                            && volume.getProjected().getSources().stream()
                                    .anyMatch(source -> source.getConfigMap() != null
                                                    && name.equals(source.getConfigMap()
                                                            .getName())
                                            || source.getSecret() != null
                                                    && name.equals(
                                                            source.getSecret().getName()));
        });
    }

    /** What a container sees of the volumes, the environment being for {@code subPathExpr}. */
    List<Mount> mounts(Container container, Map<String, String> environment)
            throws ConfigurationException, IOException {
        List<Mount> mounts = new ArrayList<>();
        for (VolumeMount mount : container.getVolumeMounts()) {
            Path source = paths.get(mount.getName());
            if (source == null) {
                throw new ConfigurationException("volume \"" + mount.getName() + "\" not found");
            }
            boolean written = Files.exists(source.resolve("..data"));
            String subPath = mount.getSubPathExpr() != null
                    ? Variables.expand(mount.getSubPathExpr(), environment)
                    : mount.getSubPath();
            if (subPath != null && !subPath.isEmpty()) {
                Path part = source.resolve(subPath).normalize();
                if (!part.startsWith(source)) {
                    throw new ConfigurationException("subPath \"" + subPath + "\" leaves its volume");
                }
                if (!Files.exists(part)) {
                    Files.createDirectories(part);
                }
                // As in life, such a file stays the one that it was when the container started.
                source = part.toRealPath();
            }
            mounts.add(new Mount(source, mount.getMountPath(), written || Boolean.TRUE.equals(mount.getReadOnly())));
        }
        if (paths.containsKey(VolumeContent.TOKEN_VOLUME)) {
            mounts.add(new Mount(paths.get(VolumeContent.TOKEN_VOLUME), VolumeContent.TOKEN_PATH, true));
        }
        return mounts;
    }
}
