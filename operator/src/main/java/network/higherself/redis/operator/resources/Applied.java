package network.higherself.redis.operator.resources;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.dependent.ReconcileResult;
import io.javaoperatorsdk.operator.processing.dependent.kubernetes.CRUDKubernetesDependentResource;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import java.net.HttpURLConnection;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import network.higherself.redis.api.v1.HigherSelfRedis;

/**
 * An object that is kept as the model says by server-side apply: made where it is missing, put right where it differs,
 * not touched where it doesn't. What others added to it is theirs. An object of the same name that was not made for the
 * resource is never adopted ({@link CollisionException}).
 *
 * <p>Several dependents of a kind share one event source, and are told apart by name. Where a model has no such object
 * this does nothing; it never deletes one for that.
 */
abstract class Applied<R extends HasMetadata> extends CRUDKubernetesDependentResource<R, HigherSelfRedis> {

    private final UnaryOperator<String> naming;
    private final Predicate<RedisModel> wanted;
    private final Function<RedisModel, R> building;

    /** @param wanted which models have such an object */
    Applied(
            Class<R> kind,
            UnaryOperator<String> naming,
            Predicate<RedisModel> wanted,
            Function<RedisModel, R> building) {
        super(kind);
        this.naming = naming;
        this.wanted = wanted;
        this.building = building;
    }

    Applied(Class<R> kind, UnaryOperator<String> naming, Function<RedisModel, R> building) {
        this(kind, naming, model -> true, building);
    }

    static RedisModel model(Context<HigherSelfRedis> context) {
        return context.managedWorkflowAndDependentResourceContext().getMandatory(RedisModel.KEY, RedisModel.class);
    }

    @Override
    public ReconcileResult<R> reconcile(HigherSelfRedis primary, Context<HigherSelfRedis> context) {
        return wanted.test(model(context)) ? super.reconcile(primary, context) : ReconcileResult.noOperation(null);
    }

    @Override
    protected R desired(HigherSelfRedis primary, Context<HigherSelfRedis> context) {
        return building.apply(model(context));
    }

    @Override
    protected ResourceID targetSecondaryResourceID(HigherSelfRedis primary, Context<HigherSelfRedis> context) {
        return new ResourceID(
                naming.apply(primary.getMetadata().getName()),
                primary.getMetadata().getNamespace());
    }

    /** Also for ConfigMaps and Secrets, which the framework would otherwise match leniently. */
    @Override
    protected boolean useSSA(Context<HigherSelfRedis> context) {
        return true;
    }

    @Override
    public R create(R desired, HigherSelfRedis primary, Context<HigherSelfRedis> context) {
        try {
            return super.create(desired, primary, context);
        } catch (KubernetesClientException e) {
            if (e.getCode() != HttpURLConnection.HTTP_CONFLICT) {
                throw e;
            }
            R existing = context.getClient().resource(desired).get();
            if (existing == null) {
                throw e;
            }
            requireOurs(existing, primary);
            // Ours, but not in the cache: it is still to arrive there, or lost the label that the cache selects by.
            desired.getMetadata().setResourceVersion(null);
            return update(existing, desired, primary, context);
        }
    }

    private static void requireOurs(HasMetadata existing, HigherSelfRedis primary) {
        Optional<OwnerReference> controller = existing.getMetadata().getOwnerReferences().stream()
                .filter(owner -> Boolean.TRUE.equals(owner.getController()))
                .findFirst();
        boolean leaving = existing.getMetadata().getDeletionTimestamp() != null;
        boolean ours = controller
                .map(owner -> owner.getUid().equals(primary.getMetadata().getUid()))
                .orElse(false);
        if (ours && !leaving) {
            return;
        }
        boolean ofEarlier = controller
                .map(owner -> owner.getKind().equals(HigherSelfRedis.KIND)
                        && owner.getName().equals(primary.getMetadata().getName()))
                .orElse(false);
        throw new CollisionException(
                existing.getKind(),
                existing.getMetadata().getNamespace(),
                existing.getMetadata().getName(),
                leaving || ofEarlier);
    }
}
