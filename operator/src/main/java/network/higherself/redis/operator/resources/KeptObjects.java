package network.higherself.redis.operator.resources;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodSpecBuilder;
import io.fabric8.kubernetes.client.informers.cache.Cache;
import io.fabric8.kubernetes.client.informers.cache.ItemStore;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/**
 * What one informer keeps of the objects that it sees: not who else wrote which field, nor most of a pod's spec, and what was
 * not looked at for a while as compressed JSON. While a resource is being made or changed its objects are read many times a second;
 * once it has settled, hardly ever, and as objects they take fifty times as much: with hundreds of resources that is the
 * larger part of what the process would hold.
 */
final class KeptObjects<R extends HasMetadata> implements ItemStore<R> {

    private final Map<String, KeptObject<R>> objects = new ConcurrentHashMap<>();
    private final KubernetesSerialization serialization;
    private final Clock clock;

    KeptObjects(KubernetesSerialization serialization, Clock clock) {
        this.serialization = serialization;
        this.clock = clock;
    }

    @Override
    public String getKey(R object) {
        return Cache.metaNamespaceKeyFunc(object);
    }

    @Override
    public R put(String key, R object) {
        reduce(object);
        return object(objects.put(key, new KeptObject<>(object, clock.instant())));
    }

    @Override
    public R remove(String key) {
        return object(objects.remove(key));
    }

    @Override
    public Stream<String> keySet() {
        return objects.keySet().stream();
    }

    /** Whoever asks for all of them reads each once: that warms none. */
    @Override
    public Stream<R> values() {
        return objects.values().stream().map(this::object);
    }

    @Override
    public int size() {
        return objects.size();
    }

    @Override
    public R get(String key) {
        KeptObject<R> kept = objects.get(key);
        return kept == null ? null : kept.read(serialization, clock.instant(), ObjectStores.SOON);
    }

    /** Compresses what was not read for so long. */
    void cool(Duration unread) {
        objects.values()
                .forEach(kept -> kept.cool(serialization, clock.instant().minus(unread)));
    }

    private R object(KeptObject<R> kept) {
        return kept == null ? null : kept.peek(serialization);
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
