package network.higherself.redis.operator.reconcile;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import network.higherself.redis.api.v1.HigherSelfRedis;
import network.higherself.redis.operator.resources.Names;
import network.higherself.redis.operator.resources.ObjectVersions;
import network.higherself.redis.operator.resources.Owned;

/**
 * The cluster objects of one resource as the informers last saw them; read once at the start of a reconcile.
 *
 * @param owned the versions of all that is applied for the resource ({@link ObjectVersions})
 */
record ClusterView(
        Map<String, Secret> secrets,
        Map<String, ConfigMap> configMaps,
        Map<String, Service> services,
        Optional<StatefulSet> statefulSet,
        List<Pod> pods,
        List<EndpointSlice> endpointSlices,
        Map<String, String> owned) {

    static ClusterView of(Context<HigherSelfRedis> context, HigherSelfRedis resource) {
        String name = resource.getMetadata().getName();
        Map<String, Secret> secrets = byName(context, resource, Secret.class);
        Map<String, ConfigMap> configMaps = byName(context, resource, ConfigMap.class);
        Map<String, Service> services = byName(context, resource, Service.class);
        Optional<StatefulSet> statefulSet = owned(context, resource, StatefulSet.class)
                .filter(set -> set.getMetadata().getName().equals(name))
                .findFirst();
        return new ClusterView(
                secrets,
                configMaps,
                services,
                statefulSet,
                context.getSecondaryResourcesAsStream(Pod.class)
                        .filter(pod -> ordinal(pod, name) >= 0)
                        .sorted(Comparator.comparingInt(pod -> ordinal(pod, name)))
                        .toList(),
                context.getSecondaryResourcesAsStream(EndpointSlice.class).toList(),
                ObjectVersions.of(Stream.of(
                                secrets.values().stream(),
                                configMaps.values().stream(),
                                services.values().stream(),
                                statefulSet.stream(),
                                owned(context, resource, PodDisruptionBudget.class),
                                owned(context, resource, NetworkPolicy.class))
                        .flatMap(Function.identity())));
    }

    /** The number behind the pod's name, or -1 where it is none of this StatefulSet's. */
    static int ordinal(Pod pod, String name) {
        String prefix = name + "-";
        String podName = pod.getMetadata().getName();
        if (!podName.startsWith(prefix)) {
            return -1;
        }
        try {
            return Integer.parseInt(podName.substring(prefix.length()));
        } catch (NumberFormatException another) {
            return -1;
        }
    }

    Optional<Secret> secret(String secretName) {
        return Optional.ofNullable(secrets.get(secretName));
    }

    /** Which versions of the Secrets were read, by name. */
    Map<String, String> secretVersions() {
        return secrets.values().stream()
                .collect(Collectors.toMap(
                        secret -> secret.getMetadata().getName(),
                        secret -> secret.getMetadata().getResourceVersion()));
    }

    Optional<Pod> pod(String podName) {
        return pods.stream()
                .filter(pod -> pod.getMetadata().getName().equals(podName))
                .findFirst();
    }

    /** The slices of one Service. */
    List<EndpointSlice> slices(String service) {
        return endpointSlices.stream()
                .filter(slice -> service.equals(slice.getMetadata().getLabels().get("kubernetes.io/service-name")))
                .toList();
    }

    Optional<Service> primaryService(String name) {
        return Optional.ofNullable(services.get(Names.primaryService(name)));
    }

    private static <T extends HasMetadata> Stream<T> owned(
            Context<HigherSelfRedis> context, HigherSelfRedis resource, Class<T> kind) {
        return context.getSecondaryResourcesAsStream(kind).filter(object -> Owned.by(resource, object));
    }

    private static <T extends HasMetadata> Map<String, T> byName(
            Context<HigherSelfRedis> context, HigherSelfRedis resource, Class<T> kind) {
        return owned(context, resource, kind)
                .collect(Collectors.toMap(
                        object -> object.getMetadata().getName(), Function.identity(), (first, second) -> second));
    }
}
