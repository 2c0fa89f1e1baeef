package network.higherself.redis.playground.node.watch;

import io.fabric8.kubernetes.client.KubernetesClientException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A level-triggered queue: a key that is added while it waits is worked on once, while it is worked on once more, and
 * never by two threads at a time. Work that fails is repeated after 20 ms, doubling up to 20 s.
 */
public final class WorkQueue {

    private enum State {
        WAITING,
        RUNNING,
        RUNNING_AND_CHANGED
    }

    private static final Logger LOG = LoggerFactory.getLogger(WorkQueue.class);

    private static final Set<Integer> EVERYDAY = Set.of(403, 404, 409);

    private final String name;
    private final ScheduledExecutorService threads;
    private final Consumer<Key> work;
    private final Map<Key, State> states = new HashMap<>();
    private final Map<Key, Integer> failures = new HashMap<>();

    /** A queue whose work runs on the given threads; the name is for the log. */
    public WorkQueue(String name, ScheduledExecutorService threads, Consumer<Key> work) {
        this.name = name;
        this.threads = threads;
        this.work = work;
    }

    /** Has the key worked on soon. */
    public synchronized void add(Key key) {
        State before = states.get(key);
        if (before == null) {
            states.put(key, State.WAITING);
            submit(() -> run(key), Duration.ZERO);
        } else if (before == State.RUNNING) {
            states.put(key, State.RUNNING_AND_CHANGED);
        }
    }

    /** Has the key worked on after a while, or earlier if something else adds it. */
    public void add(Key key, Duration delay) {
        submit(() -> add(key), delay);
    }

    private void submit(Runnable task, Duration delay) {
        try {
            if (delay.isZero()) {
                threads.execute(task);
            } else {
                threads.schedule(task, delay.toMillis(), TimeUnit.MILLISECONDS);
            }
        } catch (RejectedExecutionException stopping) {
            LOG.trace("{}: stopping", name);
        }
    }

    private void run(Key key) {
        synchronized (this) {
            states.put(key, State.RUNNING);
        }
        boolean failed = false;
        try {
            work.accept(key);
        } catch (RuntimeException e) {
            // Whatever one object brings about must neither end the thread nor stop the others; it is tried again.
            failed = true;
            // Somebody else was faster, or the namespace is going: everyday things that settle by themselves.
            boolean expected = e instanceof KubernetesClientException api && EVERYDAY.contains(api.getCode());
            if (expected || threads.isShutdown()) {
                LOG.debug("{} {}: {}", name, key, e.getMessage());
            } else {
                LOG.warn("{} {}: will be tried again", name, key, e);
            }
        }
        finish(key, failed);
    }

    private synchronized void finish(Key key, boolean failed) {
        boolean changed = states.remove(key) == State.RUNNING_AND_CHANGED;
        if (failed) {
            int times = failures.merge(key, 1, Integer::sum);
            add(key, Duration.ofMillis(20L << Math.min(times - 1, 10)));
        } else {
            failures.remove(key);
        }
        if (changed) {
            add(key);
        }
    }
}
