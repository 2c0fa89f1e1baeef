package network.higherself.redis.operator.resources;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodSpecBuilder;
import io.fabric8.kubernetes.client.informers.cache.Cache;
import io.fabric8.kubernetes.client.informers.cache.ItemStore;
import io.javaoperatorsdk.operator.api.config.informer.InformerEventSourceConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import network.higherself.redis.api.v1.HigherSelfRedis;

/**
 * What the informers keep of the objects that they see: not who else wrote which field, nor most of a pod's spec. With
 * hundreds of resources that is the larger part of what they would hold.
 */
public final class KeptObjects<R extends HasMetadata> implements ItemStore<R> {

    private final Map<String, R> objects = new ConcurrentHashMap<>();

    private KeptObjects() {}

    /**
     * Lets an informer keep no more than is read. Not where several namespaces are watched one by one: their informers
     * would share the store, and each takes out of it what it doesn't see itself.
     */
    public static <R extends HasMetadata> InformerEventSourceConfiguration.Builder<R> in(
            InformerEventSourceConfiguration.Builder<R> source, EventSourceContext<HigherSelfRedis> context) {
        boolean oneInformer = context.getControllerConfiguration()
                        .getInformerConfig()
                        .getNamespaces()
                        .size()
                <= 1;
        return oneInformer ? source.withItemStore(new KeptObjects<>()) : source;
    }

    @Override
    public String getKey(R object) {
        return Cache.metaNamespaceKeyFunc(object);
    }

    @Override
    public R put(String key, R object) {
        reduce(object);
        return objects.put(key, object);
    }

    @Override
    public R remove(String key) {
        return objects.remove(key);
    }

    @Override
    public Stream<String> keySet() {
        return objects.keySet().stream();
    }

    @Override
    public Stream<R> values() {
        return objects.values().stream();
    }

    @Override
    public int size() {
        return objects.size();
    }

    @Override
    public R get(String key) {
        return objects.get(key);
    }

    /** Keeps what comparing with what we would apply asks for, and what a visit reads. */
    static void reduce(HasMetadata object) {
        if (object.getMetadata().getManagedFields() != null) {
            object.getMetadata()
                    .setManagedFields(object.getMetadata().getManagedFields().stream()
                            .filter(fields -> Names.FIELD_MANAGER.equals(fields.getManager()))
                            .toList());
        }
        if (object instanceof Pod pod && pod.getSpec() != null) {
            pod.setSpec(new PodSpecBuilder()
                    .withNodeName(pod.getSpec().getNodeName())
                    .withContainers(images(pod.getSpec().getContainers()))
                    .withInitContainers(images(pod.getSpec().getInitContainers()))
                    .build());
        }
    }

    private static List<Container> images(List<Container> containers) {
        return containers.stream()
                .map(container -> new ContainerBuilder()
                        .withName(container.getName())
                        .withImage(container.getImage())
                        .build())
                .toList();
    }
}
