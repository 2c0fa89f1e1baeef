package network.higherself.redis.operator.credentials;

/**
 * Servers that understand the same ACL rules. 6.2 knows {@code +cmd|sub} but not {@code -cmd|sub} and aborts at start on
 * it; from 7.0 on a rule about a subcommand that the server doesn't have aborts the start, so rules for 7.0 name only
 * what 7.0 has.
 */
public enum VersionFamily {
    V6_2,
    V7_0;

    /** The family of a server's version, as in 6.2 or 7.4; every Valkey counts as 7.0. */
    public static VersionFamily of(int major) {
        return major >= 7 ? V7_0 : V6_2;
    }
}
