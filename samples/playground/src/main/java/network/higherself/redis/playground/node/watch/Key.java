package network.higherself.redis.playground.node.watch;

import io.fabric8.kubernetes.api.model.HasMetadata;

/**
 * What a work queue holds: an object by its name.
 *
 * @param namespace empty for a cluster-scoped object
 */
public record Key(String namespace, String name) {

    /** The key of an object. */
    public static Key of(HasMetadata object) {
        String namespace = object.getMetadata().getNamespace();
        return new Key(namespace == null ? "" : namespace, object.getMetadata().getName());
    }
}
