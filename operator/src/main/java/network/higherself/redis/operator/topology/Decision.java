package network.higherself.redis.operator.topology;

/** One thing to do next, or the reason to do nothing. */
public sealed interface Decision {

    /** Who is primary, now and in the routing. */
    sealed interface Act extends Decision {}

    /** Make this instance a primary (REPLICAOF NO ONE), then route to it. */
    record Promote(String pod, String why) implements Act {}

    /** Point a replica at the primary. */
    record Follow(String pod, String primary, String why) implements Act {}

    /** Only move the route (Service and role labels): the roles are as they should be. */
    record Route(String primary) implements Act {}

    /** Nothing to do until something changes. */
    record Wait(String reason, String message) implements Decision {}

    /** The evidence disagrees: a person decides. */
    record Hold(String reason, String message) implements Decision {}

    /** All is as it should be. */
    record Settled(String primary) implements Decision {}
}
