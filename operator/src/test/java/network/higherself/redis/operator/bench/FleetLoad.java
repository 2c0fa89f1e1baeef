package network.higherself.redis.operator.bench;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import network.higherself.redis.operator.metrics.Meters;
import network.higherself.redis.operator.metrics.MetricsPage;
import network.higherself.redis.operator.metrics.RedisSeries;
import network.higherself.redis.operator.metrics.ResourceSeries;
import network.higherself.redis.operator.metrics.RouteSeries;
import network.higherself.redis.operator.plan.RedisPlan.ProbeSettings;
import network.higherself.redis.operator.probe.ProbeScheduler;
import network.higherself.redis.operator.probe.ProbeTargets;
import network.higherself.redis.operator.probe.ProbedInstance;
import network.higherself.redis.operator.probe.ResourceKey;
import network.higherself.redis.operator.probe.RouteScheduler;
import network.higherself.redis.operator.probe.RouteTargets;
import network.higherself.redis.operator.redis.Instance;
import network.higherself.redis.operator.redis.Observation;
import network.higherself.redis.operator.redis.Observation.Answered;
import network.higherself.redis.operator.redis.Observation.Unreachable;
import network.higherself.redis.operator.redis.Observer;
import network.higherself.redis.operator.redis.RedisClients;
import network.higherself.redis.operator.redis.Route;
import network.higherself.redis.operator.redis.RouteProber;
import network.higherself.redis.operator.resources.Names;
import network.higherself.redis.operator.resources.ServerBinaries;
import network.higherself.redis.operator.testing.RealRedis;
import network.higherself.redis.operator.tls.CertificateIssuer;
import network.higherself.redis.operator.tls.ServerCertificate;

/**
 * Prints what the probing of many instances takes, as many as a large installation has, each over a connection of its own
 * with TLS, some of them silent; then what their routes take on top, and a scrape of all. First, how long others wait for an
 * answer while all these connections open. Not a test: it asserts nothing.
 */
public final class FleetLoad {

    /** Each probed as if it were as many instances as that: with more, each would answer with hundreds of clients. */
    private static final int SERVERS = 25;

    private static final int INSTANCES = 500;
    private static final int SILENT = 20;

    /** Without TLS, each probed every second, from before the others' connections open. */
    private static final int BYSTANDERS = 5;

    private static final Duration INTERVAL = Duration.ofSeconds(10);
    private static final Duration WARM_UP = Duration.ofSeconds(45);
    private static final Duration MEASURED = Duration.ofSeconds(60);
    private static final Duration LOOK = Duration.ofSeconds(1);
    private static final Duration OPENING = Duration.ofSeconds(20);
    private static final int SCRAPES = 21;

    private final Clock clock = Clock.systemUTC();
    private final RedisClients clients = new RedisClients();
    private final ProbeScheduler probes =
            new ProbeScheduler(new Observer(clients, clock), clients, clock, 2, key -> {});
    private final RouteScheduler routes =
            new RouteScheduler(new RouteProber(clients, clock), clients, clock, key -> {});
    private final ServerCertificate certificate;
    private final List<RealRedis> servers;
    private final List<RealRedis> bystanders;

    private FleetLoad(ServerCertificate certificate, List<RealRedis> servers, List<RealRedis> bystanders) {
        this.certificate = certificate;
        this.servers = servers;
        this.bystanders = bystanders;
    }

    public static void main(String[] arguments) throws Exception {
        CertificateIssuer issuer = new CertificateIssuer(Clock.systemUTC());
        ServerCertificate certificate = issuer.issue(
                issuer.authority("sample", "agents"),
                "agents",
                Names.certificateHosts("sample", "agents", "cluster.local"));
        List<RealRedis> servers = new ArrayList<>();
        List<RealRedis> bystanders = new ArrayList<>();
        try (ServerSocket silent = new ServerSocket(0, 1000, InetAddress.getLoopbackAddress())) {
            for (int i = 0; i < SERVERS; i++) {
                servers.add(RealRedis.startTls(ServerBinaries.REDIS_7_0, certificate));
            }
            for (int i = 0; i < BYSTANDERS; i++) {
                bystanders.add(RealRedis.start(ServerBinaries.REDIS_7_0));
            }
            System.out.printf(
                    "%d instances with TLS and %d that never answer, each probed every %d s%n",
                    INSTANCES, SILENT, INTERVAL.toSeconds());
            new FleetLoad(certificate, servers, bystanders).run(silent.getLocalPort());
        } finally {
            for (RealRedis server : servers) {
                server.close();
            }
            for (RealRedis bystander : bystanders) {
                bystander.close();
            }
        }
        System.exit(0);
    }

    private void run(int silentPort) throws IOException, InterruptedException {
        for (int i = 0; i < BYSTANDERS; i++) {
            RealRedis bystander = bystanders.get(i);
            probes.watch(
                    bystanderKey(i),
                    new ProbeTargets(
                            List.of(bystander.instance("bystander-" + i)),
                            bystander.access(),
                            settings(LOOK),
                            10_000,
                            20));
        }
        LockSupport.parkNanos(OPENING.toNanos());
        bystanders("before");
        for (int i = 0; i < INSTANCES; i++) {
            watch(i, server(i).instance("agents-" + i));
        }
        for (int i = INSTANCES; i < INSTANCES + SILENT; i++) {
            Instance one = server(i).instance("agents-" + i);
            watch(
                    i,
                    new Instance(
                            one.namespace(),
                            one.resource(),
                            one.pod(),
                            one.podUid(),
                            one.host(),
                            one.address(),
                            silentPort,
                            false));
        }
        bystanders("while all the others open");
        for (int i = 0; i < BYSTANDERS; i++) {
            probes.forget(bystanderKey(i));
        }
        LockSupport.parkNanos(WARM_UP.toNanos());
        report("probes");
        for (int i = 0; i < INSTANCES; i++) {
            takeRoute(i);
        }
        LockSupport.parkNanos(WARM_UP.toNanos());
        report("probes, and a route for each");
        scrape();
    }

    private void watch(int number, Instance instance) {
        probes.watch(
                key(number),
                new ProbeTargets(List.of(instance), server(number).access(), settings(INTERVAL), 10_000, 20));
    }

    private void takeRoute(int number) {
        Route route = new Route(
                "sample",
                "agents-" + number,
                "primary-service",
                "agents.sample.svc",
                Optional.of("127.0.0.1"),
                server(number).port(),
                true,
                Route.Work.PRIMARY);
        routes.watch(
                key(number),
                new RouteTargets(
                        List.of(new RouteTargets.Way(route, server(number).access())),
                        settings(INTERVAL),
                        "agents-" + number,
                        "once"));
    }

    private RealRedis server(int number) {
        return servers.get(number % SERVERS);
    }

    private static ResourceKey bystanderKey(int number) {
        return new ResourceKey("sample", "bystander-" + number);
    }

    private static ProbeSettings settings(Duration interval) {
        return new ProbeSettings(interval, Duration.ofSeconds(2), Duration.ofMillis(10));
    }

    private static ResourceKey key(int number) {
        return new ResourceKey("sample", "agents-" + number);
    }

    /** How long those waited for their answers whose connections are open. */
    private void bystanders(String when) {
        Duration longest = Duration.ZERO;
        Set<Unreachable> unreachable = new LinkedHashSet<>();
        long begin = System.nanoTime();
        while (System.nanoTime() - begin < OPENING.toNanos()) {
            LockSupport.parkNanos(LOOK.toNanos() / 4);
            for (int i = 0; i < BYSTANDERS; i++) {
                for (Observation latest : probes.latest(bystanderKey(i)).values()) {
                    if (latest instanceof Answered answered) {
                        longest = answered.latency().compareTo(longest) > 0 ? answered.latency() : longest;
                    } else if (latest instanceof Unreachable not) {
                        unreachable.add(not);
                    }
                }
            }
        }
        System.out.printf(
                Locale.ROOT,
                "%-30s %d instances without TLS: a PING took at most %.1f ms, unreachable %d times%n",
                when,
                BYSTANDERS,
                longest.toNanos() / 1e6,
                unreachable.size());
        unreachable.forEach(one -> System.out.println("  " + one));
    }

    /** The longest time from one answer of an instance to its next; of those that answer. */
    private void report(String what) throws IOException {
        OperatingSystemMXBean system = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
        Map<ResourceKey, Instant> seen = new HashMap<>();
        Duration longest = Duration.ZERO;
        long answers = 0;
        long cpu = system.getProcessCpuTime();
        long begin = System.nanoTime();
        while (System.nanoTime() - begin < MEASURED.toNanos()) {
            LockSupport.parkNanos(LOOK.toNanos());
            for (ProbedInstance probed : probes.probed()) {
                Optional<Instant> at = probed.lastAnswer().map(Answered::at);
                Instant before = at.map(now -> seen.put(probed.resource(), now)).orElse(null);
                if (before != null && before.isBefore(at.get())) {
                    Duration between = Duration.between(before, at.get());
                    longest = between.compareTo(longest) > 0 ? between : longest;
                    answers++;
                }
            }
        }
        double seconds = (System.nanoTime() - begin) / 1e9;
        System.out.printf(
                Locale.ROOT,
                "%-30s %.1f %% of a core, %d answers, at most %.1f s from one to the next, %s MiB resident%n",
                what,
                (system.getProcessCpuTime() - cpu) / 1e7 / seconds,
                answers,
                longest.toMillis() / 1000.0,
                resident());
    }

    private void scrape() throws IOException, InterruptedException {
        MetricsPage page = new MetricsPage(
                new Meters(),
                new ResourceSeries(List::of, clock),
                new RouteSeries(routes::probed),
                new RedisSeries(probes::probed, clock));
        try (ScrapeLoad scrapes = new ScrapeLoad(certificate, clients, page::write)) {
            scrapes.run();
        }
        List<Long> millis = new ArrayList<>();
        long bytes = 0;
        for (int i = 0; i < SCRAPES; i++) {
            Counting out = new Counting();
            long begin = System.nanoTime();
            page.write(out);
            millis.add((System.nanoTime() - begin) / 1_000_000);
            bytes = out.bytes;
        }
        millis.sort(null);
        System.out.printf(
                Locale.ROOT,
                "a scrape of all, written to nobody: %d ms (median), at most %d ms, %.1f MB%n",
                millis.get(SCRAPES / 2),
                millis.get(SCRAPES - 1),
                bytes / 1e6);
    }

    private static final class Counting extends OutputStream {
        private long bytes;

        @Override
        public void write(int one) {
            bytes++;
        }

        @Override
        public void write(byte[] some, int from, int length) {
            bytes += length;
        }
    }

    private static String resident() throws IOException {
        return Files.readAllLines(Path.of("/proc/self/status")).stream()
                .filter(line -> line.startsWith("VmRSS"))
                .map(line -> String.valueOf(Long.parseLong(line.replaceAll("\\D", "")) / 1024))
                .findFirst()
                .orElse("?");
    }
}
