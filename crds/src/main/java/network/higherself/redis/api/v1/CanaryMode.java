package network.higherself.redis.api.v1;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonIgnore;

/** Whether a test key may be written. */
public enum CanaryMode {
    Allowed,
    Forbidden,
    /** A value of a later release; the plan refuses it by name, and reading it does no harm. */
    @JsonIgnore
    Unknown;

    /** Reads a value; what this release does not know becomes {@link #Unknown}. */
    @JsonCreator
    public static CanaryMode read(String text) {
        for (CanaryMode value : values()) {
            if (value.name().equals(text)) {
                return value;
            }
        }
        return text == null ? null : Unknown;
    }
}
