package network.higherself.redis.operator.redis;

/**
 * Where one instance is found.
 *
 * @param pod name of its pod; of a Redis that somebody else runs its host and port
 * @param podUid uid of its pod: another uid is another process and connection
 * @param host DNS name, which TLS verifies
 * @param address IP address, which is connected to; empty: what a name server tells of the host
 */
public record Instance(
        String namespace,
        String resource,
        String pod,
        String podUid,
        String host,
        String address,
        int port,
        boolean tls) {}
