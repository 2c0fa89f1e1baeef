package network.higherself.redis.operator.resources;

import io.fabric8.kubernetes.api.model.HasMetadata;
import network.higherself.redis.api.v1.HigherSelfRedis;

/** Whose an object is. */
public final class Owned {

    private Owned() {}

    /**
     * Whether an object is this very resource's. One that is nobody's, or somebody else's, is as good as none; so is one of an
     * earlier resource of the same name, which is on its way out, with the passwords and the data that were meant to go.
     */
    public static boolean by(HigherSelfRedis resource, HasMetadata object) {
        return object.getMetadata().getOwnerReferences().stream()
                .anyMatch(owner -> owner.getUid().equals(resource.getMetadata().getUid()));
    }
}
