package network.higherself.redis.api.v1;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonIgnore;

/** What becomes of a volume when its resource is deleted, or scaled down. */
public enum Retention {
    Retain,
    Delete,
    /** A value of a later release; the plan refuses it by name, and reading it does no harm. */
    @JsonIgnore
    Unknown;

    /** Reads a value; what this release does not know becomes {@link #Unknown}. */
    @JsonCreator
    public static Retention read(String text) {
        for (Retention value : values()) {
            if (value.name().equals(text)) {
                return value;
            }
        }
        return text == null ? null : Unknown;
    }
}
