package network.higherself.redis.playground.apiserver.store;

import com.fasterxml.jackson.databind.node.ObjectNode;
import network.higherself.redis.playground.apiserver.model.Json;

/** One object in one version. The tree is never changed; its bytes are made once, when first asked for. */
public final class Stored {
    private final ObjectNode object;
    private final long version;
    private volatile byte[] bytes;

    Stored(ObjectNode object, long version) {
        this.object = object;
        this.version = version;
    }

    public ObjectNode object() {
        return object;
    }

    /** The resource version. */
    public long version() {
        return version;
    }

    public byte[] bytes() {
        byte[] made = bytes;
        if (made == null) bytes = made = Json.bytes(object);
        return made;
    }
}
