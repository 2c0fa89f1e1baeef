package network.higherself.redis.operator.metrics;

import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import network.higherself.redis.api.v1.HigherSelfRedis;
import network.higherself.redis.operator.credentials.Credentials;
import network.higherself.redis.operator.probe.Verdict.Health;
import network.higherself.redis.operator.resources.Names;
import network.higherself.redis.operator.resources.ServerBinaries;
import network.higherself.redis.operator.testing.RealRedis;
import network.higherself.redis.operator.tls.CertificateIssuer;
import network.higherself.redis.operator.tls.ServerCertificate;

/** Real servers, each brought into the state of one alert; what the operator's page says before, and then. */
final class AlertStates {

    /** The state in which nothing is wrong. */
    static final String NONE = "";

    private static final String FILL =
            "for i=1,tonumber(ARGV[1]) do redis.call('SET','filler:'..i,string.rep('x',100000)) end";
    private static final String BUSY = "local x=0 for i=1,tonumber(ARGV[1]) do x=x+i end return x";

    /** The pages of one state, in their order. */
    interface State {
        List<String> pages() throws Exception;
    }

    private interface Doing {
        void to(RealRedis redis) throws Exception;
    }

    private AlertStates() {}

    /** By the alert that must fire, and what tells its states apart. */
    static Map<String, State> all() {
        Map<String, State> states = new LinkedHashMap<>();
        states.put("RedisReplicaLagging", AlertStates::laggingReplica);
        states.put("RedisLatencyHigh", AlertStates::slowAnswers);
        states.put("RedisProbeStale", AlertStates::probingStopped);
        states.put(NONE, AlertStates::allWell);
        states.put("RedisDown", () -> pages(RealRedis::kill));
        states.put("RedisDown of a pod that does not run", AlertStates::podGone);
        states.put("RedisNoPrimary", () -> pages(redis -> {}, "replicaof 127.0.0.1 1"));
        states.put("RedisRouteBroken", AlertStates::brokenRoute);
        states.put("RedisTwoPrimaries", AlertStates::twoPrimaries);
        states.put(NONE + " of a cluster whose provider hides that it is one", AlertStates::hiddenCluster);
        states.put("RedisReplicationLinkDown", AlertStates::linkDown);
        states.put(
                "RedisMemoryHigh",
                () -> pages(redis -> fill(redis, 145), "maxmemory 20mb", "maxmemory-policy noeviction"));
        states.put("RedisMemoryNearlyFull", () -> pages(redis -> fill(redis, 163), "maxmemory 20mb"));
        states.put(
                "RedisEvictions",
                () -> pages(redis -> fill(redis, 400), "maxmemory 20mb", "maxmemory-policy allkeys-lru"));
        states.put("RedisClientsNearMaximum", AlertStates::manyClients);
        states.put("RedisRejectedConnections", () -> pages(AlertStates::tooManyClientsForAMoment, "maxclients 20"));
        states.put("RedisPersistenceFailing", AlertStates::unwritableVolume);
        states.put(
                "RedisErrorRateHigh",
                () -> pages(redis -> {
                    redis.ask("-r", "2000", "SET", "key", "value");
                    redis.ask("-r", "50", "LPUSH", "key", "x");
                }));
        states.put(
                "RedisHitRatioLow",
                () -> pages(redis -> {
                    redis.ask("-r", "3000", "GET", "missing");
                    redis.ask("-r", "1000", "GET", "key");
                }));
        states.put(
                "RedisSlowCommands",
                () -> pages(
                        redis -> redis.ask("-r", "30", "EVAL", BUSY, "0", "300000"), "slowlog-log-slower-than 500"));
        states.put(
                "RedisFailedLogins",
                () -> pages(redis -> redis.ask("-r", "20", "AUTH", "higherself-operator", "guess")));
        states.put("RedisCertificateExpiring", AlertStates::oldCertificate);
        states.put("RedisOperatorAway", AlertStates::standby);
        return states;
    }

    private static RealRedis start(String... directives) throws Exception {
        RealRedis redis = RealRedis.start(ServerBinaries.REDIS_7_0, directives);
        if (List.of(directives).stream().noneMatch(directive -> directive.startsWith("replicaof"))) {
            redis.ask("SET", "key", "value");
            redis.ask("LPUSH", "list", "x");
        }
        return redis;
    }

    /** One server: before something is done to it, and after. */
    private static List<String> pages(Doing doing, String... directives) throws Exception {
        try (RealRedis redis = start(directives);
                Scraped operator = new Scraped().watch(redis)) {
            List<String> pages = new ArrayList<>(List.of(operator.fresh()));
            doing.to(redis);
            pages.add(operator.fresh());
            return pages;
        }
    }

    /** The kubelet does not start its server any more, or no node takes the pod. */
    private static List<String> podGone() throws Exception {
        try (RealRedis redis = start();
                Scraped operator = new Scraped().watch(redis)) {
            String before = operator.fresh();
            redis.kill();
            return List.of(before, operator.lost(redis).text());
        }
    }

    /** Redis is fine, and the way to it ends where nobody is. */
    private static List<String> brokenRoute() throws Exception {
        int nobody;
        try (ServerSocket closed = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            nobody = closed.getLocalPort();
        }
        try (RealRedis redis = start();
                Scraped operator = new Scraped().watch(redis)) {
            List<String> pages = new ArrayList<>(
                    List.of(operator.takes(redis, redis.port(), Health.Healthy).fresh()));
            pages.add(operator.takes(redis, nobody, Health.Unhealthy).fresh());
            return pages;
        }
    }

    private static void fill(RealRedis redis, int values) {
        redis.ask("EVAL", FILL, "0", String.valueOf(values));
    }

    private static List<String> allWell() throws Exception {
        try (RealRedis primary = start("maxmemory 100mb", "appendonly yes", "save 900 1", "slowlog-log-slower-than 0");
                RealRedis replica = start("replicaof 127.0.0.1 " + primary.port());
                Scraped operator = new Scraped().watch(primary, replica)) {
            await().until(() -> replica.ask("INFO", "replication").contains("master_link_status:up"));
            // Long ago: after the log was emptied only the one that comes next is news.
            primary.ask("-r", "20", "PING");
            primary.ask("CONFIG", "SET", "slowlog-log-slower-than", "-1");
            List<String> pages = new ArrayList<>(List.of(operator.fresh()));
            primary.ask("-r", "2000", "SET", "key", "value");
            primary.ask("-r", "2000", "GET", "key");
            primary.ask("BGSAVE");
            primary.ask("SLOWLOG", "RESET");
            pages.add(operator.fresh());
            primary.ask("CONFIG", "SET", "slowlog-log-slower-than", "5000");
            primary.ask("EVAL", BUSY, "0", "3000000");
            pages.add(operator.fresh());
            return pages;
        }
    }

    private static List<String> twoPrimaries() throws Exception {
        try (RealRedis one = start();
                RealRedis other = start();
                Scraped operator = new Scraped()
                        .watch(one, other)
                        .knows(resource("{environment: Staging}", "{mode: Replication}"))) {
            return List.of(operator.fresh());
        }
    }

    /** Two of its primaries; INFO, which tells of cluster mode, is refused. */
    private static List<String> hiddenCluster() throws Exception {
        try (RealRedis one = start();
                RealRedis other = start()) {
            for (RealRedis node : List.of(one, other)) {
                node.ask("ACL", "SETUSER", Credentials.OPERATOR_USER, "-info");
            }
            String spec = "{environment: Staging, external: {host: one.provider.example, mode: Cluster}}";
            try (Scraped operator = new Scraped().visit(one, other).knows(resource(spec, "{mode: External}"))) {
                return List.of(operator.fresh());
            }
        }
    }

    private static List<String> linkDown() throws Exception {
        try (RealRedis primary = start();
                RealRedis gone = start();
                RealRedis replica = start("replicaof 127.0.0.1 " + gone.port());
                Scraped operator = new Scraped().watch(primary, replica)) {
            await().until(() -> replica.ask("INFO", "replication").contains("master_link_status:up"));
            List<String> pages = new ArrayList<>(List.of(operator.fresh()));
            gone.kill();
            await().until(() -> replica.ask("INFO", "replication").contains("master_link_status:down"));
            pages.add(operator.fresh());
            return pages;
        }
    }

    private static List<String> laggingReplica() throws Exception {
        try (RealRedis primary = start();
                RealRedis replica = start("replicaof 127.0.0.1 " + primary.port());
                Scraped operator = new Scraped().watch(primary)) {
            // Not before it has told how far it is.
            await().until(() ->
                    primary.ask("INFO", "replication").matches("(?s).*state=online,offset=[1-9].*lag=[01].*"));
            List<String> pages = new ArrayList<>(List.of(operator.fresh()));
            replica.signal("STOP");
            await().atMost(Duration.ofSeconds(90))
                    .until(() -> Exposition.read(operator.text()).of("redis_connected_slave_lag_seconds").stream()
                            .anyMatch(lag -> lag.value() > 10));
            pages.add(operator.fresh());
            return pages;
        }
    }

    private static List<String> manyClients() throws Exception {
        List<Socket> clients = new ArrayList<>();
        try {
            return pages(
                    redis -> {
                        while (clients.size() < 18) {
                            clients.add(redis.connect());
                        }
                    },
                    "maxclients 20");
        } finally {
            for (Socket client : clients) {
                client.close();
            }
        }
    }

    private static void tooManyClientsForAMoment(RealRedis redis) throws Exception {
        List<Socket> clients = new ArrayList<>();
        while (clients.size() < 30) {
            clients.add(redis.connect());
        }
        for (Socket client : clients) {
            client.close();
        }
        await().until(() -> redis.ask("INFO", "clients").contains("connected_clients:2"));
    }

    private static List<String> unwritableVolume() throws Exception {
        return pages(
                redis -> {
                    redis.writable(false);
                    redis.ask("BGSAVE");
                    await().until(() -> redis.ask("INFO", "persistence").contains("rdb_last_bgsave_status:err"));
                },
                "save 900 1",
                "stop-writes-on-bgsave-error no");
    }

    private static List<String> slowAnswers() throws Exception {
        try (RealRedis redis = start();
                Scraped operator = new Scraped().watch(redis)) {
            operator.fresh();
            CompletableFuture<String> pauses =
                    CompletableFuture.supplyAsync(() -> redis.ask("-r", "8", "CLIENT", "PAUSE", "600", "ALL"));
            List<String> pages = new ArrayList<>();
            await().atMost(Duration.ofSeconds(20))
                    .pollInterval(Duration.ofMillis(50))
                    .until(() -> {
                        String page = operator.text();
                        if (Exposition.read(page).of(Families.PING.name()).stream()
                                .anyMatch(ping -> ping.value() > 0.15)) {
                            pages.add(page);
                        }
                        return pages.size() == 2;
                    });
            pauses.join();
            return pages;
        }
    }

    private static List<String> probingStopped() throws Exception {
        try (RealRedis redis = start()) {
            while (true) {
                try (Scraped operator = new Scraped().watch(redis)) {
                    List<String> pages = new ArrayList<>(List.of(operator.fresh()));
                    operator.scheduler().close();
                    // The last probe may have been slow where this machine is busy, and its latency would stay on the
                    // page.
                    if (operator.quick()) {
                        await().atMost(Duration.ofSeconds(20))
                                .until(() -> Exposition.read(operator.text()).of(Families.SINCE_ANSWER.name()).stream()
                                        .anyMatch(since -> since.value() > 6));
                        pages.add(operator.text());
                        return pages;
                    }
                }
            }
        }
    }

    private static List<String> oldCertificate() throws Exception {
        CertificateIssuer issuer = new CertificateIssuer(Clock.offset(
                Clock.systemUTC(),
                CertificateIssuer.CERTIFICATE_LIFE.minusDays(3).negated()));
        ServerCertificate certificate = issuer.issue(
                issuer.authority("sample", "agents"),
                "agents",
                Names.certificateHosts("sample", "agents", "cluster.local"));
        try (RealRedis redis = RealRedis.startTls(ServerBinaries.REDIS_7_0, certificate);
                Scraped operator = new Scraped()
                        .watch(redis)
                        .knows(resource(
                                "{environment: Staging}",
                                "{mode: Standalone, certificate: {notAfter: \"" + certificate.notAfter() + "\"}}"))) {
            return List.of(operator.fresh());
        }
    }

    private static HigherSelfRedis resource(String spec, String status) {
        return new KubernetesSerialization()
                .unmarshal(
                        "metadata: {namespace: sample, name: agents}\nspec: " + spec + "\nstatus: " + status,
                        HigherSelfRedis.class);
    }

    private static List<String> standby() {
        try (Scraped operator = new Scraped(false)) {
            return List.of(operator.text());
        }
    }
}
