package network.higherself.redis.operator.topology;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** One thing to do next, or the reason to do nothing. */
public sealed interface Decision {

    /** Who is primary, now and in the routing. */
    sealed interface Act extends Decision {}

    /** Make this instance a primary (REPLICAOF NO ONE), then route to it. */
    record Promote(String pod, String why) implements Act {}

    /** Point a replica at the primary. */
    record Follow(String pod, String primary, String why) implements Act {}

    /**
     * Have a replica connect anew to the primary that it follows already.
     *
     * @param byAddress name the primary by its pod's address, which no name server can have outdated; else by its name
     * @param down for how long there was no link
     */
    record Relink(String pod, String primary, boolean byAddress, Duration down) implements Act {}

    /** Only move the route (Service and role labels), or write down its new ids: the roles are as they should be. */
    record Route(String primary) implements Act {}

    /** Probe these now and decide again: what is known of them is older than what happened since. */
    record Look(List<String> pods, String why) implements Decision {}

    /**
     * Nothing to do until something changes.
     *
     * @param again decide again after so long, even if nothing was observed; empty: an observation will come
     */
    record Wait(String reason, String message, Optional<Duration> again) implements Decision {
        public Wait(String reason, String message) {
            this(reason, message, Optional.empty());
        }
    }

    /**
     * The evidence disagrees: a person decides.
     *
     * @param held pods whose copies are not made replicas until then, whatever the primary's watermark becomes meanwhile
     */
    record Hold(String reason, String message, Set<String> held) implements Decision {
        public Hold(String reason, String message) {
            this(reason, message, Set.of());
        }
    }

    /** All is as it should be. */
    record Settled(String primary) implements Decision {}
}
