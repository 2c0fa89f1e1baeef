package network.higherself.redis.operator.topology;

/** The next step towards the plan's pods: their number and what they are made from. */
public sealed interface RollStep {

    /** Delete a pod; the StatefulSet makes it anew from the present template. */
    record Replace(String pod, String why) implements RollStep {}

    /** Move the primary first, without losing a write. */
    record HandOver(String from, String to, String why) implements RollStep {}

    /** Set the StatefulSet's replicas. */
    record Scale(int replicas) implements RollStep {}

    /** There is more to do, but not yet. */
    record Wait(String reason, String message) implements RollStep {}

    /** All pods are as the plan wants them. */
    record Done() implements RollStep {}
}
