package network.higherself.redis.api.v1;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonIgnore;

/** Where the server's certificate comes from. */
public enum TlsMode {
    Disabled,
    SelfSigned,
    Secret,
    /** A value of a later release; the plan refuses it by name, and reading it does no harm. */
    @JsonIgnore
    Unknown;

    /** Reads a value; what this release does not know becomes {@link #Unknown}. */
    @JsonCreator
    public static TlsMode read(String text) {
        for (TlsMode value : values()) {
            if (value.name().equals(text)) {
                return value;
            }
        }
        return text == null ? null : Unknown;
    }
}
