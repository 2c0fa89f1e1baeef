package network.higherself.redis.playground.node.kubelet;

import io.fabric8.kubernetes.api.model.Probe;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import network.higherself.redis.playground.node.watch.Pods;

/**
 * Repeats one probe of one run of a container and tells when its thresholds are crossed.
 *
 * <p>A kubelet may probe outside the period to make a container ready sooner. This one does so within the first period,
 * as long as nothing has succeeded; failures of such early attempts do not count.
 */
final class ProbeLoop {

    /** What is told of the probe. */
    interface Outcome {

        /** Enough attempts in a row have succeeded. */
        void succeeded();

        /** An attempt has failed; {@code exhausted} says that it was one too many. */
        void failed(String message, boolean exhausted);
    }

    private static final long FIRST_PAUSE_MILLIS = 40;

    private final Probe probe;
    private final Supplier<Optional<String>> attempt;
    private final Outcome outcome;
    private final BooleanSupplier alive;
    private final ScheduledExecutorService threads;
    private final long startNanos = System.nanoTime();
    private long pause = FIRST_PAUSE_MILLIS;
    private int successes;
    private int failures;

    /** A loop that ends by itself once {@code alive} says no. */
    ProbeLoop(
            Probe probe,
            Supplier<Optional<String>> attempt,
            Outcome outcome,
            BooleanSupplier alive,
            ScheduledExecutorService threads) {
        this.probe = probe;
        this.attempt = attempt;
        this.outcome = outcome;
        this.alive = alive;
        this.threads = threads;
    }

    void start() {
        schedule(Pods.or(probe.getInitialDelaySeconds(), 0) * 1000L);
    }

    private void schedule(long millis) {
        try {
            threads.schedule(this::run, millis, TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException stopping) {
            successes = 0;
        }
    }

    private void run() {
        if (!alive.getAsBoolean()) {
            return;
        }
        long begin = System.nanoTime();
        Optional<String> failure = attempt.get();
        if (!alive.getAsBoolean()) {
            return;
        }
        long period = Pods.or(probe.getPeriodSeconds(), 10) * 1000L;
        boolean firstPeriod = Duration.ofNanos(System.nanoTime() - startNanos).toMillis()
                < period + Pods.or(probe.getInitialDelaySeconds(), 0) * 1000L;
        if (failure.isPresent() && successes == 0 && failures == 0 && firstPeriod && pause < period) {
            schedule(pause);
            pause *= 2;
            return;
        }
        if (failure.isEmpty()) {
            failures = 0;
            if (++successes >= Pods.or(probe.getSuccessThreshold(), 1)) {
                outcome.succeeded();
            }
        } else {
            successes = 0;
            failures++;
            outcome.failed(failure.get(), failures >= Pods.or(probe.getFailureThreshold(), 3));
        }
        // A kubelet's clock ticks on while it probes.
        long taken = Duration.ofNanos(System.nanoTime() - begin).toMillis();
        schedule(Math.max(0, period - taken));
    }
}
