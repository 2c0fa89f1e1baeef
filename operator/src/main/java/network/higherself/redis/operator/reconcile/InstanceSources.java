package network.higherself.redis.operator.reconcile;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.javaoperatorsdk.operator.api.config.informer.InformerEventSourceConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.javaoperatorsdk.operator.processing.event.source.informer.InformerEventSource;
import java.util.Set;
import network.higherself.redis.api.v1.HigherSelfRedis;
import network.higherself.redis.operator.resources.Labels;
import network.higherself.redis.operator.resources.ObjectStores;

/** Watches of objects that controllers of Kubernetes made for ours: they carry our labels, and belong to others. */
final class InstanceSources {

    private InstanceSources() {}

    static <R extends HasMetadata> InformerEventSource<R, HigherSelfRedis> of(
            Class<R> kind, String name, EventSourceContext<HigherSelfRedis> context, ObjectStores stores) {
        return new InformerEventSource<>(
                stores.in(
                                InformerEventSourceConfiguration.from(kind, HigherSelfRedis.class)
                                        .withName(name)
                                        .withLabelSelector(Labels.MANAGED_SELECTOR)
                                        .withNamespacesInheritedFromController()
                                        .withSecondaryToPrimaryMapper(object -> {
                                            String instance = object.getMetadata()
                                                    .getLabels()
                                                    .get(Labels.INSTANCE);
                                            return instance == null
                                                    ? Set.of()
                                                    : Set.of(new ResourceID(
                                                            instance,
                                                            object.getMetadata().getNamespace()));
                                        }),
                                context)
                        .build(),
                context);
    }
}
