package network.higherself.redis.operator.redis;

import java.util.Optional;

/**
 * A way that an application takes to Redis: through a Service, or to the host of a Redis that somebody else runs, as one
 * user, for one kind of work.
 *
 * @param name as the status tells it
 * @param host the Service's DNS name, or the host that is published, which TLS verifies
 * @param address where that leads, told by the API server, for an operator that can't resolve the name; empty: the
 *     name is resolved, as the application does
 */
public record Route(
        String namespace,
        String resource,
        String name,
        String host,
        Optional<String> address,
        int port,
        boolean tls,
        Work work) {

    /** What the application needs there. */
    public enum Work {
        /** An instance that is primary. */
        PRIMARY,
        /** An instance that is a replica in step with its primary. */
        REPLICA,
        /** To set and get a key that expires. */
        CACHE,
        /** To set and get a field of a hash that expires. */
        SESSION_STORE,
        /** To count in a key that expires. */
        RATE_LIMITING,
        /** To push to a list, and to take from it. */
        TASK_QUEUE,
        /** To hear what is published. */
        PUBSUB,
        /** A Redis that somebody else runs, and a primary as far as it tells. Nothing is written. */
        THEIR_PRIMARY,
        /** The same, where any node will do, or nothing tells roles. */
        THEIR_ANSWER;

        /** Whether somebody else runs the Redis. */
        public boolean asGuest() {
            return this == THEIR_PRIMARY || this == THEIR_ANSWER;
        }
    }

    Route taking(Work other) {
        return new Route(namespace, resource, name, host, address, port, tls, other);
    }

    Instance at(String resolved) {
        return new Instance(namespace, resource, "route/" + name, "", host, resolved, port, tls);
    }
}
