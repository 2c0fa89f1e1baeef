package network.higherself.redis.operator.monitoring;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * The ServiceMonitor and the PrometheusRule of an installation. Those of {@code manifests/monitoring}, which are part of the
 * operator's jar, with the names that its settings give. Pure.
 *
 * @param namespace the operator's own, where the objects are
 * @param service the operator's Service, by whose name its certificate is verified
 * @param certificateSecret where the authority of that certificate is
 * @param labels what a Prometheus selects monitors and rules by, besides the labels that they have
 */
public record MonitoringObjects(
        String namespace, String service, String certificateSecret, Map<String, String> labels) {

    static final String GROUP = "monitoring.coreos.com";
    static final String VERSION = "v1";

    /** A kind of the Prometheus Operator. */
    enum Kind {
        SERVICE_MONITOR("servicemonitors", "service-monitor.yaml"),
        PROMETHEUS_RULE("prometheusrules", "prometheus-rule.yaml");

        private final String plural;
        private final String file;

        Kind(String plural, String file) {
            this.plural = plural;
            this.file = file;
        }

        String plural() {
            return plural;
        }
    }

    public MonitoringObjects {
        labels = Map.copyOf(labels);
    }

    /** Those of the kinds that a cluster has. */
    static List<Kind> served(Set<String> plurals) {
        return Arrays.stream(Kind.values())
                .filter(kind -> plurals.contains(kind.plural()))
                .toList();
    }

    GenericKubernetesResource of(Kind kind, KubernetesSerialization serialization) {
        GenericKubernetesResource object = read(kind, serialization);
        object.getMetadata().setNamespace(namespace);
        Map<String, String> all = new TreeMap<>(object.getMetadata().getLabels());
        all.putAll(labels);
        object.getMetadata().setLabels(all);
        if (kind == Kind.SERVICE_MONITOR) {
            Map<String, Object> tls = object.get("spec", "endpoints", 0, "tlsConfig");
            tls.put("serverName", service + "." + namespace + ".svc");
            Map<String, Object> secret = object.get("spec", "endpoints", 0, "tlsConfig", "ca", "secret");
            secret.put("name", certificateSecret);
        }
        return object;
    }

    private static GenericKubernetesResource read(Kind kind, KubernetesSerialization serialization) {
        try (InputStream in = MonitoringObjects.class.getResourceAsStream(kind.file)) {
            return serialization.unmarshal(in, GenericKubernetesResource.class);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
