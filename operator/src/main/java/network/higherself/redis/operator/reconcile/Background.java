package network.higherself.redis.operator.reconcile;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import network.higherself.redis.operator.probe.ResourceKey;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Does what takes time, commands to instances, outside of reconciles: one thing a resource at once, so that no resource
 * waits for another's. Each end raises an event, and the next reconcile decides from what is then seen. What failed is
 * not tried again at once, but after a pause that grows; anything else is.
 */
final class Background implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Background.class);

    static final Duration FIRST_PAUSE = Duration.ofMillis(200);
    static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);

    private final ExecutorService threads;
    private final Clock clock;
    private final Map<Attempt, Failure> failures = new ConcurrentHashMap<>();
    private final Map<ResourceKey, String> busy = new ConcurrentHashMap<>();
    private final Consumer<ResourceKey> onEnd;

    /**
     * How a task ended.
     *
     * @param words what was done, or why not, for the log
     * @param good false where the same is to be tried again
     */
    record Ending(String words, boolean good) {}

    private record Attempt(ResourceKey key, String what) {}

    private record Failure(Duration pause, Instant at) {
        Instant until() {
            return at.plus(pause);
        }
    }

    Background(int threadCount, Clock clock, Consumer<ResourceKey> onEnd) {
        this.clock = clock;
        ThreadPoolExecutor pool = new ThreadPoolExecutor(
                threadCount, threadCount, 30, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), task -> {
                    Thread thread = new Thread(task, "action");
                    thread.setDaemon(true);
                    return thread;
                });
        pool.allowCoreThreadTimeOut(true);
        this.threads = pool;
        this.onEnd = onEnd;
    }

    /** What is being done for a resource at this moment. */
    Optional<String> running(ResourceKey key) {
        return Optional.ofNullable(busy.get(key));
    }

    /**
     * Starts a task unless one of the same resource runs, or the same has just failed.
     *
     * @param what names the task: the same name is the same thing tried again
     * @return where it has failed: after how long to ask again
     */
    Optional<Duration> start(ResourceKey key, String what, Supplier<Ending> task) {
        Attempt attempt = new Attempt(key, what);
        Instant now = clock.instant();
        Optional<Duration> left = Optional.ofNullable(failures.get(attempt))
                .filter(failure -> now.isBefore(failure.until()))
                .map(failure -> Duration.between(now, failure.until()));
        if (left.isPresent() || busy.putIfAbsent(key, what) != null) {
            return left;
        }
        threads.execute(() -> {
            boolean good = false;
            try {
                Ending ending = task.get();
                good = ending.good();
                LOG.atInfo()
                        .addKeyValue("namespace", key.namespace())
                        .addKeyValue("name", key.name())
                        .log("{}", ending.words());
            } catch (RuntimeException e) {
                // Whatever a task throws must not keep the resource busy for good; a later reconcile tries again.
                (ObjectsApplied.endsWithNamespace(e) ? LOG.atDebug() : LOG.atWarn())
                        .addKeyValue("namespace", key.namespace())
                        .addKeyValue("name", key.name())
                        .setCause(e)
                        .log("{} failed", what);
            } finally {
                remember(attempt, good);
                busy.remove(key);
                onEnd.accept(key);
            }
        });
        return Optional.empty();
    }

    /** A resource that is gone. */
    void forget(ResourceKey key) {
        failures.keySet().removeIf(attempt -> attempt.key().equals(key));
    }

    private void remember(Attempt attempt, boolean good) {
        if (good) {
            failures.remove(attempt);
            return;
        }
        Instant now = clock.instant();
        failures.compute(attempt, (same, before) -> new Failure(pause(before, now), now));
    }

    /** Twice the last one, unless that was long ago. */
    private static Duration pause(Failure before, Instant now) {
        if (before == null || before.until().plus(LONGEST_PAUSE).isBefore(now)) {
            return FIRST_PAUSE;
        }
        Duration twice = before.pause().multipliedBy(2);
        return twice.compareTo(LONGEST_PAUSE) < 0 ? twice : LONGEST_PAUSE;
    }

    @Override
    public void close() {
        threads.shutdown();
        try {
            // A hand-over that has begun is brought to its end: writes are held back meanwhile.
            if (!threads.awaitTermination(Duration.ofSeconds(5).toMillis(), TimeUnit.MILLISECONDS)) {
                threads.shutdownNow();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
