package network.higherself.redis.operator.resources;

import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudgetBuilder;
import network.higherself.redis.operator.plan.RedisPlan;

/** The PodDisruptionBudget of a resource: one pod at a time, and a pod that does not work never blocks a drain. */
final class DisruptionBudgets {

    private DisruptionBudgets() {}

    /** None for a single instance, whose node could never be drained. */
    static boolean wanted(RedisPlan plan) {
        return plan.disruptionBudget() && plan.instances() > 1;
    }

    static PodDisruptionBudget of(RedisModel model) {
        return new PodDisruptionBudgetBuilder()
                .withMetadata(Metadata.of(model, Names.disruptionBudget(model.name())))
                .withNewSpec()
                .withNewMaxUnavailable(1)
                .withUnhealthyPodEvictionPolicy("AlwaysAllow")
                .withNewSelector()
                .withMatchLabels(Labels.selector(model.name()))
                .endSelector()
                .endSpec()
                .build();
    }
}
