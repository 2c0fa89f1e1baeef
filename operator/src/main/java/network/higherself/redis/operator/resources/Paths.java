package network.higherself.redis.operator.resources;

/** Where things are inside a pod's containers. */
public final class Paths {

    public static final String CONFIG = "/etc/redis/config";
    public static final String SECRET = "/etc/redis/secret";
    public static final String TLS = "/etc/redis/tls";
    public static final String RUN = "/run/redis";
    public static final String DATA = "/data";
    public static final String TEMPORARY = "/tmp";

    /** Served to the containers of the pod itself, in clear whatever the port speaks. */
    public static final String SOCKET = RUN + "/redis.sock";

    public static final String USERS = RUN + "/users.acl";
    public static final String REPLICATION = SECRET + "/replication.conf";
    public static final String CERTIFICATE = TLS + "/tls.crt";
    public static final String CERTIFICATE_KEY = TLS + "/tls.key";
    public static final String AUTHORITY = TLS + "/ca.crt";

    private Paths() {}
}
