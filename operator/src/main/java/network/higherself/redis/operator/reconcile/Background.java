package network.higherself.redis.operator.reconcile;

import java.time.Duration;
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
 * waits for another's. Each end raises an event, and the next reconcile decides from what is then seen.
 */
final class Background implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Background.class);

    private final ExecutorService threads;
    private final Map<ResourceKey, String> busy = new ConcurrentHashMap<>();
    private final Consumer<ResourceKey> onEnd;

    Background(int threadCount, Consumer<ResourceKey> onEnd) {
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
     * Starts a task unless one of the same resource runs.
     *
     * @param task gives what it did, in words for the log
     */
    void start(ResourceKey key, String what, Supplier<String> task) {
        if (busy.putIfAbsent(key, what) != null) {
            return;
        }
        threads.execute(() -> {
            try {
                String done = task.get();
                LOG.atInfo()
                        .addKeyValue("namespace", key.namespace())
                        .addKeyValue("name", key.name())
                        .log("{}", done);
            } catch (RuntimeException e) {
                // Whatever a task throws must not keep the resource busy for good; the next reconcile tries again.
                (ObjectsApplied.endsWithNamespace(e) ? LOG.atDebug() : LOG.atWarn())
                        .addKeyValue("namespace", key.namespace())
                        .addKeyValue("name", key.name())
                        .setCause(e)
                        .log("{} failed", what);
            } finally {
                busy.remove(key);
                onEnd.accept(key);
            }
        });
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
