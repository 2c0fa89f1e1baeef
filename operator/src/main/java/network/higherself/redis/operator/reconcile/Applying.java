package network.higherself.redis.operator.reconcile;

import io.javaoperatorsdk.operator.api.reconciler.Context;
import java.util.Optional;
import network.higherself.redis.api.v1.HigherSelfRedis;
import network.higherself.redis.operator.resources.Comparison;
import network.higherself.redis.operator.resources.Generated;
import network.higherself.redis.operator.resources.Model;
import network.higherself.redis.operator.resources.Written;

/**
 * Applies what the objects of a resource are to be. Most visits are raised by a pod or an observation and find the model that
 * the visit before had, and the very objects: then there is nothing to build and nothing to compare, which is what a visit's
 * processor time would go to.
 */
final class Applying {

    private Applying() {}

    static ObjectsApplied apply(
            Context<HigherSelfRedis> context, Model model, ClusterView view, ResourceMemory memory) {
        Comparison comparison = new Comparison(model, view.owned());
        if (memory.agreed().filter(comparison::equals).isPresent()) {
            return ObjectsApplied.NOTHING;
        }
        context.managedWorkflowAndDependentResourceContext().put(Model.KEY, model);
        context.managedWorkflowAndDependentResourceContext().put(Generated.READ, view.secretVersions());
        Written written = new Written();
        context.managedWorkflowAndDependentResourceContext().put(Written.KEY, written);
        ObjectsApplied applied = ObjectsApplied.of(
                context.managedWorkflowAndDependentResourceContext().reconcileManagedWorkflow());
        // Others count by the versions from before: what others wrote meanwhile has another one.
        memory.agree(applied.complete() ? Optional.of(comparison.with(written.versions())) : Optional.empty());
        return applied;
    }
}
