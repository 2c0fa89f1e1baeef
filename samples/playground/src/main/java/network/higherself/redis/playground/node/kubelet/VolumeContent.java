package network.higherself.redis.playground.node.kubelet;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.DownwardAPIVolumeFile;
import io.fabric8.kubernetes.api.model.KeyToPath;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.ServiceAccountTokenProjection;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeBuilder;
import io.fabric8.kubernetes.api.model.VolumeProjection;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import network.higherself.redis.playground.node.kubelet.VolumeFiles.Entry;

/** The files that a volume of the kinds configMap, secret, downwardAPI and projected shows. */
final class VolumeContent {

    static final String TOKEN_VOLUME = "kube-api-access";
    static final String TOKEN_PATH = "/var/run/secrets/kubernetes.io/serviceaccount";

    /** Makes a token for an audience (null: the API server) and so many seconds. */
    interface Tokens {
        Sources.Token make(String audience, long seconds);
    }

    private final Pod pod;
    private final Function<String, Optional<ConfigMap>> configMaps;
    private final Function<String, Optional<Secret>> secrets;
    private final Tokens tokens;
    private Instant expires = Instant.MAX;

    VolumeContent(
            Pod pod,
            Function<String, Optional<ConfigMap>> configMaps,
            Function<String, Optional<Secret>> secrets,
            Tokens tokens) {
        this.pod = pod;
        this.configMaps = configMaps;
        this.secrets = secrets;
        this.tokens = tokens;
    }

    /** When the first token among the files ends. */
    Instant expires() {
        return expires;
    }

    /** The volume by which a pod gets its account's token, where the API server has not put one there. */
    static Volume tokenVolume() {
        return new VolumeBuilder()
                .withName(TOKEN_VOLUME)
                .withNewProjected()
                .withDefaultMode(0644)
                .addNewSource()
                .withNewServiceAccountToken(null, 3607L, "token")
                .endSource()
                .addNewSource()
                .withNewConfigMap()
                .withName("kube-root-ca.crt")
                .addNewItem("ca.crt", null, "ca.crt")
                .endConfigMap()
                .endSource()
                .addNewSource()
                .withNewDownwardAPI()
                .addNewItem()
                .withPath("namespace")
                .withNewFieldRef("v1", "metadata.namespace")
                .endItem()
                .endDownwardAPI()
                .endSource()
                .endProjected()
                .build();
    }

    /** The files by relative path; empty for a volume of another kind. */
    Optional<Map<String, Entry>> of(Volume volume) throws ConfigurationException {
        Map<String, Entry> files = new TreeMap<>();
        if (volume.getConfigMap() != null) {
            var source = volume.getConfigMap();
            int mode = mode(source.getDefaultMode());
            files.putAll(configMap(source.getName(), source.getOptional(), source.getItems(), mode));
        } else if (volume.getSecret() != null) {
            var source = volume.getSecret();
            int mode = mode(source.getDefaultMode());
            files.putAll(secret(source.getSecretName(), source.getOptional(), source.getItems(), mode));
        } else if (volume.getDownwardAPI() != null) {
            var source = volume.getDownwardAPI();
            files.putAll(fields(source.getItems(), mode(source.getDefaultMode())));
        } else if (volume.getProjected() != null) {
            int mode = mode(volume.getProjected().getDefaultMode());
            for (VolumeProjection projection : volume.getProjected().getSources()) {
                files.putAll(projected(projection, mode));
            }
        } else {
            return Optional.empty();
        }
        return Optional.of(files);
    }

    private static int mode(Integer mode) {
        return Objects.requireNonNullElse(mode, 0644);
    }

    private Map<String, Entry> projected(VolumeProjection source, int mode) throws ConfigurationException {
        if (source.getConfigMap() != null) {
            var from = source.getConfigMap();
            return configMap(from.getName(), from.getOptional(), from.getItems(), mode);
        }
        if (source.getSecret() != null) {
            var from = source.getSecret();
            return secret(from.getName(), from.getOptional(), from.getItems(), mode);
        }
        if (source.getDownwardAPI() != null) {
            return fields(source.getDownwardAPI().getItems(), mode);
        }
        if (source.getServiceAccountToken() != null) {
            return token(source.getServiceAccountToken(), mode);
        }
        throw new ConfigurationException("this node does not know such a projected source");
    }

    private Map<String, Entry> token(ServiceAccountTokenProjection source, int mode) {
        Sources.Token token =
                tokens.make(source.getAudience(), Objects.requireNonNullElse(source.getExpirationSeconds(), 3600L));
        expires = token.expires().isBefore(expires) ? token.expires() : expires;
        return Map.of(source.getPath(), new Entry(bytes(token.value()), mode));
    }

    private Map<String, Entry> configMap(String name, Boolean optional, List<KeyToPath> items, int mode)
            throws ConfigurationException {
        Optional<ConfigMap> found = configMaps.apply(name);
        Map<String, byte[]> data = new LinkedHashMap<>();
        found.map(ConfigMap::getData).orElse(Map.of()).forEach((key, value) -> data.put(key, bytes(value)));
        found.map(ConfigMap::getBinaryData).orElse(Map.of()).forEach((key, value) -> data.put(key, decode(value)));
        return select("configmap \"" + name + "\"", found.isPresent(), data, optional, items, mode);
    }

    private Map<String, Entry> secret(String name, Boolean optional, List<KeyToPath> items, int mode)
            throws ConfigurationException {
        Optional<Secret> found = secrets.apply(name);
        Map<String, byte[]> data = new LinkedHashMap<>();
        found.map(Secret::getData).orElse(Map.of()).forEach((key, value) -> data.put(key, decode(value)));
        return select("secret \"" + name + "\"", found.isPresent(), data, optional, items, mode);
    }

    private static Map<String, Entry> select(
            String what, boolean found, Map<String, byte[]> data, Boolean optional, List<KeyToPath> items, int mode)
            throws ConfigurationException {
        boolean required = !Boolean.TRUE.equals(optional);
        if (!found && required) {
            throw new ConfigurationException(what + " not found");
        }
        Map<String, Entry> files = new TreeMap<>();
        if (items == null || items.isEmpty()) {
            data.forEach((key, value) -> files.put(key, new Entry(value, mode)));
            return files;
        }
        for (KeyToPath item : items) {
            byte[] value = data.get(item.getKey());
            if (value != null) {
                files.put(item.getPath(), new Entry(value, Objects.requireNonNullElse(item.getMode(), mode)));
            } else if (required) {
                throw new ConfigurationException(what + " references non-existent key: " + item.getKey());
            }
        }
        return files;
    }

    private Map<String, Entry> fields(List<DownwardAPIVolumeFile> items, int mode) throws ConfigurationException {
        Map<String, Entry> files = new TreeMap<>();
        for (DownwardAPIVolumeFile item : items) {
            String value;
            if (item.getFieldRef() != null) {
                value = Environment.field(pod, item.getFieldRef().getFieldPath());
            } else {
                var reference = item.getResourceFieldRef();
                var container = pod.getSpec().getContainers().stream()
                        .filter(candidate -> candidate.getName().equals(reference.getContainerName()))
                        .findFirst()
                        .orElseThrow(() ->
                                new ConfigurationException("container " + reference.getContainerName() + " not found"));
                value = Environment.resource(container, reference.getResource(), reference.getDivisor());
            }
            files.put(item.getPath(), new Entry(bytes(value), Objects.requireNonNullElse(item.getMode(), mode)));
        }
        return files;
    }

    private static byte[] bytes(String value) {
        return value.getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] decode(String value) {
        return Base64.getDecoder().decode(value);
    }
}
