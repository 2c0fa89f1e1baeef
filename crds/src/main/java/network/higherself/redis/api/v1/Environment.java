package network.higherself.redis.api.v1;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonIgnore;

/** Where a Redis is used; the default of everything that the spec leaves out. */
public enum Environment {
    Development,
    Staging,
    Production,
    /** A value of a later release; the plan refuses it by name, and reading it does no harm. */
    @JsonIgnore
    Unknown;

    /** Reads a value; what this release does not know becomes {@link #Unknown}. */
    @JsonCreator
    public static Environment read(String text) {
        for (Environment value : values()) {
            if (value.name().equals(text)) {
                return value;
            }
        }
        return text == null ? null : Unknown;
    }
}
