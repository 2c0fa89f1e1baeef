package network.higherself.redis.operator.http.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import network.higherself.redis.operator.credentials.Credentials;
import network.higherself.redis.operator.http.api.SampleApi.Answer;
import network.higherself.redis.operator.resources.ServerBinaries;
import network.higherself.redis.operator.testing.RealRedis;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What is asked of a Redis, with the operator's own user under the rules that ship. */
class ApiOverRealRedisTest {

    private static final String AGENTS = "/api/v1/namespaces/sample/redis/agents/";
    private static final String SECRET = "pa55word-that-nobody-may-see";

    @ParameterizedTest
    @EnumSource
    void answersAndGivesNoSecretAway(ServerBinaries binary) throws Exception {
        try (RealRedis redis =
                        RealRedis.start(binary, "slowlog-log-slower-than 0", "slowlog-max-len 200", "maxclients 500");
                SampleApi api = new SampleApi(Optional.of(SampleApi.KEY))) {
            redis.ask("SET", "session:" + SECRET, SECRET);
            redis.ask(pairs("api:", 300));
            redis.ask("CONFIG", "SET", "masterauth", SECRET);
            api.watch(redis.instance("agents-0"), redis.access());
            await().until(() -> "Healthy"
                    .equals(api.call("reader", "GET " + AGENTS + "health")
                            .body()
                            .path("health")
                            .asText()));

            JsonNode tested =
                    api.call("writer", "POST " + AGENTS + "test-connection").body();
            assertThat(tested.path("by").asText()).isEqualTo("agents-0");
            assertThat(tested.path("latencyMicros").asLong()).isPositive();
            assertThat(redis.ask("KEYS", "higherself:health:test*")).isBlank();
            JsonNode info =
                    api.call("reader", "GET " + AGENTS + "info/keyspace").body();
            assertThat(info.at("/info/db0/keys").asInt()).isGreaterThanOrEqualTo(301);
            assertThat(api.call("reader", "GET " + AGENTS + "info/server")
                            .body()
                            .at("/info/redis_version")
                            .asText())
                    .isNotBlank();

            Answer slow = api.call("reader", "GET " + AGENTS + "slowlog?limit=100");
            assertThat(slow.body().path("entries")).anySatisfy(entry -> {
                assertThat(entry.path("command").asText()).isEqualTo("MSET");
                assertThat(entry.path("arguments").asLong()).isEqualTo(600);
            });
            assertThat(slow.text()).doesNotContain(SECRET, Credentials.OPERATOR_USER);

            assertThat(api.call("reader", "GET " + AGENTS + "clients").body().path("clients"))
                    .anySatisfy(
                            client -> assertThat(client.path("user").asText()).isEqualTo(Credentials.OPERATOR_USER));

            Answer config = api.call("reader", "GET " + AGENTS + "config");
            assertThat(config.body().path("source").asText()).isEqualTo("server");
            assertThat(config.body().at("/directives/maxclients").asText()).isEqualTo("500");
            assertThat(config.text()).doesNotContain(SECRET, "masterauth", "requirepass");

            Answer metrics = api.call("reader", "GET " + AGENTS + "metrics");
            assertThat(metrics.body().at("/instances/0/maxClients").asInt()).isEqualTo(500);
            assertThat(metrics.body().at("/instances/0/keys").asInt()).isGreaterThanOrEqualTo(301);
            assertThat(metrics.body().at("/instances/0/connections")).isNotEmpty();
            assertThat(metrics.body().at("/client/maxConnections").asInt()).isEqualTo(5);
        }
    }

    @ParameterizedTest
    @EnumSource
    void searchesForKeysWithinBounds(ServerBinaries binary) throws Exception {
        try (RealRedis redis = RealRedis.start(binary);
                SampleApi api = new SampleApi(Optional.of(SampleApi.KEY))) {
            redis.ask(pairs("api:", 2000));
            redis.ask("SET", "a/b c", "x");
            api.watch(redis.instance("agents-0"), redis.access());
            await().until(() -> !api.call("reader", "GET " + AGENTS + "health")
                    .body()
                    .at("/instances/0/answeredAt")
                    .isMissingNode());

            JsonNode some = keys(api, "pattern=api:*&limit=10");
            assertThat(some.path("keys")).hasSize(10);
            assertThat(some.path("complete").asBoolean()).isFalse();
            JsonNode one = keys(api, "pattern=api:1999");
            assertThat(one.path("keys")).hasSize(1);
            assertThat(one.path("complete").asBoolean()).isTrue();
            assertThat(keys(api, "pattern=a%2Fb%20?").at("/keys/0").asText()).isEqualTo("a/b c");
            assertThat(api.call("writer", "GET /redis/keys/pattern/a%2Fb%20%3F")
                            .body()
                            .at("/keys/0")
                            .asText())
                    .isEqualTo("a/b c");

            redis.ask("-n", "3", "SET", "elsewhere", "x");
            api.withDatabase(3);
            assertThat(keys(api, "pattern=*").at("/keys/0").asText()).isEqualTo("elsewhere");
            api.withDatabase(0);
            assertThat(keys(api, "pattern=elsewhere").path("count").asInt()).isZero();

            List<CompletableFuture<Integer>> many = IntStream.range(0, 40)
                    .mapToObj(i -> CompletableFuture.supplyAsync(
                            () -> api.call("writer", "GET " + AGENTS + "keys?pattern=none")
                                    .status()))
                    .toList();
            assertThat(many)
                    .extracting(CompletableFuture::join)
                    .containsOnly(200, 429)
                    .contains(200);
        }
    }

    /** Field by field what the original service answers: api/routes/redis_health.py of the HigherSelf Network Server. */
    @ParameterizedTest
    @EnumSource
    void answersAsTheOriginalServiceDid(ServerBinaries binary) throws Exception {
        try (RealRedis redis = RealRedis.start(binary);
                SampleApi api = new SampleApi(Optional.of(SampleApi.KEY))) {
            api.watch(redis.instance("agents-0"), redis.access());
            await().until(() -> "healthy"
                    .equals(api.call("reader", "GET /redis/health")
                            .body()
                            .path("status")
                            .asText()));

            JsonNode health = api.call("reader", "GET /redis/health").body();
            assertThat(names(health)).containsExactly("status", "timestamp", "latency_ms", "connection_info", "errors");
            assertThat(names(health.path("connection_info")))
                    .containsExactly("host", "port", "database", "ssl_enabled", "max_connections", "timeout");
            assertThat(health.path("latency_ms").asDouble()).isPositive();
            assertThat(health.path("timestamp").asText()).matches("[-0-9]{10}T[0-9:]{8}(\\.[0-9]{1,6})?Z");
            assertThat(health.path("errors")).isEmpty();
            assertThat(api.call("reader", "GET /redis/health/async")
                            .body()
                            .at("/connection_info/client_type")
                            .asText())
                    .isEqualTo("async");

            JsonNode metrics = api.call("reader", "GET /redis/metrics").body();
            assertThat(names(metrics))
                    .containsExactly(
                            "operations",
                            "errors",
                            "avg_latency_ms",
                            "health_status",
                            "redis_info",
                            "connection_pool_info");
            assertThat(names(metrics.path("redis_info")))
                    .containsExactly(
                            "version",
                            "uptime_seconds",
                            "connected_clients",
                            "used_memory_human",
                            "total_commands_processed");
            assertThat(names(metrics.path("connection_pool_info")))
                    .containsExactly("max_connections", "current_connections", "connection_pool_class");

            JsonNode config = api.call("reader", "GET /redis/config").body();
            assertThat(names(config)).containsExactly("connection_settings", "feature_flags", "performance_settings");
            assertThat(names(config.path("connection_settings")))
                    .containsExactly(
                            "host",
                            "port",
                            "database",
                            "ssl_enabled",
                            "username",
                            "password_configured",
                            "connection_url_configured");
            assertThat(names(config.path("feature_flags")))
                    .containsExactly(
                            "cache_enabled",
                            "pubsub_enabled",
                            "session_store_enabled",
                            "rate_limiting_enabled",
                            "metrics_enabled");
            assertThat(names(config.path("performance_settings")))
                    .containsExactly(
                            "max_connections",
                            "timeout",
                            "socket_connect_timeout",
                            "socket_timeout",
                            "health_check_interval",
                            "retry_on_timeout",
                            "retry_on_error",
                            "max_retries",
                            "retry_delay",
                            "slow_query_threshold");

            JsonNode test = api.call("writer", "POST /redis/test-connection").body();
            assertThat(names(test)).containsExactly("status", "message", "test_performed", "timestamp");
            assertThat(test.path("status").asText()).isEqualTo("success");
            assertThat(test.path("test_performed").asText()).isEqualTo("set/get/delete operation");
            assertThat(api.call("writer", "POST /redis/test-async-connection")
                            .body()
                            .path("message")
                            .asText())
                    .isEqualTo("Redis async connection test passed");
            JsonNode info = api.call("reader", "GET /redis/info/memory").body();
            assertThat(names(info)).containsExactly("section", "info", "timestamp");
            assertThat(info.at("/info/used_memory").isNumber()).isTrue();
            assertThat(names(api.call("writer", "GET /redis/keys/pattern/none*?limit=5")
                            .body()))
                    .containsExactly("pattern", "keys", "count", "limit", "timestamp");
        }
    }

    private static JsonNode keys(SampleApi api, String query) {
        Answer answer = api.call("writer", "GET " + AGENTS + "keys?" + query);
        assertThat(answer.status()).as(answer.text()).isEqualTo(200);
        return answer.body();
    }

    private static List<String> names(JsonNode node) {
        List<String> names = new ArrayList<>();
        node.fieldNames().forEachRemaining(names::add);
        return names;
    }

    private static String[] pairs(String prefix, int count) {
        return Stream.concat(
                        Stream.of("MSET"),
                        IntStream.range(0, count).boxed().flatMap(i -> Stream.of(prefix + i, SECRET)))
                .toArray(String[]::new);
    }
}
