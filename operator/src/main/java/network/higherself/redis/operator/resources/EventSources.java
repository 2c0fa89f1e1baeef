package network.higherself.redis.operator.resources;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import io.javaoperatorsdk.operator.api.config.informer.InformerEventSourceConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import io.javaoperatorsdk.operator.processing.event.source.informer.InformerEventSource;
import io.javaoperatorsdk.operator.processing.event.source.informer.Mappers;
import java.util.List;
import network.higherself.redis.api.v1.HigherSelfRedis;

/**
 * One watch a kind of object, shared by all dependents of that kind, and only of what carries our label: selected by the
 * API server, so that nothing else reaches the operator's memory. A change of nothing but a status that no visit reads raises
 * none.
 */
public final class EventSources {

    public static final String CONFIG_MAPS = "config-maps";
    public static final String SECRETS = "secrets";
    public static final String SERVICES = "services";
    public static final String STATEFUL_SETS = "stateful-sets";
    public static final String BUDGETS = "budgets";
    public static final String POLICIES = "network-policies";

    private EventSources() {}

    /** The event sources that the dependents refer to by name. */
    public static List<EventSource<?, HigherSelfRedis>> owned(
            EventSourceContext<HigherSelfRedis> context,
            ObjectStores stores,
            InformerEventSource<Service, HigherSelfRedis> services) {
        return List.of(
                services,
                owned(ConfigMap.class, CONFIG_MAPS, context, stores),
                owned(Secret.class, SECRETS, context, stores),
                owned(StatefulSet.class, STATEFUL_SETS, context, stores),
                owned(PodDisruptionBudget.class, BUDGETS, context, stores),
                owned(NetworkPolicy.class, POLICIES, context, stores));
    }

    /** The event source of the Services, which are written outside the dependents too: the primary's moves with it. */
    public static InformerEventSource<Service, HigherSelfRedis> services(
            EventSourceContext<HigherSelfRedis> context, ObjectStores stores) {
        return owned(Service.class, SERVICES, context, stores);
    }

    private static <R extends HasMetadata> InformerEventSource<R, HigherSelfRedis> owned(
            Class<R> kind, String name, EventSourceContext<HigherSelfRedis> context, ObjectStores stores) {
        return new InformerEventSource<>(
                stores.in(
                                InformerEventSourceConfiguration.from(kind, HigherSelfRedis.class)
                                        .withName(name)
                                        .withLabelSelector(Labels.MANAGED_SELECTOR)
                                        .withOnUpdateFilter(ObjectVersions::changed)
                                        .withSecondaryToPrimaryMapper(
                                                Mappers.fromOwnerReferences(HigherSelfRedis.class))
                                        .withNamespacesInheritedFromController(),
                                context)
                        .build(),
                context);
    }
}
