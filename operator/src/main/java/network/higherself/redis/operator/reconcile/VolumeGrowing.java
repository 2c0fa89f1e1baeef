package network.higherself.redis.operator.reconcile;

import io.fabric8.kubernetes.api.model.DeletionPropagation;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaimBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import network.higherself.redis.operator.plan.Problem;
import network.higherself.redis.operator.plan.RedisPlan;
import network.higherself.redis.operator.resources.Labels;
import network.higherself.redis.operator.resources.Names;
import network.higherself.redis.operator.resources.VolumeGrowth;

/** Asks for larger volumes. Storage that can't grow says so here and nowhere else; it keeps nothing else from being done. */
final class VolumeGrowing {

    private final KubernetesClient client;

    VolumeGrowing(KubernetesClient client) {
        this.client = client;
    }

    Background.Ending grow(RedisPlan plan, ClusterView view, ResourceMemory memory) {
        String namespace = plan.identity().namespace();
        String name = plan.identity().name();
        String size = plan.volume().map(RedisPlan.Volume::size).orElse("");
        try {
            VolumeGrowth.next(
                            plan,
                            view.statefulSet(),
                            client.persistentVolumeClaims()
                                    .inNamespace(namespace)
                                    .withLabel(Labels.INSTANCE, name)
                                    .list()
                                    .getItems())
                    .ifPresent(growth -> grow(namespace, Names.statefulSet(name), growth));
        } catch (KubernetesClientException refused) {
            if (!ObjectsApplied.refuses(refused)) {
                throw refused;
            }
            String words = "volumes can't grow to " + size + ": " + ObjectsApplied.words(refused)
                    + ". Set it back, or let the storage class expand volumes.";
            memory.growthRefused(plan, new Problem("spec.storage.size", words));
            return new Background.Ending(words, false);
        }
        memory.growthGranted();
        return new Background.Ending("volumes grow to " + size, true);
    }

    private void grow(String namespace, String statefulSet, VolumeGrowth growth) {
        growth.claims().forEach(claim -> ask(namespace, claim, growth.size()));
        if (growth.recreateStatefulSet()) {
            client.apps()
                    .statefulSets()
                    .inNamespace(namespace)
                    .withName(statefulSet)
                    .withPropagationPolicy(DeletionPropagation.ORPHAN)
                    .delete();
        }
    }

    private void ask(String namespace, String claim, Quantity size) {
        client.persistentVolumeClaims()
                .inNamespace(namespace)
                .withName(claim)
                .patch(
                        PatchContext.of(PatchType.JSON_MERGE),
                        new PersistentVolumeClaimBuilder()
                                .withNewSpec()
                                .withNewResources()
                                .addToRequests("storage", size)
                                .endResources()
                                .endSpec()
                                .build());
    }
}
