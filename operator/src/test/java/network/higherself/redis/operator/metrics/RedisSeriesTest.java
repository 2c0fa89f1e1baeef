package network.higherself.redis.operator.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import network.higherself.redis.operator.metrics.Exposition.Sample;
import network.higherself.redis.operator.resources.ServerBinaries;
import network.higherself.redis.operator.testing.RealRedis;
import org.junit.jupiter.api.Test;

/** How series come, are bounded, and end. */
class RedisSeriesTest {

    private static final String NO_SLOW_LOG = "slowlog-log-slower-than -1";

    @Test
    void seriesEndWithTheirInstance() throws Exception {
        try (RealRedis first = RealRedis.start(ServerBinaries.REDIS_7_0);
                RealRedis second = RealRedis.start(ServerBinaries.REDIS_7_0);
                Scraped operator = new Scraped().watch(first, second)) {
            assertThat(pods(operator.page())).containsExactlyInAnyOrder("agents-0", "agents-1");

            operator.watch(first);
            assertThat(pods(operator.page())).containsExactly("agents-0");
        }
    }

    @Test
    void ofAnInstanceThatIsDownOnlyWhatIsKnownRemains() throws Exception {
        try (RealRedis redis = RealRedis.start(ServerBinaries.REDIS_7_0);
                Scraped operator = new Scraped().watch(redis)) {
            assertThat(operator.page().of("redis_up")).singleElement().satisfies(up -> {
                assertThat(up.value()).isEqualTo(1);
                assertThat(up.labels())
                        .containsEntry("namespace", "sample")
                        .containsEntry("resource", "agents")
                        .containsEntry("role", "master")
                        .containsEntry("instance", "agents-0.agents-pods.sample.svc:" + redis.port());
            });

            redis.kill();
            Exposition down = operator.page();
            assertThat(down.of("redis_up")).extracting(Sample::value).containsExactly(0.0);
            assertThat(down.names().stream().filter(name -> name.startsWith("redis_")))
                    .containsExactly("redis_up");
            assertThat(down.of(Families.HEALTH.name()))
                    .singleElement()
                    .satisfies(health -> assertThat(health.labels())
                            .containsEntry("health", "Unhealthy")
                            .containsEntry("reason", "Unreachable"));
        }
    }

    @Test
    void namesThatApplicationsMakeUpAreBounded() throws Exception {
        List<Socket> clients = new ArrayList<>();
        try (RealRedis redis = RealRedis.start(ServerBinaries.REDIS_7_0)) {
            for (int i = 0; i < 30; i++) {
                Socket client = redis.connect();
                clients.add(client);
                OutputStream out = client.getOutputStream();
                out.write(("CLIENT SETNAME \"app\\\"" + i + "\\\\\"\r\n").getBytes(StandardCharsets.US_ASCII));
                out.flush();
            }
            await().until(() -> redis.ask("CLIENT", "LIST").split("name=app").length == 31);
            try (Scraped operator = new Scraped().watch(redis)) {
                List<Sample> connections = operator.page().of(Families.CLIENT_CONNECTIONS.name());

                assertThat(connections).hasSize(ShownBefore.CLIENTS + 1);
                assertThat(connections)
                        .anyMatch(client -> client.has(Map.of("user", "default", "client", "app\\\"0\\\\")));
                assertThat(connections.stream().mapToDouble(Sample::value).sum())
                        .as("the operator's own is one more")
                        .isGreaterThanOrEqualTo(31);
            }
        } finally {
            for (Socket client : clients) {
                client.close();
            }
        }
    }

    @Test
    void anEmptiedSlowLogTakesNothingBack() throws Exception {
        try (RealRedis redis = RealRedis.start(ServerBinaries.REDIS_7_0, NO_SLOW_LOG)) {
            try (Scraped operator = new Scraped().watch(redis)) {
                assertThat(newestSlowId(operator)).containsExactly(0.0);
                twelveSlowCommands(redis);
                List<Double> newest = newestSlowId(operator);
                assertThat(newest)
                        .singleElement()
                        .satisfies(id -> assertThat(id).isGreaterThanOrEqualTo(11));

                redis.ask("SLOWLOG", "RESET");
                assertThat(newestSlowId(operator)).isEqualTo(newest);
            }
            try (Scraped next = new Scraped().watch(redis)) {
                assertThat(newestSlowId(next))
                        .as("another operator does not know where the server's count stands")
                        .isEmpty();

                twelveSlowCommands(redis);
                assertThat(newestSlowId(next))
                        .singleElement()
                        .satisfies(id -> assertThat(id).isGreaterThanOrEqualTo(23));
            }
        }
    }

    private static void twelveSlowCommands(RealRedis redis) {
        redis.ask("CONFIG", "SET", "slowlog-log-slower-than", "0");
        redis.ask("-r", "12", "PING");
        redis.ask("CONFIG", "SET", "slowlog-log-slower-than", "-1");
    }

    private static List<Double> newestSlowId(Scraped operator) {
        return operator.page().of(Families.SLOWLOG_LAST_ID.name()).stream()
                .map(Sample::value)
                .toList();
    }

    @Test
    void aReplicaThatStandsByTellsOnlyOfItself() {
        try (Scraped operator = new Scraped(false)) {
            Exposition page = Exposition.read(operator.text());

            assertThat(page.of(Families.LEADER.name()))
                    .extracting(Sample::value)
                    .containsExactly(0.0);
            assertThat(page.names()).noneMatch(name -> name.startsWith("redis_"));
        }
    }

    private static Set<String> pods(Exposition page) {
        return page.samples().stream()
                .map(sample -> sample.labels().get("pod"))
                .filter(pod -> pod != null)
                .collect(Collectors.toSet());
    }
}
