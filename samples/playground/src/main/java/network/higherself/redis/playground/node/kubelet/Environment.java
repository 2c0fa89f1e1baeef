package network.higherself.redis.playground.node.kubelet;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.EnvFromSource;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.EnvVarSource;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.Secret;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The environment of a container, and the fields of a pod that variables and files may show. */
final class Environment {

    private static final Pattern SUBSCRIPT = Pattern.compile("metadata\\.(labels|annotations)\\['([^']+)'\\]");

    private final Pod pod;
    private final Map<String, String> service;
    private final Function<String, Optional<ConfigMap>> configMaps;
    private final Function<String, Optional<Secret>> secrets;

    /**
     * The environment of a pod's containers.
     *
     * @param pod with its status, for the addresses
     * @param service the variables that show the way to the API server
     */
    Environment(
            Pod pod,
            Map<String, String> service,
            Function<String, Optional<ConfigMap>> configMaps,
            Function<String, Optional<Secret>> secrets) {
        this.pod = pod;
        this.service = service;
        this.configMaps = configMaps;
        this.secrets = secrets;
    }

    Map<String, String> of(Container container) throws ConfigurationException {
        Map<String, String> values = new LinkedHashMap<>(service);
        for (EnvFromSource source : container.getEnvFrom()) {
            String prefix = source.getPrefix() == null ? "" : source.getPrefix();
            all(source).forEach((name, value) -> values.put(prefix + name, value));
        }
        for (EnvVar variable : container.getEnv()) {
            EnvVarSource source = variable.getValueFrom();
            if (source == null) {
                String value = variable.getValue() == null ? "" : variable.getValue();
                values.put(variable.getName(), Variables.expand(value, values));
            } else {
                Optional<String> value = value(source, container);
                value.ifPresent(found -> values.put(variable.getName(), found));
            }
        }
        return values;
    }

    private Map<String, String> all(EnvFromSource source) throws ConfigurationException {
        if (source.getConfigMapRef() != null) {
            var reference = source.getConfigMapRef();
            return data(reference.getName(), reference.getOptional(), configMaps)
                    .orElse(Map.of());
        }
        var reference = source.getSecretRef();
        return secretData(reference.getName(), reference.getOptional()).orElse(Map.of());
    }

    private static Optional<Map<String, String>> data(
            String name, Boolean optional, Function<String, Optional<ConfigMap>> configMaps)
            throws ConfigurationException {
        Optional<ConfigMap> found = configMaps.apply(name);
        if (found.isEmpty() && !Boolean.TRUE.equals(optional)) {
            throw new ConfigurationException("configmap \"" + name + "\" not found");
        }
        return found.map(map -> map.getData() == null ? Map.of() : map.getData());
    }

    private Optional<Map<String, String>> secretData(String name, Boolean optional) throws ConfigurationException {
        Optional<Secret> found = secrets.apply(name);
        if (found.isEmpty() && !Boolean.TRUE.equals(optional)) {
            throw new ConfigurationException("secret \"" + name + "\" not found");
        }
        Map<String, String> values = new LinkedHashMap<>();
        found.map(Secret::getData)
                .orElse(Map.of())
                .forEach((key, value) ->
                        values.put(key, new String(Base64.getDecoder().decode(value), StandardCharsets.UTF_8)));
        return found.map(secret -> values);
    }

    private Optional<String> value(EnvVarSource source, Container container) throws ConfigurationException {
        if (source.getFieldRef() != null) {
            return Optional.of(field(pod, source.getFieldRef().getFieldPath()));
        }
        if (source.getResourceFieldRef() != null) {
            var reference = source.getResourceFieldRef();
            return Optional.of(resource(container, reference.getResource(), reference.getDivisor()));
        }
        if (source.getConfigMapKeyRef() != null) {
            var reference = source.getConfigMapKeyRef();
            return key(
                    data(reference.getName(), reference.getOptional(), configMaps),
                    reference.getKey(),
                    reference.getOptional(),
                    "ConfigMap " + pod.getMetadata().getNamespace() + "/" + reference.getName());
        }
        var reference = source.getSecretKeyRef();
        return key(
                secretData(reference.getName(), reference.getOptional()),
                reference.getKey(),
                reference.getOptional(),
                "Secret " + pod.getMetadata().getNamespace() + "/" + reference.getName());
    }

    private static Optional<String> key(Optional<Map<String, String>> data, String key, Boolean optional, String where)
            throws ConfigurationException {
        Optional<String> value = data.map(values -> values.get(key));
        if (value.isEmpty() && !Boolean.TRUE.equals(optional)) {
            throw new ConfigurationException("couldn't find key " + key + " in " + where);
        }
        return value;
    }

    /** A field of the pod; empty if it is one that a pod may show but has not. */
    static String field(Pod pod, String path) throws ConfigurationException {
        Matcher subscript = SUBSCRIPT.matcher(path);
        var metadata = pod.getMetadata();
        if (subscript.matches()) {
            Map<String, String> values =
                    subscript.group(1).equals("labels") ? metadata.getLabels() : metadata.getAnnotations();
            return values == null ? "" : values.getOrDefault(subscript.group(2), "");
        }
        String value = switch (path) {
            case "metadata.name" -> metadata.getName();
            case "metadata.namespace" -> metadata.getNamespace();
            case "metadata.uid" -> metadata.getUid();
            case "metadata.labels" -> lines(metadata.getLabels());
            case "metadata.annotations" -> lines(metadata.getAnnotations());
            case "spec.nodeName" -> pod.getSpec().getNodeName();
            case "spec.serviceAccountName" -> Sources.account(pod);
            case "status.podIP", "status.podIPs" -> pod.getStatus().getPodIP();
            case "status.hostIP", "status.hostIPs" -> pod.getStatus().getHostIP();
            default -> throw new ConfigurationException("unsupported field path: " + path);
        };
        return value == null ? "" : value;
    }

    private static String lines(Map<String, String> values) {
        StringBuilder lines = new StringBuilder();
        new java.util.TreeMap<>(values == null ? Map.of() : values)
                .forEach((key, value) -> lines.append(key)
                        .append("=\"")
                        .append(value.replace("\\", "\\\\").replace("\"", "\\\""))
                        .append("\"\n"));
        return lines.toString();
    }

    /** A limit or request in units of the divisor, rounded up; without a limit what the machine has. */
    static String resource(Container container, String path, Quantity divisor) throws ConfigurationException {
        String[] parts = path.split("\\.", 2);
        var resources = container.getResources();
        Map<String, Quantity> values = resources == null
                ? Map.of()
                : parts[0].equals("limits") ? resources.getLimits() : resources.getRequests();
        Quantity value = values == null ? null : values.get(parts[1]);
        if (value == null && parts[0].equals("limits")) {
            value = Machine.capacity().get(parts[1]);
        }
        if (parts.length != 2 || !parts[0].matches("limits|requests")) {
            throw new ConfigurationException("unsupported container resource: " + path);
        }
        BigDecimal amount = value == null ? BigDecimal.ZERO : value.getNumericalAmount();
        BigDecimal unit = divisor == null
                        || divisor.getAmount() == null
                        || divisor.getNumericalAmount().signum() == 0
                ? BigDecimal.ONE
                : divisor.getNumericalAmount();
        return amount.divide(unit, 0, RoundingMode.CEILING).toPlainString();
    }
}
