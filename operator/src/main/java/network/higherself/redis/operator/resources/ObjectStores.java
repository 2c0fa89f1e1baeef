package network.higherself.redis.operator.resources;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.informers.cache.ItemStore;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import io.javaoperatorsdk.operator.api.config.informer.InformerEventSourceConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.processing.event.source.informer.TransformingItemStore;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import network.higherself.redis.api.v1.HigherSelfRedis;

/** Where the informers keep objects ({@link KeptObjects}); sees to it that what nobody reads takes little. */
public final class ObjectStores implements AutoCloseable {

    /** A resource that is being made or changed is visited more often than this. */
    static final Duration SOON = Duration.ofSeconds(5);

    /** What was not read for so long is not read again soon. */
    private static final Duration UNREAD = Duration.ofSeconds(15);

    private final KubernetesSerialization serialization;
    private final Clock clock;
    private final List<KeptObjects<?>> stores = new CopyOnWriteArrayList<>();
    private final ScheduledExecutorService cooling = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "kept-objects");
        thread.setDaemon(true);
        return thread;
    });

    public ObjectStores(KubernetesSerialization serialization, Clock clock) {
        this.serialization = serialization;
        this.clock = clock;
        cooling.scheduleWithFixedDelay(() -> stores.forEach(store -> store.cool(UNREAD)), 5, 5, TimeUnit.SECONDS);
    }

    /**
     * Lets an informer keep no more than is read. Not where several namespaces are watched one by one: their informers
     * would share the store, and each takes out of it what it doesn't see itself.
     */
    public <R extends HasMetadata> InformerEventSourceConfiguration.Builder<R> in(
            InformerEventSourceConfiguration.Builder<R> source, EventSourceContext<HigherSelfRedis> context) {
        boolean oneInformer = context.getControllerConfiguration()
                        .getInformerConfig()
                        .getNamespaces()
                        .size()
                <= 1;
        if (!oneInformer) {
            return source;
        }
        KeptObjects<R> store = new KeptObjects<>(serialization, clock);
        stores.add(store);
        return source.withItemStore(store);
    }

    /**
     * Where the informer of the resources themselves keeps them: without who wrote which field, which nobody asks about and
     * takes ten times as much as the rest. Not for several namespaces either.
     */
    public static ItemStore<HigherSelfRedis> ofResources() {
        return new TransformingItemStore<>(resource -> {
            resource.getMetadata().setManagedFields(List.of());
            return resource;
        });
    }

    @Override
    public void close() {
        cooling.shutdownNow();
    }
}
