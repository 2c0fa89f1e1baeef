package network.higherself.redis.operator.reconcile;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import io.javaoperatorsdk.operator.api.config.informer.InformerEventSourceConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.javaoperatorsdk.operator.processing.event.source.informer.InformerEventSource;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import network.higherself.redis.api.v1.HigherSelfRedis;
import network.higherself.redis.operator.resources.Labels;
import network.higherself.redis.operator.resources.ObjectStores;

/** Watches of objects that controllers of Kubernetes made for ours: they carry our labels, and belong to others. */
final class InstanceSources {

    /** The pods of a headless Service are read from the pods themselves. */
    private static final String WITHOUT_HEADLESS = ",!service.kubernetes.io/headless";

    private InstanceSources() {}

    static InformerEventSource<Pod, HigherSelfRedis> pods(
            EventSourceContext<HigherSelfRedis> context, ObjectStores stores) {
        return new InformerEventSource<>(
                builder(Pod.class, "pods", Labels.MANAGED_SELECTOR, context, stores)
                        .build(),
                context);
    }

    /** A slice counts for its endpoints alone, and has none before the pods are there. */
    static InformerEventSource<EndpointSlice, HigherSelfRedis> slices(
            EventSourceContext<HigherSelfRedis> context, ObjectStores stores) {
        return new InformerEventSource<>(
                builder(
                                EndpointSlice.class,
                                "endpoint-slices",
                                Labels.MANAGED_SELECTOR + WITHOUT_HEADLESS,
                                context,
                                stores)
                        .withOnAddFilter(slice -> !endpoints(slice).isEmpty())
                        .withOnUpdateFilter((slice, before) -> leadsElsewhere(slice, before))
                        .build(),
                context);
    }

    /** Whether something that a visit reads of it is another one. */
    static boolean leadsElsewhere(EndpointSlice slice, EndpointSlice before) {
        return !endpoints(slice).equals(endpoints(before))
                || !Objects.equals(
                        slice.getMetadata().getLabels(), before.getMetadata().getLabels());
    }

    private static List<?> endpoints(EndpointSlice slice) {
        // The API server says null for a slice that has none.
        return slice.getEndpoints() == null ? List.of() : slice.getEndpoints();
    }

    private static <R extends HasMetadata> InformerEventSourceConfiguration.Builder<R> builder(
            Class<R> kind,
            String name,
            String selector,
            EventSourceContext<HigherSelfRedis> context,
            ObjectStores stores) {
        return stores.in(
                InformerEventSourceConfiguration.from(kind, HigherSelfRedis.class)
                        .withName(name)
                        .withLabelSelector(selector)
                        .withNamespacesInheritedFromController()
                        .withSecondaryToPrimaryMapper(object -> {
                            String instance = object.getMetadata().getLabels().get(Labels.INSTANCE);
                            return instance == null
                                    ? Set.of()
                                    : Set.of(new ResourceID(
                                            instance, object.getMetadata().getNamespace()));
                        }),
                context);
    }
}
