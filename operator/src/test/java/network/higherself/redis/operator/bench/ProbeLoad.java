package network.higherself.redis.operator.bench;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import network.higherself.redis.operator.plan.RedisPlan.ProbeSettings;
import network.higherself.redis.operator.probe.ProbeScheduler;
import network.higherself.redis.operator.probe.ProbeTargets;
import network.higherself.redis.operator.probe.ResourceKey;
import network.higherself.redis.operator.redis.Instance;
import network.higherself.redis.operator.redis.Observer;
import network.higherself.redis.operator.redis.RedisClients;
import network.higherself.redis.operator.resources.Names;
import network.higherself.redis.operator.resources.ServerBinaries;
import network.higherself.redis.operator.testing.RealRedis;
import network.higherself.redis.operator.tls.Authority;
import network.higherself.redis.operator.tls.CertificateIssuer;
import network.higherself.redis.operator.tls.ServerCertificate;

/**
 * Prints the CPU time that one probe of one instance takes, beside that of a scrape by Debian's
 * prometheus-redis-exporter of the same server in the same run. Not a test: it asserts nothing.
 */
public final class ProbeLoad {

    private static final int INSTANCES = 200;
    private static final Duration INTERVAL = Duration.ofSeconds(1);
    private static final Duration WARM_UP = Duration.ofSeconds(20);
    private static final Duration MEASURED = Duration.ofSeconds(20);
    private static final int SCRAPES = 2000;
    private static final int EXPORTER_PORT = 19121;
    private static final long CLOCK_TICK_MICROS = 10_000;

    private ProbeLoad() {}

    public static void main(String[] arguments) throws Exception {
        CertificateIssuer issuer = new CertificateIssuer(Clock.systemUTC());
        Authority authority = issuer.authority("sample", "agents");
        ServerCertificate certificate =
                issuer.issue(authority, "agents", Names.certificateHosts("sample", "agents", "cluster.local"));
        System.out.printf("%d instances, each probed every %d ms%n", INSTANCES, INTERVAL.toMillis());
        for (ServerBinaries binary : ServerBinaries.values()) {
            try (RealRedis redis = RealRedis.start(binary)) {
                print(binary, "probe, plain", probes(redis));
                print(binary, "scrape by redis_exporter", scrapes(redis));
            }
            try (RealRedis redis = RealRedis.startTls(binary, certificate)) {
                print(binary, "probe, TLS", probes(redis));
            }
        }
        System.exit(0);
    }

    private static void print(ServerBinaries binary, String what, double micros) {
        System.out.printf(Locale.ROOT, "%-10s %-26s %6.0f µs of CPU%n", binary, what, micros);
    }

    /** CPU time of this process a probe, everything counted: scheduling, TLS, parsing, judging, collecting garbage. */
    private static double probes(RealRedis redis) {
        OperatingSystemMXBean system = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
        try (RedisClients clients = new RedisClients(1);
                ProbeScheduler scheduler = new ProbeScheduler(
                        new Observer(clients, Clock.systemUTC()), clients, Clock.systemUTC(), 1, key -> {})) {
            List<Instance> instances = new ArrayList<>();
            for (int i = 0; i < INSTANCES; i++) {
                instances.add(redis.instance("agents-" + i));
            }
            scheduler.watch(
                    new ResourceKey("sample", "agents"),
                    new ProbeTargets(
                            instances,
                            redis.access(),
                            new ProbeSettings(INTERVAL, Duration.ofSeconds(2), Duration.ofMillis(10)),
                            10_000,
                            20));
            LockSupport.parkNanos(WARM_UP.toNanos());
            long probesBefore = probesOf(redis);
            long cpuBefore = system.getProcessCpuTime();
            LockSupport.parkNanos(MEASURED.toNanos());
            long cpu = system.getProcessCpuTime() - cpuBefore;
            return cpu / 1000.0 / (probesOf(redis) - probesBefore);
        }
    }

    private static long probesOf(RealRedis redis) {
        return redis.ask("INFO", "commandstats")
                .lines()
                .filter(line -> line.startsWith("cmdstat_ping:calls="))
                .map(line -> line.substring(line.indexOf('=') + 1, line.indexOf(',')))
                .mapToLong(Long::parseLong)
                .findFirst()
                .orElse(0);
    }

    private static double scrapes(RealRedis redis) throws IOException, InterruptedException {
        Process exporter = new ProcessBuilder(
                        "prometheus-redis-exporter",
                        "-redis.addr=redis://127.0.0.1:" + redis.port(),
                        "-web.listen-address=127.0.0.1:" + EXPORTER_PORT)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        try {
            HttpClient client = HttpClient.newHttpClient();
            HttpRequest scrape = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + EXPORTER_PORT + "/metrics"))
                    .build();
            while (scrape(client, scrape)
                    .filter(page -> page.contains("redis_up 1"))
                    .isEmpty()) {
                LockSupport.parkNanos(Duration.ofMillis(50).toNanos());
            }
            for (int i = 0; i < SCRAPES / 4; i++) {
                scrape(client, scrape);
            }
            long before = cpuMicros(exporter);
            for (int i = 0; i < SCRAPES; i++) {
                scrape(client, scrape);
                LockSupport.parkNanos(Duration.ofMillis(5).toNanos());
            }
            return (double) (cpuMicros(exporter) - before) / SCRAPES;
        } finally {
            exporter.destroyForcibly();
        }
    }

    private static Optional<String> scrape(HttpClient client, HttpRequest request) throws InterruptedException {
        try {
            return Optional.of(
                    client.send(request, HttpResponse.BodyHandlers.ofString()).body());
        } catch (IOException notYetListening) {
            return Optional.empty();
        }
    }

    private static long cpuMicros(Process process) throws IOException {
        String stat = Files.readString(Path.of("/proc", String.valueOf(process.pid()), "stat"));
        String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
        return (Long.parseLong(fields[11]) + Long.parseLong(fields[12])) * CLOCK_TICK_MICROS;
    }
}
