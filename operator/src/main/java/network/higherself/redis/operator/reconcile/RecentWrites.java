package network.higherself.redis.operator.reconcile;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.javaoperatorsdk.operator.processing.event.source.informer.InformerEventSource;
import java.util.Optional;
import network.higherself.redis.api.v1.HigherSelfRedis;
import network.higherself.redis.operator.resources.Names;

/**
 * Applies what no dependent applies, and tells the informers' caches at once: a watch may lag by seconds, and a decision
 * on what was there before the write would write it again and again.
 */
final class RecentWrites {

    private final KubernetesClient client;
    private volatile InformerEventSource<Service, HigherSelfRedis> services;
    private volatile InformerEventSource<Pod, HigherSelfRedis> pods;

    RecentWrites(KubernetesClient client) {
        this.client = client;
    }

    /** The caches from now on. */
    void into(
            InformerEventSource<Service, HigherSelfRedis> serviceCache,
            InformerEventSource<Pod, HigherSelfRedis> podCache) {
        this.services = serviceCache;
        this.pods = podCache;
    }

    void apply(Service service) {
        apply(service, services);
    }

    void apply(Pod pod) {
        apply(pod, pods);
    }

    private <R extends HasMetadata> void apply(R object, InformerEventSource<R, HigherSelfRedis> cache) {
        ResourceID id = ResourceID.fromResource(object);
        Optional<R> before = cache == null ? Optional.empty() : cache.get(id);
        R after = client.resource(object)
                .patch(new PatchContext.Builder()
                        .withPatchType(PatchType.SERVER_SIDE_APPLY)
                        .withFieldManager(Names.FIELD_MANAGER)
                        .withForce(true)
                        .build());
        before.ifPresent(old -> cache.handleRecentResourceUpdate(id, after, old));
    }
}
