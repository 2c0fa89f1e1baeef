package network.higherself.redis.operator.walk;

import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.lettuce.core.ClientOptions;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisException;
import io.lettuce.core.RedisURI;
import io.lettuce.core.SslOptions;
import io.lettuce.core.SslVerifyMode;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.sync.RedisCommands;
import io.lettuce.core.protocol.ProtocolVersion;
import io.lettuce.core.resource.ClientResources;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/** What uses a resource: by its Secrets and its primary Service, over a new connection each time. */
final class Application {

    private static final ClientResources RESOURCES = ClientResources.builder()
            .ioThreadPoolSize(2)
            .computationThreadPoolSize(2)
            .build();

    private final KubernetesClient client;
    private final String namespace;
    private final String name;
    private volatile String problem = "";

    Application(KubernetesClient client, String namespace, String name) {
        this.client = client;
        this.namespace = namespace;
        this.name = name;
    }

    /** The application's password as its connection Secret has it. */
    String password() {
        return secret(name + "-connection").getOrDefault("REDIS_PASSWORD", "");
    }

    /** Why the last commands could not be run. */
    String problem() {
        return problem;
    }

    /** Runs commands as the application. Empty where they can't be: no Secret, no connection, refused. */
    <T> Optional<T> run(Function<RedisCommands<String, String>, T> commands) {
        Map<String, String> settings = secret(name + "-connection");
        return connected(settings, settings.get("REDIS_USERNAME"), settings.get("REDIS_PASSWORD"), commands);
    }

    /** The same as the operator, who may look at the configuration and end a server. */
    <T> Optional<T> runAsOperator(Function<RedisCommands<String, String>, T> commands) {
        return connected(
                secret(name + "-connection"),
                "higherself-operator",
                secret(name + "-credentials").get("operator"),
                commands);
    }

    private <T> Optional<T> connected(
            Map<String, String> settings,
            String user,
            String password,
            Function<RedisCommands<String, String>, T> commands) {
        if (settings.isEmpty() || password == null) {
            return Optional.empty();
        }
        boolean tls = Boolean.parseBoolean(settings.get("REDIS_SSL"));
        RedisURI uri = RedisURI.builder()
                .withHost(settings.get("REDIS_HOST"))
                .withPort(Integer.parseInt(settings.get("REDIS_PORT")))
                .withSsl(tls)
                .withVerifyPeer(SslVerifyMode.FULL)
                .withAuthentication(user, password.toCharArray())
                .withTimeout(Duration.ofSeconds(3))
                .build();
        RedisClient redis = RedisClient.create(RESOURCES, uri);
        ClientOptions.Builder options =
                ClientOptions.builder().autoReconnect(false).protocolVersion(ProtocolVersion.RESP2);
        if (tls) {
            byte[] authority =
                    secret(name + "-binding").getOrDefault("ca.crt", "").getBytes(StandardCharsets.US_ASCII);
            options.sslOptions(SslOptions.builder()
                    .jdkSslProvider()
                    .trustManager(() -> new ByteArrayInputStream(authority))
                    .build());
        }
        redis.setOptions(options.build());
        try (StatefulRedisConnection<String, String> connection = redis.connect()) {
            return Optional.ofNullable(commands.apply(connection.sync()));
        } catch (RedisException notNow) {
            problem = Instant.now() + " " + notNow
                    + (notNow.getCause() == null
                            ? ""
                            : " by " + notNow.getCause().getMessage());
            return Optional.empty();
        } finally {
            redis.shutdownAsync(0, 1, java.util.concurrent.TimeUnit.SECONDS);
        }
    }

    private Map<String, String> secret(String secretName) {
        Secret secret =
                client.secrets().inNamespace(namespace).withName(secretName).get();
        return secret == null || secret.getData() == null
                ? Map.of()
                : secret.getData().entrySet().stream()
                        .collect(Collectors.toMap(
                                Map.Entry::getKey,
                                entry -> new String(
                                        Base64.getDecoder().decode(entry.getValue()), StandardCharsets.UTF_8)));
    }
}
