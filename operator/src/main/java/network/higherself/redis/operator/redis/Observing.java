package network.higherself.redis.operator.redis;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import network.higherself.redis.operator.redis.Observation.Answered;

/** How instances are probed: {@link Observer} those of the operator, {@link GuestObserver} those of others. */
public interface Observing {

    /**
     * What a probe is to do.
     *
     * @param timeout deadline of the whole probe
     * @param previous the last answer, be it of an earlier process
     * @param canary whether a canary is due, should the instance be a primary
     * @param mark whether the watermark goes up with the canary
     */
    record Options(Duration timeout, Optional<Answered> previous, boolean canary, boolean mark) {}

    /** Never completes exceptionally: no answer is an observation too. */
    CompletableFuture<Observation> observe(Instance instance, Access access, Options options);
}
