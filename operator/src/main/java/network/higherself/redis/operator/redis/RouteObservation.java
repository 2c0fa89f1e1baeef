package network.higherself.redis.operator.redis;

import java.time.Duration;
import java.time.Instant;

/** How a route was found. */
public sealed interface RouteObservation {

    Route route();

    Instant at();

    /** @param latency from a command to its answer, on a connection that is open */
    record Served(Route route, Instant at, Duration latency) implements RouteObservation {}

    /** @param message in words, without any secret */
    record Broken(Route route, Instant at, Fault fault, String message) implements RouteObservation {}

    /** Where on its way an application would be stopped. */
    enum Fault {
        /** The name has no address. */
        UNRESOLVED,
        /** Nothing takes connections there. */
        REFUSED,
        /** Packets get no answer. */
        SILENT,
        /** The connection was closed before it was of use. */
        CLOSED,
        /** The certificate does not hold. */
        CERTIFICATE,
        /** User or password are refused. */
        LOGIN,
        /** It leads to an instance of another role. */
        WRONG_INSTANCE,
        /** The user may not do its work. */
        RIGHTS,
        /** The work itself fails. */
        WORK
    }
}
