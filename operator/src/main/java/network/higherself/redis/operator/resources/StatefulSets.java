package network.higherself.redis.operator.resources;

import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.apps.StatefulSetBuilder;
import network.higherself.redis.api.v1.Retention;
import network.higherself.redis.operator.plan.RedisPlan;

/**
 * The StatefulSet of a resource. All pods start at once (the primary may be any of them) and none is replaced by the
 * controller: the operator decides the order by deleting pods.
 */
final class StatefulSets {

    private StatefulSets() {}

    static StatefulSet of(RedisModel model) {
        RedisPlan plan = model.plan();
        Retention retention = plan.volume().map(RedisPlan.Volume::retention).orElse(Retention.Retain);
        return new StatefulSetBuilder()
                .withMetadata(Metadata.of(model, Names.statefulSet(model.name())))
                .withNewSpec()
                .withServiceName(Names.podsService(model.name()))
                .withReplicas(model.replicas())
                .withPodManagementPolicy("Parallel")
                .withNewUpdateStrategy()
                .withType("OnDelete")
                .endUpdateStrategy()
                .withRevisionHistoryLimit(10)
                .withNewPersistentVolumeClaimRetentionPolicy()
                .withWhenDeleted(retention.name())
                .withWhenScaled(Retention.Retain.name())
                .endPersistentVolumeClaimRetentionPolicy()
                .withNewSelector()
                .withMatchLabels(Labels.selector(model.name()))
                .endSelector()
                .withTemplate(PodTemplates.of(plan))
                .withVolumeClaimTemplates(Volumes.claims(plan))
                .endSpec()
                .build();
    }
}
