package network.higherself.redis.operator.resources;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.dependent.ReconcileResult;
import io.javaoperatorsdk.operator.processing.dependent.kubernetes.CRUDKubernetesDependentResource;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import java.net.HttpURLConnection;
import java.util.Map;
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

    private static final int UNPROCESSABLE = 422;

    private final UnaryOperator<String> naming;
    private final Building<R> building;
    private final Matching<R> matching = new Matching<>();

    /**
     * How an object comes of a model.
     *
     * @param wanted which models have such an object
     */
    record Building<R>(Predicate<Model> wanted, Function<Model, R> object) {

        /** An object that every resource has, whoever runs its Redis. */
        static <R> Building<R> ofAny(Function<Model, R> object) {
            return new Building<>(model -> true, object);
        }

        /** An object of a Redis that the operator runs. */
        static <R> Building<R> ofWorkload(Predicate<RedisModel> wanted, Function<RedisModel, R> object) {
            return new Building<>(
                    model -> model instanceof RedisModel workload && wanted.test(workload),
                    model -> object.apply((RedisModel) model));
        }
    }

    Applied(Class<R> kind, UnaryOperator<String> naming, Building<R> building) {
        super(kind);
        this.naming = naming;
        this.building = building;
    }

    /** @param wanted which models have such an object */
    Applied(Class<R> kind, UnaryOperator<String> naming, Predicate<RedisModel> wanted, Function<RedisModel, R> object) {
        this(kind, naming, Building.ofWorkload(wanted, object));
    }

    Applied(Class<R> kind, UnaryOperator<String> naming, Function<RedisModel, R> object) {
        this(kind, naming, model -> true, object);
    }

    /** The model of a Redis that the operator runs; empty where somebody else does. */
    static Optional<RedisModel> workload(Context<HigherSelfRedis> context) {
        return model(context) instanceof RedisModel workload ? Optional.of(workload) : Optional.empty();
    }

    private static Model model(Context<HigherSelfRedis> context) {
        return context.managedWorkflowAndDependentResourceContext().getMandatory(Model.KEY, Model.class);
    }

    @Override
    public ReconcileResult<R> reconcile(HigherSelfRedis primary, Context<HigherSelfRedis> context) {
        if (!building.wanted().test(model(context))) {
            return ReconcileResult.noOperation(null);
        }
        ReconcileResult<R> result = super.reconcile(primary, context);
        context.managedWorkflowAndDependentResourceContext()
                .get(Written.KEY, Written.class)
                .ifPresent(written -> written.note(result));
        return result;
    }

    @Override
    protected R desired(HigherSelfRedis primary, Context<HigherSelfRedis> context) {
        return building.object().apply(model(context));
    }

    /** By its name alone: the framework would read all of the kind for each of them, and there may be ten Secrets. */
    @Override
    public Optional<R> getSecondaryResource(HigherSelfRedis primary, Context<HigherSelfRedis> context) {
        return eventSource()
                .orElseThrow()
                .get(targetSecondaryResourceID(primary, context))
                .filter(object -> Owned.by(primary, object));
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
    public Result<R> match(R actual, R desired, HigherSelfRedis primary, Context<HigherSelfRedis> context) {
        addMetadata(true, actual, desired, primary, context);
        return Result.computed(matching.matches(actual, desired, context), desired);
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
            return madeBefore(existing, desired, primary, context);
        }
    }

    /**
     * There is one of ours that the cache does not have: it is still to arrive there, or lost the label that the cache
     * selects by.
     */
    R madeBefore(R existing, R desired, HigherSelfRedis primary, Context<HigherSelfRedis> context) {
        desired.getMetadata().setResourceVersion(null);
        return update(existing, desired, primary, context);
    }

    @Override
    public R update(R actual, R desired, HigherSelfRedis primary, Context<HigherSelfRedis> context) {
        try {
            return super.update(actual, desired, primary, context);
        } catch (KubernetesClientException e) {
            if (e.getCode() != UNPROCESSABLE) {
                throw e;
            }
            // Somebody took the place of an item of ours in a list (another number for a port of the same name): his
            // and ours can't be there together, so the lists become what we say before we apply again.
            context.getClient()
                    .resource(desired)
                    .patch(
                            new PatchContext.Builder()
                                    .withPatchType(PatchType.JSON_MERGE)
                                    .withFieldManager(Names.FIELD_MANAGER)
                                    .build(),
                            specOf(desired, context));
            return super.update(actual, desired, primary, context);
        }
    }

    private static String specOf(HasMetadata desired, Context<HigherSelfRedis> context) {
        KubernetesSerialization serialization = context.getClient().getKubernetesSerialization();
        Object spec = serialization.convertValue(desired, Map.class).get("spec");
        return serialization.asJson(spec == null ? Map.of() : Map.of("spec", spec));
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
