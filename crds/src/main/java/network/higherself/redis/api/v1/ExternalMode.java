package network.higherself.redis.api.v1;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonIgnore;

/** How the instances of a Redis that somebody else runs are found. */
public enum ExternalMode {
    Standalone,
    Sentinel,
    Cluster,
    /** A value of a later release; the plan refuses it by name, and reading it does no harm. */
    @JsonIgnore
    Unknown;

    /** Reads a value; what this release does not know becomes {@link #Unknown}. */
    @JsonCreator
    public static ExternalMode read(String text) {
        for (ExternalMode value : values()) {
            if (value.name().equals(text)) {
                return value;
            }
        }
        return text == null ? null : Unknown;
    }
}
