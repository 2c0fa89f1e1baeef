package network.higherself.redis.samples.clients;

import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisException;
import io.lettuce.core.RedisURI;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.sync.RedisCommands;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.awaitility.Awaitility;

/** A real Redis with the users that the operator gives features, and one of the test's own. */
final class Server implements AutoCloseable {

    private final Process process;
    private final int port;
    private final RedisClient client;
    private final StatefulRedisConnection<String, String> connection;

    Server() throws IOException {
        try (ServerSocket free = new ServerSocket(0)) {
            port = free.getLocalPort();
        }
        Path directory = Files.createTempDirectory("redis");
        Path users = directory.resolve("users.acl");
        Files.writeString(
                users,
                "user default off\nuser test on >test ~* &* +@all\n"
                        + Files.readString(Path.of("src/test/resources/features.acl")));
        process = new ProcessBuilder(
                        "redis-server",
                        "--port",
                        String.valueOf(port),
                        "--bind",
                        "127.0.0.1",
                        "--save",
                        "",
                        "--dir",
                        directory.toString(),
                        "--aclfile",
                        users.toString(),
                        "--masteruser",
                        "test",
                        "--masterauth",
                        "test")
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("log").toFile())
                .start();
        client = RedisClient.create(RedisURI.create(uri("test")));
        connection = Awaitility.await("a Redis answers")
                .atMost(Duration.ofSeconds(60))
                .ignoreException(io.lettuce.core.RedisConnectionException.class)
                .until(client::connect, StatefulRedisConnection::isOpen);
    }

    String uri(String user) {
        return "redis://" + user + ":test@127.0.0.1:" + port + "/0";
    }

    int port() {
        return port;
    }

    /** Of a feature's connection Secret. */
    Map<String, String> variables(String feature) {
        Map<String, String> variables = new HashMap<>();
        variables.put("REDIS_URI", uri("higherself-" + feature));
        variables.put("REDIS_SSL_CERT_REQS", "required");
        variables.put("REDIS_SSL_CA_CERTS", "");
        variables.put("REDIS_MAX_CONNECTIONS", "10");
        variables.put("REDIS_TIMEOUT", "10");
        variables.put("REDIS_SOCKET_TIMEOUT", "5");
        variables.put("REDIS_RETRY_DELAY", "0.2");
        variables.put("REDIS_MAX_RETRIES", "5");
        return variables;
    }

    Redis as(String feature) {
        return new Redis(RedisSettings.from(variables(feature)), "test");
    }

    /** With every right, as another application may. */
    RedisCommands<String, String> other() {
        return connection.sync();
    }

    @Override
    public void close() {
        try {
            connection.close();
        } catch (RedisException e) {
            throw new IllegalStateException(e);
        } finally {
            client.shutdown(0, 1, java.util.concurrent.TimeUnit.SECONDS);
            process.destroyForcibly();
        }
    }
}
