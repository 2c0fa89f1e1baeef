package network.higherself.redis.operator.resources;

import io.fabric8.kubernetes.api.model.Secret;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import network.higherself.redis.api.v1.HigherSelfRedis;
import network.higherself.redis.operator.credentials.SecretKeys;

/**
 * A Secret that holds what the operator made up: whoever writes first wins. It is made only where there is none, and
 * written again only over the version that was read, so that a second replica which believes that it leads, or a cache
 * that lags behind, can't put other passwords in place of those that servers already have. What holds the same secrets
 * depends on this one, and is not applied before the API server has taken it.
 */
public abstract class Generated extends Applied<Secret> {

    /** In a visit's context: the versions of the Secrets that its model was made from, by name. */
    public static final String READ = "network.higherself.redis.read";

    Generated(UnaryOperator<String> naming, Predicate<RedisModel> wanted, Function<RedisModel, Secret> building) {
        super(Secret.class, naming, wanted, building);
    }

    @Override
    Secret madeBefore(Secret existing, Secret desired, HigherSelfRedis primary, Context<HigherSelfRedis> context) {
        if (madeUp(existing).equals(madeUp(desired))) {
            return update(existing, desired, primary, context);
        }
        eventSource()
                .ifPresent(source -> source.handleRecentResourceCreate(ResourceID.fromResource(existing), existing));
        throw new MadeBeforeException(existing.getKind(), existing.getMetadata().getName());
    }

    /** The application's password may be the user's, which may change. */
    private static Map<String, String> madeUp(Secret secret) {
        Map<String, String> data =
                new HashMap<>(Optional.ofNullable(secret.getData()).orElse(Map.of()));
        data.remove(SecretKeys.APPLICATION);
        return data;
    }

    @Override
    public Secret update(Secret actual, Secret desired, HigherSelfRedis primary, Context<HigherSelfRedis> context) {
        // The cache may have got it, or another version, since the model was made.
        boolean read = context.managedWorkflowAndDependentResourceContext()
                .get(READ, Map.class)
                .map(versions -> actual.getMetadata()
                        .getResourceVersion()
                        .equals(versions.get(actual.getMetadata().getName())))
                .orElse(true);
        if (!read && !madeUp(actual).equals(madeUp(desired))) {
            throw overtaken(actual);
        }
        desired.getMetadata().setResourceVersion(actual.getMetadata().getResourceVersion());
        return super.update(actual, desired, primary, context);
    }

    private static MadeBeforeException overtaken(Secret existing) {
        return new MadeBeforeException(
                existing.getKind(), existing.getMetadata().getName());
    }
}
