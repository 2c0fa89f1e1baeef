package network.higherself.redis.operator.resources;

/** The ports that servers listen on. */
public final class Ports {

    public static final int PLAIN = 6379;
    public static final int TLS = 6380;

    /** Name of the one port of every container and Service. */
    public static final String NAME = "redis";

    private Ports() {}

    public static int of(boolean tls) {
        return tls ? TLS : PLAIN;
    }
}
