package network.higherself.redis.operator.resources;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.javaoperatorsdk.operator.api.reconciler.dependent.ReconcileResult;
import io.javaoperatorsdk.operator.api.reconciler.dependent.ReconcileResult.Operation;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/**
 * In a visit's context: which versions the API server gave to the objects that the visit wrote. If these are what the next visit
 * finds, there is nothing to compare: they are what was asked for.
 */
public final class Written {

    public static final String KEY = "network.higherself.redis.written";

    private final Map<String, String> versions = new ConcurrentHashMap<>();

    void note(ReconcileResult<? extends HasMetadata> result) {
        result.getResourceOperations().forEach((object, operation) -> {
            if (operation != Operation.NONE) {
                versions.putAll(ObjectVersions.of(Stream.of(object)));
            }
        });
    }

    /** As {@link ObjectVersions} has them. */
    public Map<String, String> versions() {
        return Map.copyOf(versions);
    }
}
