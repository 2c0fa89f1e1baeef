package network.higherself.redis.operator.resources;

import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.processing.dependent.Matcher.Result;
import java.util.List;
import network.higherself.redis.api.v1.HigherSelfRedis;

/**
 * The StatefulSet as a dependent. Its claims are left as they are: the API server takes no change of them, and volumes
 * grow in another way ({@link VolumeGrowth}).
 */
public final class StatefulSetDependent extends Applied<StatefulSet> {
    public static final String NAME = "stateful-set";

    public StatefulSetDependent() {
        super(StatefulSet.class, Names::statefulSet, StatefulSets::of);
    }

    @Override
    public Result<StatefulSet> match(
            StatefulSet actual, StatefulSet desired, HigherSelfRedis primary, Context<HigherSelfRedis> context) {
        keepClaims(actual, desired);
        return super.match(actual, desired, primary, context);
    }

    @Override
    public StatefulSet update(
            StatefulSet actual, StatefulSet desired, HigherSelfRedis primary, Context<HigherSelfRedis> context) {
        keepClaims(actual, desired);
        return super.update(actual, desired, primary, context);
    }

    private static void keepClaims(StatefulSet actual, StatefulSet desired) {
        List<PersistentVolumeClaim> claims = actual.getSpec().getVolumeClaimTemplates().stream()
                .map(claim -> claim.edit().withStatus(null).build())
                .toList();
        desired.getSpec().setVolumeClaimTemplates(claims);
    }
}
