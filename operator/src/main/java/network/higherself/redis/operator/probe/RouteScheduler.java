package network.higherself.redis.operator.probe;

import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import network.higherself.redis.operator.probe.RouteTargets.Way;
import network.higherself.redis.operator.redis.RedisClients;
import network.higherself.redis.operator.redis.RouteObservation;
import network.higherself.redis.operator.redis.RouteProber;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes every route now and then, at once where something changed on the way, and again soon where one fails. Tells its
 * listener of other verdicts only. One thread starts the probes; none waits for another.
 */
public final class RouteScheduler implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(RouteScheduler.class);

    private final RouteProber prober;
    private final RedisClients clients;
    private final Clock clock;
    private final Consumer<ResourceKey> onChange;
    private final ScheduledThreadPoolExecutor timer;
    private final Map<ResourceKey, Watch> watches = new ConcurrentHashMap<>();

    private static final class Watch {
        private volatile RouteTargets targets;
        private final Map<String, Probing> probes = new ConcurrentHashMap<>();

        private Watch(RouteTargets targets) {
            this.targets = targets;
        }
    }

    private static final class Probing {
        private final RouteProbe probe;
        private ScheduledFuture<?> next;
        private boolean running;
        private boolean again;
        private boolean stopped;

        private Probing(RouteProbe probe) {
            this.probe = probe;
        }
    }

    /** @param onChange told on a probe's thread; must return at once */
    public RouteScheduler(RouteProber prober, RedisClients clients, Clock clock, Consumer<ResourceKey> onChange) {
        this.prober = prober;
        this.clients = clients;
        this.clock = clock;
        this.onChange = onChange;
        this.timer = new ScheduledThreadPoolExecutor(1, task -> {
            Thread thread = new Thread(task, "routes");
            thread.setDaemon(true);
            return thread;
        });
        timer.setRemoveOnCancelPolicy(true);
    }

    /** Takes exactly these routes of the resource from now on. Calling it again with the same is free. */
    public void watch(ResourceKey key, RouteTargets targets) {
        Watch watch = watches.computeIfAbsent(key, unknown -> new Watch(targets));
        boolean cued = !watch.targets.cue().equals(targets.cue());
        watch.targets = targets;
        prober.leadsTo(key.namespace(), key.name(), targets.primary());
        Map<String, Way> wanted = new HashMap<>();
        targets.ways().forEach(way -> wanted.put(way.route().name(), way));
        watch.probes.forEach((name, probing) -> {
            if (!wanted.containsKey(name)) {
                stop(probing);
                watch.probes.remove(name, probing);
            }
        });
        wanted.forEach((name, way) -> watch.probes.compute(name, (same, present) -> {
            if (present != null && present.probe.way().equals(way)) {
                if (cued) {
                    start(key, watch, present, Duration.ZERO);
                }
                return present;
            }
            if (present != null) {
                stop(present);
            }
            Probing probing = new Probing(
                    present == null
                            ? new RouteProbe(way, clock.instant())
                            : new RouteProbe(way, present.probe.state()));
            start(key, watch, probing, Duration.ZERO);
            return probing;
        }));
    }

    /** Stops and forgets all about a resource. */
    public void forget(ResourceKey key) {
        Watch watch = watches.remove(key);
        if (watch != null) {
            watch.probes.values().forEach(RouteScheduler::stop);
            clients.forget(
                    key.namespace(),
                    key.name(),
                    watch.targets.ways().stream().map(Way::route).toList());
        }
    }

    /** What is known of each route of a resource, in the order in which they were named. */
    public List<RouteState> states(ResourceKey key) {
        Watch watch = watches.get(key);
        if (watch == null) {
            return List.of();
        }
        return watch.targets.ways().stream()
                .map(way -> watch.probes.get(way.route().name()))
                .filter(probing -> probing != null)
                .map(probing -> probing.probe.state())
                .toList();
    }

    /** All routes of all resources. */
    public List<ProbedRoute> probed() {
        List<ProbedRoute> probed = new ArrayList<>();
        watches.forEach((key, watch) ->
                watch.probes.values().forEach(probing -> probed.add(new ProbedRoute(key, probing.probe.state()))));
        probed.sort(Comparator.comparing((ProbedRoute route) -> route.resource().namespace())
                .thenComparing(route -> route.resource().name())
                .thenComparing(route -> route.state().name()));
        return probed;
    }

    /** Takes a route now, its work included, because somebody asks; empty: there is no such route. */
    public Optional<CompletableFuture<RouteObservation>> test(ResourceKey key, String name) {
        Watch watch = watches.get(key);
        Probing probing = watch == null ? null : watch.probes.get(name);
        return Optional.ofNullable(probing)
                .map(found -> prober.probe(
                        found.probe.way().route(),
                        found.probe.way().access(),
                        new RouteProber.Options(watch.targets.settings().timeout(), true)));
    }

    @Override
    public void close() {
        timer.shutdownNow();
    }

    private void start(ResourceKey key, Watch watch, Probing probing, Duration delay) {
        synchronized (probing) {
            if (probing.stopped) {
                return;
            }
            if (probing.running) {
                probing.again = true;
                return;
            }
            if (probing.next != null) {
                probing.next.cancel(false);
            }
            if (!timer.isShutdown()) {
                probing.next =
                        timer.schedule(() -> probe(key, watch, probing), delay.toMillis(), TimeUnit.MILLISECONDS);
            }
        }
    }

    private static void stop(Probing probing) {
        synchronized (probing) {
            probing.stopped = true;
            if (probing.next != null) {
                probing.next.cancel(false);
            }
        }
    }

    private void probe(ResourceKey key, Watch watch, Probing probing) {
        synchronized (probing) {
            if (probing.stopped || probing.running) {
                return;
            }
            probing.running = true;
        }
        Way way = probing.probe.way();
        boolean work = probing.probe.workDue(clock.instant());
        prober.probe(
                        way.route(),
                        way.access(),
                        new RouteProber.Options(watch.targets.settings().timeout(), work))
                .whenComplete((observation, never) -> observed(key, watch, probing, observation, work));
    }

    private void observed(ResourceKey key, Watch watch, Probing probing, RouteObservation observation, boolean worked) {
        boolean news = false;
        Duration delay;
        synchronized (probing) {
            try {
                news = !probing.stopped && probing.probe.accept(observation, worked);
            } catch (RuntimeException e) {
                // A rule that fails must not end the probing of a route for good.
                LOG.atError()
                        .addKeyValue("namespace", key.namespace())
                        .addKeyValue("name", key.name())
                        .setCause(e)
                        .log("An observation was not understood");
            }
            probing.running = false;
            delay = probing.again
                    ? Duration.ZERO
                    : jittered(probing.probe.pause(watch.targets.settings().interval()));
            probing.again = false;
        }
        start(key, watch, probing, delay);
        if (news) {
            onChange.accept(key);
        }
    }

    /** Up to a tenth more, so that many routes do not fall into step. */
    private static Duration jittered(Duration pause) {
        return Duration.ofMillis(
                Math.round(pause.toMillis() * (1 + ThreadLocalRandom.current().nextDouble() * 0.1)));
    }
}
