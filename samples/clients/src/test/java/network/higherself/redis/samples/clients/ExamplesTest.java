package network.higherself.redis.samples.clients;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.lettuce.core.RedisCommandExecutionException;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Each example as its feature's user, beside an application in Python that uses the same keys. */
class ExamplesTest {

    private static final Duration DEADLINE = Duration.ofSeconds(60);
    private static final Clock CLOCK = Clock.systemUTC();
    private static Server server;

    @BeforeAll
    static void start() throws IOException {
        server = new Server();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void aLimitIsExactHoweverManyAskAtOnce() {
        try (Redis here = server.as("rate-limiting");
                Redis there = server.as("rate-limiting");
                RateLimiter one = new RateLimiter(here);
                RateLimiter two = new RateLimiter(there)) {
            long allowed = IntStream.range(0, 400)
                    .parallel()
                    .filter(i -> (i % 2 == 0 ? one : two)
                            .check("ada", 37, Duration.ofMinutes(1))
                            .allowed())
                    .count();

            assertThat(allowed).isEqualTo(37);
            assertThat(server.other().get("rate_limit:ada")).isEqualTo("37");
            assertThat(server.other().ttl("rate_limit:ada")).isBetween(1L, 60L);
            assertThat(one.check("ada", 37, Duration.ofMinutes(1)).remaining()).isZero();
        }
    }

    @Test
    void aCounterThatWouldNeverEndGetsAnEnd() {
        server.other().set("rate_limit:stuck", "9");
        try (Redis redis = server.as("rate-limiting");
                RateLimiter limiter = new RateLimiter(redis)) {
            assertThat(limiter.check("stuck", 5, Duration.ofSeconds(30)).allowed())
                    .isFalse();
            assertThat(server.other().ttl("rate_limit:stuck")).isBetween(1L, 30L);
        }
    }

    @Test
    void whatIsSentToAllReachesAllAndHistoryIsBounded() {
        List<String> grace = new CopyOnWriteArrayList<>();
        List<String> nyra = new CopyOnWriteArrayList<>();
        try (Redis redis = server.as("pubsub");
                AgentMessages messages = new AgentMessages(redis, CLOCK);
                Subscription first =
                        messages.listen("grace", it -> grace.add(it.path("type").asText()));
                Subscription second =
                        messages.listen("nyra", it -> nyra.add(it.path("type").asText()))) {
            assertThat(List.of(first, second)).doesNotContainNull();
            messages.send("ruvo", AgentMessages.ALL, "update", Wire.object());
            messages.send("ruvo", "nyra", "lead", Wire.object());
            Awaitility.await().atMost(DEADLINE).untilAsserted(() -> {
                assertThat(grace).containsExactly("update");
                assertThat(nyra).containsExactly("update", "lead");
            });

            for (int i = 0; i < AgentMessages.KEPT + 20; i++) {
                messages.send("ruvo", "grace", "number", Wire.object().put("i", i));
            }
            assertThat(server.other().llen("agent_messages:ruvo:grace")).isEqualTo(AgentMessages.KEPT);
            assertThat(server.other().ttl("agent_messages:ruvo:grace")).isPositive();
            assertThat(messages.history("ruvo", "grace", 1))
                    .singleElement()
                    .satisfies(last ->
                            assertThat(last.path("payload").path("i").asInt()).isEqualTo(119));
        }
    }

    @Test
    void aListenerWhoseConnectionBreaksListensAgain() {
        List<ObjectNode> heard = new CopyOnWriteArrayList<>();
        try (Redis redis = server.as("pubsub");
                Notifications notifications = new Notifications(redis, CLOCK);
                Subscription open = notifications.listen("bob", heard::add)) {
            assertThat(open).isNotNull();
            server.other().clientKill(io.lettuce.core.KillArgs.Builder.typePubsub());
            Awaitility.await().atMost(DEADLINE).untilAsserted(() -> {
                notifications.send("bob", "hello", Wire.object());
                assertThat(heard).isNotEmpty();
            });
        }
    }

    @Test
    void aNotificationIsHeardAtOnceAndFoundLater() {
        List<ObjectNode> heard = new CopyOnWriteArrayList<>();
        try (Redis redis = server.as("pubsub");
                Notifications notifications = new Notifications(redis, CLOCK);
                Subscription open = notifications.listen("ada", heard::add)) {
            assertThat(open).isNotNull();
            String id = notifications.send("ada", "welcome", Wire.object().put("text", "hello"));

            Awaitility.await().atMost(DEADLINE).until(() -> heard.size() == 1);
            assertThat(notifications.recent("ada", 10)).isEqualTo(heard);
            assertThat(heard.get(0).path("id").asText()).isEqualTo(id);
            IntStream.range(0, 60).forEach(i -> notifications.send("ada", "more", Wire.object()));
            assertThat(server.other().llen("user_notifications:ada")).isEqualTo(Notifications.KEPT);
        }
    }

    @Test
    void sessionsAreListedAndEndByThemselves() {
        try (Redis redis = server.as("session-store");
                Sessions sessions = new Sessions(redis, CLOCK)) {
            String lasting = sessions.create("ada", Wire.object().put("device", "phone"), Duration.ofMinutes(5));
            String brief = sessions.create("ada", Wire.object(), Duration.ofSeconds(1));

            assertThat(server.other().ttl("user_sessions:ada"))
                    .as("the list lives as long as the longest session")
                    .isGreaterThan(60);
            assertThat(sessions.use(lasting).orElseThrow().path("device").asText())
                    .isEqualTo("phone");
            Awaitility.await()
                    .atMost(DEADLINE)
                    .untilAsserted(() -> assertThat(sessions.of("ada")).containsExactly(lasting));
            assertThat(sessions.use(brief)).isEmpty();
            assertThat(server.other().exists("session:" + brief))
                    .as("no session comes back")
                    .isZero();
            assertThat(server.other().smembers("user_sessions:ada")).containsExactly(lasting);

            sessions.endAll("ada");
            assertThat(sessions.of("ada")).isEmpty();
        }
    }

    @Test
    void anAnswerIsKeptAndEntitiesAreFound() {
        AtomicInteger asked = new AtomicInteger();
        try (Redis redis = server.as("cache");
                ApiCache cache = new ApiCache(redis, CLOCK)) {
            for (int i = 0; i < 3; i++) {
                assertThat(cache.response(
                                        "db1",
                                        Duration.ofMinutes(5),
                                        () -> Wire.object().put("n", asked.incrementAndGet()))
                                .path("n")
                                .asInt())
                        .isEqualTo(1);
            }
            assertThat(server.other().get("notion:database:db1")).contains("\"data\":{\"n\":1}", "\"ttl\":300");

            cache.putEntity("e1", Wire.object().put("name", "Adiya Wellness").put("type", "center"));
            cache.putEntity("e2", Wire.object().put("type", "center"));
            assertThat(cache.entityByName("ADIYA wellness")).isPresent();
            assertThat(cache.entitiesByType("center")).hasSize(2);
            cache.forgetEntity("e2");
            assertThat(cache.entitiesByType("center")).hasSize(1);
        }
    }

    @Test
    void aCacheThatIsAwayDelaysAndBreaksNothing() throws IOException {
        Server brief = new Server();
        var variables = brief.variables("cache");
        variables.put("REDIS_MAX_RETRIES", "0");
        try (Redis redis = new Redis(RedisSettings.from(variables), "test");
                ApiCache cache = new ApiCache(redis, CLOCK)) {
            brief.close();

            assertThat(cache.response(
                                    "db1",
                                    Duration.ofMinutes(5),
                                    () -> Wire.object().put("n", 7))
                            .path("n")
                            .asInt())
                    .isEqualTo(7);
        }
    }

    @Test
    void noExampleReachesTheKeysOfAnother() {
        try (Redis redis = server.as("cache");
                KeptConnection connection = redis.connection()) {
            assertThatThrownBy(() -> connection.call(commands -> commands.hget("session:1", "data")))
                    .isInstanceOf(RedisCommandExecutionException.class)
                    .hasMessageStartingWith("NOPERM");
        }
    }
}
