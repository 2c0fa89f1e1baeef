package network.higherself.redis.operator.metrics;

import static org.awaitility.Awaitility.await;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import network.higherself.redis.api.v1.HigherSelfRedis;
import network.higherself.redis.operator.plan.RedisPlan.ProbeSettings;
import network.higherself.redis.operator.probe.ProbeScheduler;
import network.higherself.redis.operator.probe.ProbeTargets;
import network.higherself.redis.operator.probe.ResourceKey;
import network.higherself.redis.operator.probe.RouteScheduler;
import network.higherself.redis.operator.probe.RouteTargets;
import network.higherself.redis.operator.probe.Verdict;
import network.higherself.redis.operator.redis.Access;
import network.higherself.redis.operator.redis.GuestObserver.Guest;
import network.higherself.redis.operator.redis.Instance;
import network.higherself.redis.operator.redis.Observation;
import network.higherself.redis.operator.redis.Observation.Answered;
import network.higherself.redis.operator.redis.Observer;
import network.higherself.redis.operator.redis.RedisClients;
import network.higherself.redis.operator.redis.Route;
import network.higherself.redis.operator.redis.RouteProber;
import network.higherself.redis.operator.testing.RealRedis;

/** The operator's page over real servers, which it really probes. */
final class Scraped implements AutoCloseable {

    static final ResourceKey KEY = new ResourceKey("sample", "agents");
    static final int MAX_CLIENTS = 1000;

    private static final Duration INTERVAL = Duration.ofMillis(100);
    private static final Duration QUICK = Duration.ofMillis(90);

    private final Clock clock = Clock.systemUTC();
    private final RedisClients clients = new RedisClients(1);
    private final ProbeScheduler scheduler =
            new ProbeScheduler(new Observer(clients, clock), clients, clock, 2, key -> {});
    private final RouteScheduler routes =
            new RouteScheduler(new RouteProber(clients, clock), clients, clock, key -> {});
    private final List<HigherSelfRedis> resources = new ArrayList<>();
    private final MetricsPage page;

    Scraped() {
        this(true);
    }

    /** @param leads false: a replica that stands by */
    Scraped(boolean leads) {
        Meters meters = new Meters();
        meters.probes(scheduler.counts());
        meters.leads(() -> leads);
        meters.instances(scheduler::instances, clients::open);
        page = new MetricsPage(
                meters,
                new ResourceSeries(() -> resources, clock),
                new RouteSeries(routes::probed),
                new RedisSeries(scheduler::probed, clock));
    }

    /** Takes the way to a server that leads to this port, until it serves or counts as broken. */
    Scraped takes(RealRedis redis, int port, Verdict.Health until) {
        Route route = new Route(
                KEY.namespace(),
                KEY.name(),
                "primary-service",
                "agents.sample.svc",
                Optional.of("127.0.0.1"),
                port,
                false,
                Route.Work.PRIMARY);
        routes.watch(
                KEY,
                new RouteTargets(
                        List.of(new RouteTargets.Way(route, redis.access())),
                        new ProbeSettings(INTERVAL, Duration.ofSeconds(2), Duration.ofMillis(10)),
                        "agents-0",
                        ""));
        await().atMost(Duration.ofSeconds(30))
                .until(() -> routes.states(KEY).get(0).verdict().health() == until);
        return this;
    }

    /** Probes these as the pods agents-0, agents-1 and so on. */
    Scraped watch(RealRedis... servers) {
        List<Instance> instances = new ArrayList<>();
        for (RealRedis server : servers) {
            instances.add(server.instance("agents-" + instances.size()));
        }
        return watch(instances, servers[0].access());
    }

    Scraped watch(List<Instance> instances, Access access) {
        scheduler.watch(
                KEY,
                new ProbeTargets(
                        instances,
                        access,
                        new ProbeSettings(INTERVAL, Duration.ofSeconds(2), Duration.ofMillis(10)),
                        MAX_CLIENTS,
                        20));
        return this;
    }

    /** Has an instance that should be there and does not run. */
    Scraped lost(RealRedis server) {
        Instance instance = server.instance("agents-0");
        scheduler.watch(
                KEY,
                new ProbeTargets(
                        List.of(),
                        server.access(),
                        new ProbeSettings(INTERVAL, Duration.ofSeconds(2), Duration.ofMillis(10)),
                        MAX_CLIENTS,
                        20,
                        0,
                        Optional.empty(),
                        List.of(new ProbeTargets.Absent(instance, "its server ended with code 1")),
                        Optional.empty()));
        return this;
    }

    /** Probes these as a guest, of a Redis that somebody else runs. */
    Scraped visit(RealRedis... servers) {
        List<Instance> instances = new ArrayList<>();
        for (RealRedis server : servers) {
            instances.add(server.instance("127.0.0.1:" + server.port()));
        }
        scheduler.watch(
                KEY,
                new ProbeTargets(
                        instances,
                        servers[0].access(),
                        new ProbeSettings(INTERVAL, Duration.ofSeconds(2), Duration.ofMillis(10)),
                        0,
                        20,
                        0,
                        Optional.of(new Guest(0, false))));
        return this;
    }

    /** A resource that the operator looks after. */
    Scraped knows(HigherSelfRedis resource) {
        resources.add(resource);
        return this;
    }

    ProbeScheduler scheduler() {
        return scheduler;
    }

    /**
     * The page once each instance has been probed after this call; not one in which this machine was too busy to be
     * quick, since a test may let it last.
     */
    String fresh() {
        Instant from = clock.instant().plus(INTERVAL);
        await().atMost(Duration.ofSeconds(30))
                .pollInterval(Duration.ofMillis(10))
                .until(() -> scheduler.probed().stream()
                        .allMatch(probed -> probed.latest()
                                .filter(latest -> latest.at().isAfter(from))
                                .filter(Scraped::quick)
                                .isPresent()));
        return text();
    }

    /** Whether the last probe of each instance was answered quickly. */
    boolean quick() {
        return scheduler.probed().stream()
                .allMatch(probed -> probed.latest().filter(Scraped::quick).isPresent());
    }

    private static boolean quick(Observation latest) {
        return !(latest instanceof Answered answered) || answered.latency().compareTo(QUICK) < 0;
    }

    String text() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try {
            page.write(out);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toString(StandardCharsets.UTF_8);
    }

    Exposition page() {
        return Exposition.read(fresh());
    }

    @Override
    public void close() {
        scheduler.close();
        routes.close();
        clients.close();
    }
}
