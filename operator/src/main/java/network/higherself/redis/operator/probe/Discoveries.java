package network.higherself.redis.operator.probe;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import network.higherself.redis.operator.redis.Access;
import network.higherself.redis.operator.redis.Discovered;
import network.higherself.redis.operator.redis.Discovery;
import network.higherself.redis.operator.redis.Instance;

/** Keeps asking Sentinels and clusters that others run for their nodes, and tells its listener of news only. */
public final class Discoveries implements AutoCloseable {

    private final Discovery discovery;
    private final Consumer<ResourceKey> onChange;
    private final Map<ResourceKey, Watch> watches = new ConcurrentHashMap<>();
    private final ScheduledThreadPoolExecutor timer;

    /**
     * Whom to ask.
     *
     * @param master the name under which Sentinels watch the primary; empty: a cluster is asked
     */
    public record Target(Instance at, Access access, Optional<String> master, Duration interval, Duration timeout) {}

    /**
     * What is known.
     *
     * @param found the last answer, be there failures since
     * @param failure why the last question was not answered
     */
    public record Known(Optional<Discovered.Found> found, Optional<Discovered.Failed> failure) {
        public static final Known NOTHING = new Known(Optional.empty(), Optional.empty());
    }

    private static final class Watch {
        private final Target target;
        private volatile Known known;
        private volatile boolean ended;

        private Watch(Target target, Known known) {
            this.target = target;
            this.known = known;
        }
    }

    /** @param onChange told on a thread of the connections; must return at once */
    public Discoveries(Discovery discovery, Consumer<ResourceKey> onChange) {
        this.discovery = discovery;
        this.onChange = onChange;
        this.timer = new ScheduledThreadPoolExecutor(1, task -> {
            Thread thread = new Thread(task, "discovery");
            thread.setDaemon(true);
            return thread;
        });
    }

    /** Asks there from now on. Calling it again with the same is free. */
    public void watch(ResourceKey key, Target target) {
        watches.compute(key, (same, present) -> {
            if (present != null && present.target.equals(target)) {
                return present;
            }
            Known known = Known.NOTHING;
            if (present != null) {
                present.ended = true;
                discovery.forget(present.target.at());
                known = new Known(present.known.found(), Optional.empty());
            }
            Watch watch = new Watch(target, known);
            later(key, watch, Duration.ZERO);
            return watch;
        });
    }

    public Known known(ResourceKey key) {
        return Optional.ofNullable(watches.get(key)).map(watch -> watch.known).orElse(Known.NOTHING);
    }

    public void forget(ResourceKey key) {
        Watch watch = watches.remove(key);
        if (watch != null) {
            watch.ended = true;
            discovery.forget(watch.target.at());
        }
    }

    @Override
    public void close() {
        timer.shutdownNow();
    }

    private void later(ResourceKey key, Watch watch, Duration delay) {
        if (!timer.isShutdown()) {
            timer.schedule(() -> ask(key, watch), delay.toMillis(), TimeUnit.MILLISECONDS);
        }
    }

    private void ask(ResourceKey key, Watch watch) {
        if (watch.ended) {
            return;
        }
        Target target = watch.target;
        CompletableFuture<Discovered> answer = target.master()
                .map(master -> discovery.ofSentinels(target.at(), target.access(), master, target.timeout()))
                .orElseGet(() -> discovery.ofCluster(target.at(), target.access(), target.timeout()));
        answer.whenComplete((discovered, never) -> {
            Known before = watch.known;
            Known now = discovered instanceof Discovered.Found found
                    ? new Known(Optional.of(found), Optional.empty())
                    : new Known(before.found(), Optional.of((Discovered.Failed) discovered));
            watch.known = now;
            later(key, watch, target.interval());
            if (!watch.ended && !now.equals(before)) {
                onChange.accept(key);
            }
        });
    }
}
