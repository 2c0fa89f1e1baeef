package network.higherself.redis.operator.resources;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodSpecBuilder;
import io.fabric8.kubernetes.client.informers.cache.Cache;
import io.fabric8.kubernetes.client.informers.cache.ItemStore;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import io.javaoperatorsdk.operator.api.config.informer.InformerEventSourceConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.InflaterInputStream;
import network.higherself.redis.api.v1.HigherSelfRedis;

/**
 * What the informers keep of the objects that they see: not who else wrote which field, nor most of a pod's spec, and the
 * rest as compressed JSON. An object is read a few times in its life, and as one it takes fifty times as much: with hundreds of
 * resources that is the larger part of what the process would hold.
 */
public final class KeptObjects<R extends HasMetadata> implements ItemStore<R> {

    private final Map<String, Kept> objects = new ConcurrentHashMap<>();
    private final KubernetesSerialization serialization;

    private record Kept(Class<?> type, byte[] compressed) {}

    KeptObjects(KubernetesSerialization serialization) {
        this.serialization = serialization;
    }

    /**
     * Lets an informer keep no more than is read. Not where several namespaces are watched one by one: their informers
     * would share the store, and each takes out of it what it doesn't see itself.
     */
    public static <R extends HasMetadata> InformerEventSourceConfiguration.Builder<R> in(
            InformerEventSourceConfiguration.Builder<R> source,
            EventSourceContext<HigherSelfRedis> context,
            KubernetesSerialization serialization) {
        boolean oneInformer = context.getControllerConfiguration()
                        .getInformerConfig()
                        .getNamespaces()
                        .size()
                <= 1;
        return oneInformer ? source.withItemStore(new KeptObjects<>(serialization)) : source;
    }

    @Override
    public String getKey(R object) {
        return Cache.metaNamespaceKeyFunc(object);
    }

    @Override
    public R put(String key, R object) {
        reduce(object);
        return object(objects.put(key, kept(object)));
    }

    @Override
    public R remove(String key) {
        return object(objects.remove(key));
    }

    @Override
    public Stream<String> keySet() {
        return objects.keySet().stream();
    }

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
        return object(objects.get(key));
    }

    private Kept kept(R object) {
        Deflater deflater = new Deflater(Deflater.BEST_SPEED);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DeflaterOutputStream out = new DeflaterOutputStream(bytes, deflater)) {
            out.write(serialization.asJson(object).getBytes(StandardCharsets.UTF_8));
        } catch (IOException inMemory) {
            throw new UncheckedIOException(inMemory);
        } finally {
            deflater.end();
        }
        return new Kept(object.getClass(), bytes.toByteArray());
    }

    private R object(Kept kept) {
        if (kept == null) {
            return null;
        }
        try (InputStream in = new InflaterInputStream(new ByteArrayInputStream(kept.compressed()))) {
            @SuppressWarnings("unchecked") // what was put is what comes out
            R object = (R) serialization.unmarshal(in, kept.type());
            return object;
        } catch (IOException inMemory) {
            throw new UncheckedIOException(inMemory);
        }
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
