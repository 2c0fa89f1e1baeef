package network.higherself.redis.operator.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import network.higherself.redis.operator.credentials.Credentials;
import network.higherself.redis.operator.metrics.Exposition.Sample;
import network.higherself.redis.operator.resources.ServerBinaries;
import network.higherself.redis.operator.testing.RealRedis;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Name by name, type by type, label by label, value by value: what redis_exporter says of the same servers. */
class RedisExporterComparisonTest {

    private static final Set<String> OURS = Set.of("namespace", "resource", "instance", "pod");

    /**
     * What goes up and down between the exporter's two looks, and so may be something else at the operator's in between;
     * all others lie between the two, and are equal where those agree.
     */
    private static final List<Pattern> MOVING = Stream.of(
                    // Whoever looks is connected, and has buffers; the allocator gives pages back when it likes.
                    "connected_clients",
                    "memory_used_(bytes|dataset_bytes|overhead_bytes|rss_bytes)",
                    "mem_(clients_normal|clients_slaves|not_counted_for_eviction_bytes|fragmentation_bytes|fragmentation_ratio)",
                    "allocator_.*",
                    "client_recent_max_(input|output)_buffer_bytes",
                    // The last writes are on their way to the file.
                    "aof_(buffer_length|pending_bio_fsync)",
                    // Whole seconds, of which one may just have passed.
                    "connected_slave_lag_seconds",
                    "master_last_io_seconds_ago",
                    "start_time_seconds",
                    // The server estimates by sampling.
                    "db_avg_ttl_seconds",
                    "expired_stale_percentage",
                    // On a busy machine a look may itself be slow.
                    "last_slow_execution_duration_seconds")
            .map(name -> Pattern.compile("redis_(" + name + ")"))
            .toList();

    /** Called by the traffic alone, so that their percentiles stand still. */
    private static final Set<String> CALLED_BEFORE = Set.of("lpush", "eval", "bgsave");

    private static final double TOLERATED = 0.3;

    private static final Pattern BYTES = Pattern.compile(".*_bytes|redis_mem_.*|redis_aof_buffer_length");
    private static final double TOLERATED_BYTES = 256 * 1024;

    @ParameterizedTest
    @EnumSource
    void aPrimaryAndItsReplicaUnderTraffic(ServerBinaries binary) throws Exception {
        try (RedisExporter exporter = new RedisExporter();
                RealRedis primary = RealRedis.start(
                        binary, "maxmemory 100mb", "maxclients 300", "appendonly yes", "slowlog-log-slower-than 2000");
                RealRedis replica =
                        RealRedis.start(binary, "replicaof 127.0.0.1 " + primary.port(), "maxclients 300")) {
            traffic(primary);
            await().until(() -> replica.ask("INFO", "replication").contains("master_link_status:up"));
            await().until(() -> primary.ask("INFO", "persistence").contains("rdb_bgsave_in_progress:0"));
            // Percentiles are looked at once a minute: all commands must have been called before.
            for (int i = 0; i < 2; i++) {
                exporter.scrape(primary.port());
                exporter.scrape(replica.port());
            }

            List<Finding> findings = new ArrayList<>();
            try (Scraped operator = new Scraped().watch(primary, replica)) {
                compare(exporter, operator, primary, "agents-0", "master", findings);
                compare(exporter, operator, replica, "agents-1", "slave", findings);
            }
            assertThat(findings).isEmpty();
        }
    }

    /** Where the exporter asks CLUSTER INFO. */
    @Test
    void aNodeOfACluster() throws Exception {
        try (RedisExporter exporter = new RedisExporter();
                RealRedis one = clusterNode();
                RealRedis other = clusterNode()) {
            one.ask("CLUSTER", "ADDSLOTSRANGE", "0", "8191");
            other.ask("CLUSTER", "ADDSLOTSRANGE", "8192", "16383");
            one.ask("CLUSTER", "MEET", "127.0.0.1", String.valueOf(other.port()), busPort(other));
            for (RealRedis node : List.of(one, other)) {
                await().atMost(Duration.ofSeconds(60))
                        .until(() -> node.ask("CLUSTER", "INFO").startsWith("cluster_state:ok"));
            }
            for (int i = 0; i < 20; i++) {
                // Half of them are the other's, and refused.
                one.ask("SET", "key:" + i, "value", "EX", "1000");
            }
            for (int i = 0; i < 2; i++) {
                exporter.scrape(one.port());
            }
            List<Finding> findings = new ArrayList<>();
            try (Scraped operator = new Scraped().visit(one)) {
                assertThat(operator.page().names())
                        .as("a provider may forbid it")
                        .contains("redis_cluster_enabled")
                        .doesNotContain("redis_cluster_state");
            }
            one.ask("ACL", "SETUSER", Credentials.OPERATOR_USER, "+cluster|info");
            try (Scraped operator = new Scraped().visit(one)) {
                Exposition page = operator.page();
                assertThat(page.of("redis_cluster_state")).singleElement().matches(state -> state.value() == 1);
                assertThat(page.of("redis_cluster_slots_ok")).singleElement().matches(slots -> slots.value() == 16384);
                compare(exporter, operator, one, "127.0.0.1:" + one.port(), "master", findings);
            }
            assertThat(findings).isEmpty();
        }
    }

    private static RealRedis clusterNode() throws IOException {
        int port;
        try (ServerSocket bus = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = bus.getLocalPort();
        }
        return RealRedis.start(ServerBinaries.REDIS_7_0, "cluster-enabled yes", "cluster-port " + port);
    }

    private static String busPort(RealRedis node) {
        return node.ask("CONFIG", "GET", "cluster-port")
                .lines()
                .skip(1)
                .findFirst()
                .orElseThrow();
    }

    private record Finding(String what, String name, Object theirs, Object ours) {}

    private static void traffic(RealRedis redis) {
        for (int i = 0; i < 20; i++) {
            redis.ask("SET", "key:" + i, "value", "EX", "1000");
        }
        redis.ask("GET", "key:1");
        redis.ask("GET", "missing");
        redis.ask("LPUSH", "key:1", "x");
        redis.ask("-n", "3", "SET", "elsewhere", "x");
        redis.ask("EVAL", "local x=0 for i=1,3000000 do x=x+i end return x", "0");
        redis.ask("EVAL", "for i=1,50 do redis.call('SET','filler:'..i,string.rep('x',100000)) end", "0");
        redis.ask("BGSAVE");
    }

    private static void compare(
            RedisExporter exporter, Scraped operator, RealRedis redis, String pod, String role, List<Finding> findings)
            throws Exception {
        Exposition before = exporter.scrape(redis.port());
        Exposition ours = operator.page().only(Map.of("pod", pod));
        Exposition after = exporter.scrape(redis.port());
        assertThat(before.of("redis_up").get(0).value()).isEqualTo(1);

        Set<String> names = new TreeSet<>(before.types().keySet());
        names.removeIf(name -> !name.startsWith("redis_") || LeftOut.holds(name));
        for (String name : names) {
            String type = ours.types().get(name);
            if (!before.types().get(name).equals(type)) {
                findings.add(new Finding("type", name, before.types().get(name), type));
            }
        }
        for (Sample theirs : before.samples()) {
            if (LeftOut.holds(family(before, theirs.name()))
                    || !theirs.name().startsWith("redis_")
                    || emptyDatabase(theirs)
                    || percentileOfALaterCommand(theirs, ours)) {
                continue;
            }
            Map<String, String> labels = new HashMap<>(theirs.labels());
            labels.put("role", role);
            List<Sample> same = ours.of(theirs.name()).stream()
                    .filter(sample -> sameLabels(sample, labels))
                    .toList();
            if (same.size() != 1) {
                findings.add(new Finding("labels", theirs.name(), labels, ours.of(theirs.name())));
            } else {
                Sample later = after.of(theirs.name()).stream()
                        .filter(sample -> sample.labels().equals(theirs.labels()))
                        .findFirst()
                        .orElse(theirs);
                boolean comesLater = theirs.labels().containsKey("quantile")
                        && !CALLED_BEFORE.contains(theirs.labels().get("cmd"));
                if (!comesLater && !between(theirs, same.get(0), later)) {
                    findings.add(new Finding("value", theirs.name(), List.of(theirs, later), same.get(0)));
                }
            }
        }
        for (String name : ours.names()) {
            if (name.startsWith("redis_") && !before.names().contains(name) && !beforeTheFirstError(name, ours)) {
                findings.add(new Finding("only ours", name, "", ours.of(name)));
            }
        }
    }

    /** Failed logins are counted from zero on; the exporter tells errors from the first one on. */
    private static boolean beforeTheFirstError(String name, Exposition ours) {
        return name.equals("redis_errors_total")
                && ours.of(name).stream()
                        .allMatch(sample -> sample.has(Map.of("err", "WRONGPASS")) && sample.value() == 0);
    }

    /** The exporter counts all databases of the configuration; INFO, and the operator, tell those with keys. */
    private static boolean emptyDatabase(Sample sample) {
        return sample.name().startsWith("redis_db_keys") && sample.value() == 0;
    }

    /** Percentiles are looked at once a minute; what was first called since, the operator's canary above all, comes later. */
    private static boolean percentileOfALaterCommand(Sample theirs, Exposition ours) {
        String family = "redis_latency_percentiles_usec";
        String command = theirs.labels().getOrDefault("cmd", "");
        return theirs.name().startsWith(family)
                && !command.equals("lpush")
                && ours.of(family).stream().noneMatch(sample -> sample.has(Map.of("cmd", command)));
    }

    private static boolean sameLabels(Sample ours, Map<String, String> theirs) {
        Set<String> names = new HashSet<>(ours.labels().keySet());
        names.removeAll(OURS);
        return names.equals(theirs.keySet()) && ours.has(theirs);
    }

    private static boolean between(Sample before, Sample ours, Sample after) {
        double least = Math.min(before.value(), after.value());
        double most = Math.max(before.value(), after.value());
        if (MOVING.stream().noneMatch(name -> name.matcher(ours.name()).matches())) {
            return ours.value() >= least && ours.value() <= most;
        }
        double slack = TOLERATED * Math.max(Math.abs(least), Math.abs(most))
                + (BYTES.matcher(ours.name()).matches() ? TOLERATED_BYTES : 1);
        return ours.value() >= least - slack && ours.value() <= most + slack;
    }

    private static String family(Exposition page, String sample) {
        String family = sample.replaceAll("_(sum|count)$", "");
        return page.types().containsKey(family) ? family : sample;
    }
}
