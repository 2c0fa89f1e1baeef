package network.higherself.redis.operator.probe;

import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import network.higherself.redis.operator.redis.GuestObserver;
import network.higherself.redis.operator.redis.Instance;
import network.higherself.redis.operator.redis.Observation;
import network.higherself.redis.operator.redis.Observation.Answered;
import network.higherself.redis.operator.redis.Observer;
import network.higherself.redis.operator.redis.Observing;
import network.higherself.redis.operator.redis.RedisClients;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Probes every instance on a jittered schedule, over few threads; at once where a connection breaks, and fast while an
 * instance is on its way to serving. Tells its listener of news only.
 */
public final class ProbeScheduler implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(ProbeScheduler.class);

    private final Observer observer;
    private final RedisClients clients;
    private final Clock clock;
    private final Consumer<ResourceKey> onChange;
    private final ScheduledThreadPoolExecutor timer;
    private final Map<ResourceKey, Watch> watches = new ConcurrentHashMap<>();
    private final ProbeCounts counts = new ProbeCounts();

    /** @param onChange told on a probe's thread; must return at once */
    public ProbeScheduler(
            Observer observer, RedisClients clients, Clock clock, int threads, Consumer<ResourceKey> onChange) {
        this.observer = observer;
        this.clients = clients;
        this.clock = clock;
        this.onChange = onChange;
        this.timer = new ScheduledThreadPoolExecutor(threads, task -> {
            Thread thread = new Thread(task, "probe");
            thread.setDaemon(true);
            return thread;
        });
        timer.setRemoveOnCancelPolicy(true);
        clients.onClose(this::connectionClosed);
    }

    /** Probes exactly these instances of the resource from now on. Calling it again with the same is free. */
    public void watch(ResourceKey key, ProbeTargets targets) {
        Watch watch = watches.computeIfAbsent(key, unknown -> new Watch(targets, clock.instant()));
        ProbeTargets before = watch.targets();
        boolean accessChanged = !before.access().equals(targets.access());
        watch.aim(targets);
        Map<String, Instance> wanted = new HashMap<>();
        targets.instances().forEach(instance -> wanted.put(instance.pod(), instance));
        watch.probes().forEach((pod, probing) -> {
            if (!probing.probe.instance().equals(wanted.get(pod))) {
                stop(probing);
                watch.probes().remove(pod, probing);
            } else if (accessChanged
                    || targets.marks(probing.probe.instance()) && !before.marks(probing.probe.instance())) {
                start(key, watch, probing, Duration.ZERO);
            }
        });
        wanted.forEach((pod, instance) -> watch.probes().computeIfAbsent(pod, unknown -> {
            Probing probing = new Probing(new InstanceProbe(instance, clock.instant(), watch.history(pod)));
            start(key, watch, probing, Duration.ZERO);
            return probing;
        }));
    }

    /** Stops probing a resource and forgets all about it. */
    public void forget(ResourceKey key) {
        Watch watch = watches.remove(key);
        if (watch != null) {
            watch.probes().values().forEach(this::stop);
            clients.forget(watch.targets().instances(), watch.targets().access());
        }
    }

    /** The last observation of each instance's present process, by pod. */
    public Map<String, Observation> latest(ResourceKey key) {
        Map<String, Observation> latest = new HashMap<>();
        each(key, (pod, probe) -> probe.latest().ifPresent(observation -> latest.put(pod, observation)));
        return latest;
    }

    /** The last answer of each pod name, be it of an earlier process. */
    public Map<String, Answered> lastAnswers(ResourceKey key) {
        Watch watch = watches.get(key);
        return watch == null ? Map.of() : Map.copyOf(watch.lastAnswers());
    }

    public Map<String, Verdict> verdicts(ResourceKey key) {
        return collect(key, InstanceProbe::verdict);
    }

    public Map<String, Figures> figures(ResourceKey key) {
        return collect(key, InstanceProbe::figures);
    }

    /** All that are probed now, and those that can't be since they do not run, of all resources, with what is known. */
    public List<ProbedInstance> probed() {
        List<ProbedInstance> probed = new ArrayList<>();
        watches.forEach((key, watch) -> probed.addAll(watch.probed(key)));
        return probed;
    }

    public ProbeCounts counts() {
        return counts;
    }

    /** Instances that are probed now, of all resources. */
    public int instances() {
        return watches.values().stream()
                .mapToInt(watch -> watch.probes().size())
                .sum();
    }

    /** Probes an instance now, because something was done to it. */
    public void probeNow(ResourceKey key, String pod) {
        Watch watch = watches.get(key);
        Probing probing = watch == null ? null : watch.probes().get(pod);
        if (probing != null) {
            start(key, watch, probing, Duration.ZERO);
        }
    }

    @Override
    public void close() {
        timer.shutdownNow();
    }

    private void connectionClosed(Instance instance) {
        ResourceKey key = new ResourceKey(instance.namespace(), instance.resource());
        Watch watch = watches.get(key);
        Probing probing = watch == null ? null : watch.probes().get(instance.pod());
        if (probing != null && probing.probe.instance().equals(instance)) {
            start(key, watch, probing, Duration.ofMillis(20));
        }
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

    private void stop(Probing probing) {
        synchronized (probing) {
            probing.stopped = true;
            if (probing.next != null) {
                probing.next.cancel(false);
            }
        }
        clients.close(probing.probe.instance());
    }

    private void probe(ResourceKey key, Watch watch, Probing probing) {
        synchronized (probing) {
            if (probing.stopped || probing.running) {
                return;
            }
            probing.running = true;
            probing.beganNanos = System.nanoTime();
        }
        ProbeTargets targets = watch.targets();
        InstanceProbe probe = probing.probe;
        long begin = System.nanoTime();
        Observing observing = targets.guest()
                .<Observing>map(guest -> new GuestObserver(observer, clients, clock, guest))
                .orElse(observer);
        observing
                .observe(
                        probe.instance(),
                        targets.access(),
                        new Observing.Options(
                                targets.settings().timeout(),
                                probe.lastAnswer(),
                                probe.canaryDue(clock.instant(), targets),
                                targets.marks(probe.instance())))
                .whenComplete((observation, never) -> {
                    counts.count(observation, System.nanoTime() - begin);
                    observed(key, watch, probing, targets, observation);
                });
    }

    private void observed(
            ResourceKey key, Watch watch, Probing probing, ProbeTargets targets, Observation observation) {
        boolean news = false;
        boolean stopped;
        try {
            synchronized (probing) {
                stopped = probing.stopped;
            }
            if (!stopped) {
                news = probing.probe.accept(observation, targets);
                if (observation instanceof Answered answered) {
                    watch.lastAnswers().put(answered.instance().pod(), answered);
                }
            }
        } catch (RuntimeException e) {
            // A rule that fails must not end the probing of an instance for good.
            LOG.atError()
                    .addKeyValue("namespace", key.namespace())
                    .addKeyValue("name", key.name())
                    .setCause(e)
                    .log("An observation was not understood");
        }
        Duration delay;
        synchronized (probing) {
            probing.running = false;
            delay = probing.again ? Duration.ZERO : pause(probing, targets);
            probing.again = false;
        }
        start(key, watch, probing, delay);
        if (news) {
            onChange.accept(key);
        }
    }

    private Duration pause(Probing probing, ProbeTargets targets) {
        Duration interval = targets.settings().interval();
        Optional<Duration> pace = probing.probe.pace(clock.instant()).filter(soon -> soon.compareTo(interval) < 0);
        if (pace.isPresent()) {
            return pace.get();
        }
        // From begin to begin, and a little more or less, so that many instances do not fall into step: none is later
        // than a tenth, with what the timer takes.
        double jitter = 0.9 + ThreadLocalRandom.current().nextDouble() * 0.15;
        Duration passed = Duration.ofNanos(System.nanoTime() - probing.beganNanos);
        Duration left =
                Duration.ofMillis(Math.round(interval.toMillis() * jitter)).minus(passed);
        return left.isNegative() ? Duration.ZERO : left;
    }

    private interface Each {
        void take(String pod, InstanceProbe probe);
    }

    private void each(ResourceKey key, Each each) {
        Watch watch = watches.get(key);
        if (watch != null) {
            watch.probes().forEach((pod, probing) -> each.take(pod, probing.probe));
        }
    }

    private <T> Map<String, T> collect(ResourceKey key, Function<InstanceProbe, T> value) {
        Map<String, T> collected = new HashMap<>();
        each(key, (pod, probe) -> collected.put(pod, value.apply(probe)));
        return collected;
    }
}
