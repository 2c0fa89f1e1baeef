package network.higherself.redis.operator.probe;

import java.util.concurrent.ScheduledFuture;

/** The probing of one process of an instance: one probe runs at a time. Guarded by itself. */
final class Probing {

    final InstanceProbe probe;
    ScheduledFuture<?> next;
    long beganNanos;
    boolean running;
    boolean again;
    boolean stopped;

    Probing(InstanceProbe probe) {
        this.probe = probe;
    }
}
