package network.higherself.redis.operator.http.api;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.zip.GZIPInputStream;
import network.higherself.redis.operator.http.LeaderConnection;
import network.higherself.redis.operator.http.Request;
import network.higherself.redis.operator.http.Response;
import network.higherself.redis.operator.http.api.SampleApi.Answer;
import network.higherself.redis.operator.redis.Access;
import network.higherself.redis.operator.redis.Instance;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

/** Who gets which answer. The one Redis that there is counts who comes, and never answers. */
class HealthApiTest {

    private static final String AGENTS = "/api/v1/namespaces/sample/redis/agents/";

    private static final Access ACCESS = new Access("user", "password", Optional.empty());

    private final SampleApi api = new SampleApi(Optional.of(SampleApi.KEY));
    private final AtomicInteger reached = new AtomicInteger();
    private ServerSocket redis;

    @BeforeEach
    void listen() throws Exception {
        redis = new ServerSocket(0);
        Thread counting = new Thread(() -> {
            try {
                while (true) {
                    redis.accept().close();
                    reached.incrementAndGet();
                }
            } catch (java.io.IOException closed) {
                // The test is over.
            }
        });
        counting.setDaemon(true);
        counting.start();
    }

    @AfterEach
    void close() throws Exception {
        api.close();
        redis.close();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    GET /api/v1/namespaces/sample/redis/agents/health           | 200 | 200 | 403
                    GET /api/v1/namespaces/sample/redis/agents/metrics          | 200 | 200 | 403
                    GET /api/v1/namespaces/sample/redis/agents/config           | 200 | 200 | 403
                    POST /api/v1/namespaces/sample/redis/agents/test-connection | 403 | 503 | 403
                    GET /api/v1/namespaces/sample/redis/agents/keys             | 403 | 503 | 403
                    GET /api/v1/namespaces/sample/redis/agents/info/server      | 503 | 503 | 403
                    GET /api/v1/namespaces/sample/redis/agents/slowlog          | 503 | 503 | 403
                    GET /api/v1/namespaces/sample/redis/agents/clients          | 503 | 503 | 403
                    GET /api/v1/namespaces/sample/redis/none/health             | 404 | 404 | 403
                    GET /api/v1/namespaces/other/redis/cache/health             | 403 | 403 | 403
                    GET /api/v1/namespaces/sample/redis                         | 200 | 200 | 403
                    GET /api/v1/namespaces/other/redis                          | 403 | 403 | 403
                    GET /api/v1/redis                                           | 200 | 200 | 403
                    GET /health                                                 | 200 | 200 | 403
                    GET /metrics                                                | 403 | 403 | 403
                    GET /openapi.json                                           | 200 | 200 | 200
                    GET /redis/health                                           | 200 | 200 | 403
                    GET /redis/health/async                                     | 200 | 200 | 403
                    GET /redis/metrics                                          | 200 | 200 | 403
                    GET /redis/config                                           | 200 | 200 | 403
                    POST /redis/test-connection                                 | 403 | 503 | 403
                    POST /redis/test-async-connection                           | 403 | 503 | 403
                    GET /redis/info/memory                                      | 503 | 503 | 403
                    GET /redis/keys/pattern/a*                                  | 403 | 503 | 403
                    """)
    void tellsThoseWhoMay(String call, int reader, int writer, int nobody) {
        api.withoutPrimary();
        assertThat(api.call("reader", call).status()).isEqualTo(reader);
        assertThat(api.call("writer", call).status()).isEqualTo(writer);
        assertThat(api.call("nobody", call).status()).isEqualTo(nobody);
        assertThat(api.call("", call).status()).isEqualTo(401);
        assertThat(api.call("stranger", call).status()).isEqualTo(401);
    }

    @Test
    void listsWhatTheCallerMayListAndNothingElse() {
        Answer health = api.call("reader", "GET /health");
        assertThat(health.body().at("/resources/total").asInt()).isEqualTo(1);
        assertThat(health.text()).doesNotContain("cache");
        assertThat(api.call("reader", "GET /api/v1/redis").text()).doesNotContain("cache");
        assertThat(api.call("scraper", "GET /metrics").text()).isEqualTo("up 1\n");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "gzip | true",
                "deflate, gzip;q=0.5 | true",
                "GZIP,br | true",
                "gzip;q=0 | false",
                "br | false",
                "'' | false"
            })
    void aScrapeIsZippedForWhoReadsIt(String accepted, boolean zipped) throws Exception {
        Response answer = api.answer(new Request(
                "GET",
                "/metrics",
                "",
                Map.of("authorization", "Bearer scraper", "accept-encoding", accepted),
                new byte[0],
                "10.0.0.1"));
        InputStream body = new ByteArrayInputStream(answer.body().get(0));
        assertThat(answer.headers().containsKey("Content-Encoding")).isEqualTo(zipped);
        assertThat(new String((zipped ? new GZIPInputStream(body) : body).readAllBytes(), StandardCharsets.UTF_8))
                .isEqualTo("up 1\n");
    }

    @Test
    void theOperatorDegradesAndDoesNotFailWhereARedisIsDown() {
        api.watch(instance(), ACCESS);
        org.awaitility.Awaitility.await()
                .untilAsserted(() -> assertThat(api.call("reader", "GET " + AGENTS + "health")
                                .body()
                                .path("health")
                                .asText())
                        .isEqualTo("Unhealthy"));
        Answer health = api.call("reader", "GET /health");
        assertThat(health.status()).isEqualTo(200);
        assertThat(health.body().path("status").asText()).isEqualTo("degraded");
        assertThat(health.body().at("/notHealthy/0/name").asText()).isEqualTo("agents");
        assertThat(api.call("reader", "GET /redis/health").body().path("status").asText())
                .isEqualTo("unhealthy");
        assertThat(api.call("reader", "GET " + AGENTS + "config")
                        .body()
                        .path("source")
                        .asText())
                .isEqualTo("plan");
    }

    @Test
    void withoutTheSettingTheOriginalPathsSayWhatIsMissing() {
        try (SampleApi unset = new SampleApi(Optional.empty())) {
            Answer answer = unset.call("reader", "GET /redis/health");
            assertThat(answer.status()).isEqualTo(409);
            assertThat(answer.type()).isEqualTo("application/problem+json");
            assertThat(answer.body().path("detail").asText()).contains("ORIGINAL_RESOURCE");
        }
    }

    @Test
    void aReplicaThatHasOnlyBegunToLeadDoesNotSayThatThereIsNothing() {
        api.hasOnlyBegunToLead();
        assertThat(api.call("reader", "GET " + AGENTS + "health").status()).isEqualTo(503);
        assertThat(api.call("reader", "GET /health").status()).isEqualTo(503);
        assertThat(api.call("scraper", "GET /metrics").status()).isEqualTo(200);
    }

    @Test
    void aReplicaThatStandsByKnowsNothingAndSaysSoWhereNobodyLeads() {
        api.standsBy();
        assertThat(api.call("reader", "GET " + AGENTS + "health").status()).isEqualTo(503);
        assertThat(api.call("nobody", "GET " + AGENTS + "health").status()).isEqualTo(403);
        assertThat(api.call("scraper", "GET /metrics").status()).isEqualTo(503);
        assertThat(api.call("scraper", "GET /metrics?scope=replica").status()).isEqualTo(200);
        Request passedOn = new Request(
                "GET",
                AGENTS + "health",
                "",
                Map.of("authorization", "Bearer reader", LeaderConnection.PASSED_ON, "operator-1"),
                new byte[0],
                "10.0.0.1");
        assertThat(api.call(passedOn).body().path("detail").asText()).contains("no replica of the operator leads");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET " + AGENTS + "keys?limit=0",
                "GET " + AGENTS + "keys?limit=1001",
                "GET " + AGENTS + "keys?limit=-1",
                "GET " + AGENTS + "keys?limit=1e3",
                "GET " + AGENTS + "keys?limit=99999999999999999999",
                "GET " + AGENTS + "keys?limit=1&limit=2",
                "GET " + AGENTS + "keys?limit=",
                "GET " + AGENTS + "keys?pattern=",
                "GET " + AGENTS + "keys?pattern=%00",
                "GET " + AGENTS + "keys?pattern=a%0d%0aFLUSHALL",
                "GET " + AGENTS + "keys?pattern=a*a*a*a*a*a*a*a*a*a",
                "GET " + AGENTS + "keys?pattern=%",
                "GET " + AGENTS + "keys?pattern=%zz",
                "GET " + AGENTS + "keys?pattern=%ff",
                "GET " + AGENTS + "keys?pattern=%c0%80",
                "GET " + AGENTS + "keys?patern=a",
                "GET " + AGENTS + "keys?&",
                "GET " + AGENTS + "info/everything%20else",
                "GET " + AGENTS + "info/SERVER",
                "GET " + AGENTS + "slowlog?limit=101",
                "GET " + AGENTS + "slowlog?instance=../x",
                "GET " + AGENTS + "clients?instance=%F0%9F%92%A9",
                "GET /api/v1/namespaces/Sample/redis/agents/health",
                "GET /api/v1/namespaces/sample/redis/a_b/health",
                "GET /api/v1/namespaces/sample%2fredis/redis/agents/health",
                "GET /api/v1/namespaces//redis/agents/health",
                "GET /redis/keys/pattern/%",
                "GET /redis/keys/pattern/a?limit=x",
                "POST " + AGENTS + "test-connection?route=a%20b",
                "GET /metrics?scope=all"
            })
    void badInputIsRefusedWithWordsAndReachesNoRedis(String call) {
        api.pointsTo(instance(), ACCESS);
        Answer answer = api.call("writer", call);
        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.type()).isEqualTo("application/problem+json");
        assertThat(answer.body().path("detail").asText()).isNotBlank().doesNotContain("Exception", "java");
        assertThat(reached).hasValue(0);
    }

    @Test
    void aRouteIsTestedByItsName() {
        String test = "POST " + AGENTS + "test-connection?route=";
        Answer served = api.call("writer", test + SampleApi.ROUTE);
        assertThat(served.status()).isEqualTo(200);
        assertThat(served.body().path("by").asText()).isEqualTo(SampleApi.ROUTE);
        assertThat(served.body().path("latencyMicros").asLong()).isEqualTo(700);
        assertThat(api.call("writer", test + "nowhere").body().path("detail").asText())
                .contains("there are: " + SampleApi.ROUTE);
        assertThat(api.call("reader", "GET " + AGENTS + "health")
                        .body()
                        .at("/routes/0/health")
                        .asText())
                .isEqualTo("Healthy");
        api.routeBreaks();
        Answer broken = api.call("writer", test + SampleApi.ROUTE);
        assertThat(broken.status()).isEqualTo(503);
        assertThat(broken.body().path("detail").asText())
                .isEqualTo("route primary-service: the name agents.sample.svc has no address");
    }

    @Test
    void whereNothingMayBeWrittenTheRouteIsTakenAllTheSame() {
        api.pointsToTheirs(instance(), ACCESS);
        String test = "POST " + AGENTS + "test-connection";
        Answer forbidden = api.call("writer", test);
        assertThat(forbidden.status()).isEqualTo(409);
        assertThat(forbidden.body().path("detail").asText()).contains("spec.external.canary: Forbidden");
        assertThat(api.call("writer", test + "?route=" + SampleApi.ROUTE).status())
                .isEqualTo(200);
        assertThat(reached).hasValue(0);
    }

    @Test
    void otherMethodsAndBodiesAreRefused() {
        assertThat(api.call("writer", "GET " + AGENTS + "test-connection").status())
                .isEqualTo(405);
        assertThat(api.call("writer", "DELETE " + AGENTS + "health").status()).isEqualTo(405);
        assertThat(api.call("writer", "GET " + AGENTS + "nothing").status()).isEqualTo(404);
        assertThat(api.call("writer", "GET " + AGENTS + "health/").status()).isEqualTo(404);
        Request body = new Request(
                "POST",
                AGENTS + "test-connection",
                "",
                Map.of("authorization", "Bearer writer"),
                "{\"key\": 1}".getBytes(StandardCharsets.UTF_8),
                "10.0.0.1");
        assertThat(api.call(body).status()).isEqualTo(400);
    }

    /** A call that fits gets there, or the other tests would prove nothing. */
    @Test
    void goodInputReachesTheRedis() {
        api.pointsTo(instance(), ACCESS);
        assertThat(api.call("writer", "GET " + AGENTS + "keys?pattern=a*&limit=5")
                        .status())
                .isEqualTo(503);
        org.awaitility.Awaitility.await()
                .untilAsserted(() -> assertThat(reached).hasPositiveValue());
    }

    /** Of many who ask a Redis that takes connections and says nothing, each is told so, and nobody else waits. */
    @Test
    void aRedisThatSwallowsEverythingDelaysNobodyElse() throws Exception {
        try (ServerSocket silent = new ServerSocket(0, 200)) {
            api.pointsTo(
                    new Instance(
                            "sample",
                            "agents",
                            "agents-0",
                            "uid",
                            "localhost",
                            "127.0.0.1",
                            silent.getLocalPort(),
                            false),
                    ACCESS);
            List<CompletableFuture<Answer>> waiting = IntStream.range(0, 100)
                    .mapToObj(i -> api.begin("reader", "GET " + AGENTS + "info/server"))
                    .toList();
            long begin = System.nanoTime();
            assertThat(api.call("reader", "GET " + AGENTS + "health").status()).isEqualTo(200);
            assertThat(api.call("reader", "GET /health").status()).isEqualTo(200);
            assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(2));
            assertThat(waiting).extracting(CompletableFuture::join).allSatisfy(answer -> {
                assertThat(answer.status()).isEqualTo(503);
                assertThat(answer.body().path("detail").asText()).isEqualTo("agents-0: no answer within the deadline");
            });
        }
    }

    @Test
    void aLineOfTheLogTellsWhoAskedWhatAndNeitherTokenNorQuery() {
        Logger logger = (Logger) LoggerFactory.getLogger(AccessLog.class);
        ListAppender<ILoggingEvent> lines = new ListAppender<>();
        lines.start();
        logger.addAppender(lines);
        try {
            api.withoutPrimary();
            api.call("writer", "GET " + AGENTS + "keys?pattern=session:abc*");
            api.call("writer", "GET /redis/keys/pattern/session:abc*");
            api.call("stranger", "GET " + AGENTS + "health");
            api.call("reader", "GET /nowhere%0Aforged");
        } finally {
            logger.detachAppender(lines);
        }
        assertThat(lines.list)
                .extracting(line -> line.getFormattedMessage() + " "
                        + line.getKeyValuePairs().stream()
                                .filter(pair -> !pair.key.equals("millis"))
                                .map(pair -> pair.key + "=" + pair.value)
                                .collect(Collectors.joining(" ")))
                .containsExactly(
                        "access call=GET /api/v1/namespaces/{namespace}/redis/{name}/keys user=writer from=10.0.0.1"
                                + " status=503 resource=sample/agents",
                        "access call=GET /redis/keys/pattern/{pattern} user=writer from=10.0.0.1 status=503"
                                + " resource=sample/agents",
                        "access call=GET /api/v1/namespaces/{namespace}/redis/{name}/health user=- from=10.0.0.1"
                                + " status=401",
                        "access call=none of the API's user=- from=10.0.0.1 status=404");
    }

    /** Whatever is sent: an answer with words, and no failure of the operator. */
    @Test
    void nothingThatIsSentMakesItFail() {
        api.withoutPrimary();
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        for (int i = 0; i < 5000; i++) {
            String path = path(random);
            Answer answer = api.call(new Request(
                    random.nextInt(4) == 0 ? noise(random, 5) : random.nextBoolean() ? "GET" : "POST",
                    path,
                    random.nextBoolean() ? "" : query(random),
                    Map.of("authorization", random.nextInt(10) == 0 ? noise(random, 30) : "Bearer writer"),
                    random.nextInt(5) == 0 ? noise(random, 50).getBytes(StandardCharsets.UTF_8) : new byte[0],
                    "10.0." + i / 250 + "." + i % 250));
            assertThat(answer.status()).as("%s of seed %d", path, seed).isIn(200, 400, 401, 403, 404, 405, 409, 503);
            assertThat(answer.text()).doesNotContain("Exception", "at network.higherself");
        }
    }

    private static String path(Random random) {
        Operation operation = Operation.values()[random.nextInt(Operation.values().length)];
        StringBuilder path = new StringBuilder();
        for (String segment : operation.path().substring(1).split("/")) {
            path.append('/');
            boolean parameter = segment.startsWith("{");
            path.append(
                    random.nextInt(6) == 0
                            ? noise(random, 12)
                            : !parameter
                                    ? segment
                                    : segment.equals("{namespace}")
                                            ? "sample"
                                            : segment.equals("{name}") ? "agents" : noise(random, 8));
        }
        return path.toString();
    }

    private static String query(Random random) {
        String[] names = {"limit", "pattern", "instance", "route", "scope", "", "%", noise(random, 4)};
        StringBuilder query = new StringBuilder();
        for (int i = random.nextInt(3); i >= 0; i--) {
            query.append(names[random.nextInt(names.length)])
                    .append(random.nextInt(8) == 0 ? "" : "=")
                    .append(noise(random, 10))
                    .append(i > 0 ? "&" : "");
        }
        return query.toString();
    }

    private static String noise(Random random, int length) {
        String letters = "a0-._~%/?*[]{}\\\"'<>&=;:,+ \t\r\n\u0000\u007f\u00e9\u4e2d\ud83d";
        StringBuilder noise = new StringBuilder();
        for (int i = random.nextInt(length + 1); i > 0; i--) {
            noise.append(
                    random.nextInt(3) == 0
                            ? String.format("%%%02x", random.nextInt(256))
                            : letters.charAt(random.nextInt(letters.length())));
        }
        return noise.toString();
    }

    private Instance instance() {
        return new Instance(
                "sample", "agents", "agents-0", "uid", "localhost", "127.0.0.1", redis.getLocalPort(), false);
    }
}
