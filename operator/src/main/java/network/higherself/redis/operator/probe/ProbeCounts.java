package network.higherself.redis.operator.probe;

import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import network.higherself.redis.operator.redis.Observation;
import network.higherself.redis.operator.redis.Observation.Failure;
import network.higherself.redis.operator.redis.Observation.Unreachable;

/** How many probes ended how, since the process started, and how long they took. */
public final class ProbeCounts {

    private final LongAdder answered = new LongAdder();
    private final LongAdder nanos = new LongAdder();
    private final Map<Failure, LongAdder> failed = new EnumMap<>(Failure.class);

    ProbeCounts() {
        for (Failure failure : Failure.values()) {
            failed.put(failure, new LongAdder());
        }
    }

    void count(Observation observation, long nanosTaken) {
        nanos.add(nanosTaken);
        (observation instanceof Unreachable unreachable ? failed.get(unreachable.failure()) : answered).increment();
    }

    public long answered() {
        return answered.sum();
    }

    public long failed(Failure failure) {
        return failed.get(failure).sum();
    }

    /** Time from the start to the end of all probes together, waiting for answers included. */
    public double seconds() {
        return nanos.sum() / 1e9;
    }
}
