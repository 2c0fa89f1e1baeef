package network.higherself.redis.api.v1;

/** Where the server's certificate comes from. */
public enum TlsMode {
    Disabled,
    SelfSigned,
    Secret
}
