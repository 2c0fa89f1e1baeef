package network.higherself.redis.samples.clients;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisConnectionException;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** What an application goes through when its primary moves. */
class KeptConnectionTest {

    @Test
    void goesOnWithTheNewPrimary() throws IOException {
        try (Server old = new Server();
                Server next = new Server()) {
            // The Service: it leads new connections to whoever is the primary.
            AtomicReference<Server> primary = new AtomicReference<>(old);
            RedisClient client = RedisClient.create();
            try (KeptConnection connection = new KeptConnection(
                    RedisSettings.from(old.variables("rate-limiting")),
                    () -> client.connect(
                            io.lettuce.core.RedisURI.create(primary.get().uri("higherself-rate-limiting"))),
                    () -> {})) {
                connection.call(redis -> redis.set("rate_limit:a", "1"));

                old.other().replicaof("127.0.0.1", next.port());
                primary.set(next);
                connection.call(redis -> redis.set("rate_limit:a", "2"));
                assertThat(next.other().get("rate_limit:a")).isEqualTo("2");

                old.other().replicaofNoOne();
                next.other().replicaof("127.0.0.1", old.port());
                primary.set(old);
                connection.transaction(redis -> redis.set("rate_limit:a", "3"));
                assertThat(old.other().get("rate_limit:a")).isEqualTo("3");
            } finally {
                client.shutdown(Duration.ZERO, Duration.ofSeconds(1));
            }
        }
    }

    @Test
    void goesOnAfterItsConnectionWasClosed() throws IOException {
        try (Server server = new Server();
                Redis redis = server.as("task-queue");
                KeptConnection connection = redis.connection()) {
            connection.call(commands -> commands.set("task:a", "1"));
            server.other().clientKill(io.lettuce.core.KillArgs.Builder.user("higherself-task-queue"));
            String kept = connection.call(commands -> commands.get("task:a"));
            assertThat(kept).isEqualTo("1");
        }
    }

    @Test
    void aRefusedPasswordIsNotTriedAgain() throws IOException {
        try (Server server = new Server()) {
            Map<String, String> variables = server.variables("cache");
            variables.put("REDIS_URI", server.uri("higherself-cache").replace(":test@", ":wrong@"));
            variables.put("REDIS_RETRY_DELAY", "3600");
            try (Redis redis = new Redis(RedisSettings.from(variables), "test");
                    KeptConnection connection = redis.connection()) {
                assertThatThrownBy(() -> connection.call(commands -> commands.get("api:a")))
                        .isInstanceOf(RedisConnectionException.class)
                        .hasRootCauseMessage("WRONGPASS invalid username-password pair or user is disabled.");
            }
        }
    }

    @Test
    void opensNoMoreConnectionsThanItMay() throws IOException {
        try (Server server = new Server()) {
            Map<String, String> variables = server.variables("cache");
            variables.put("REDIS_MAX_CONNECTIONS", "1");
            try (Redis redis = new Redis(RedisSettings.from(variables), "test")) {
                KeptConnection first = redis.connection();
                assertThatIllegalStateException()
                        .isThrownBy(redis::connection)
                        .withMessageContaining("client.maxConnections");
                first.close();
                redis.connection().close();
            }
        }
    }

    @Test
    void readsASecretsVariablesAndTellsNoPassword() {
        RedisSettings settings = RedisSettings.from(Map.of(
                "REDIS_URI", "rediss://higherself-cache:p%40ss@agents.ns.svc:6380/2",
                "REDIS_SSL_CA_CERTS", "/etc/redis-binding/ca.crt",
                "REDIS_MAX_CONNECTIONS", "20",
                "REDIS_RETRY_DELAY", "0.25",
                "REDIS_RETRY_ON_TIMEOUT", "false"));

        assertThat(settings.redisUri("x")).satisfies(uri -> {
            assertThat(uri.isSsl()).isTrue();
            assertThat(uri.getVerifyMode()).isEqualTo(io.lettuce.core.SslVerifyMode.FULL);
            var credentials = uri.getCredentialsProvider().resolveCredentials().block();
            assertThat(credentials.getUsername()).isEqualTo("higherself-cache");
            assertThat(credentials.getPassword()).isEqualTo("p@ss".toCharArray());
            assertThat(uri.getDatabase()).isEqualTo(2);
        });
        assertThat(settings.retryDelay()).isEqualTo(Duration.ofMillis(250));
        assertThat(settings.retryOnTimeout()).isFalse();
        assertThat(settings.toString()).doesNotContain("p%40ss");
        for (String bad : List.of("none", "optional")) {
            assertThatIllegalArgumentException()
                    .isThrownBy(
                            () -> RedisSettings.from(Map.of("REDIS_URI", "rediss://x", "REDIS_SSL_CERT_REQS", bad)));
        }
    }
}
