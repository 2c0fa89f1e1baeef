package network.higherself.redis.operator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.http.AsyncBody;
import io.fabric8.kubernetes.client.http.HttpRequest;
import io.fabric8.kubernetes.client.http.HttpResponse;
import io.fabric8.kubernetes.client.http.Interceptor;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import network.higherself.redis.operator.credentials.AclFile;
import network.higherself.redis.operator.reconcile.HigherSelfRedisReconciler;
import network.higherself.redis.operator.reconcile.Rooms;
import network.higherself.redis.operator.settings.OperatorSettings;
import network.higherself.redis.operator.settings.SettingsReader;
import network.higherself.redis.playground.apiserver.ApiServer;
import network.higherself.redis.playground.apiserver.ApiServerOptions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Two replicas that both believe that they lead make one set of passwords and one authority. */
class TwoLeadersTest {

    private static final String NAMESPACE = "contested";
    private static final int RESOURCES = 12;
    private static final Duration DEADLINE = Duration.ofSeconds(60);

    private final ApiServer server = ApiServer.start(ApiServerOptions.local());
    private final KubernetesClient user = client(new Interceptor() {});
    private final AtomicInteger refused = new AtomicInteger();
    private final List<AutoCloseable> leaders = new ArrayList<>();

    @AfterEach
    void stop() throws Exception {
        for (AutoCloseable leader : leaders) {
            leader.close();
        }
        user.close();
        server.close();
    }

    @Test
    void racingFirstVisitsEndWithOnePassword() throws IOException {
        user.load(Files.newInputStream(Path.of("../crds/higherselfredises.yaml")))
                .create();
        user.resource(new NamespaceBuilder()
                        .withNewMetadata()
                        .withName(NAMESPACE)
                        .endMetadata()
                        .build())
                .create();
        lead();
        lead();

        IntStream.range(0, RESOURCES)
                .parallel()
                .forEach(number -> user.resource(
                                """
                        apiVersion: redis.higherself.network/v1
                        kind: HigherSelfRedis
                        metadata: {name: r%d, namespace: %s}
                        spec: {environment: %s}
                        """.formatted(number, NAMESPACE, number % 2 == 0 ? "Development" : "Staging"))
                        .create());

        await().atMost(DEADLINE).untilAsserted(() -> {
            for (int number = 0; number < RESOURCES; number++) {
                String name = "r" + number;
                assertThat(user.apps()
                                .statefulSets()
                                .inNamespace(NAMESPACE)
                                .withName(name)
                                .get())
                        .as(name)
                        .isNotNull();
                assertOneOfEach(name, number % 2 != 0);
            }
        });
        assertThat(refused).as("writes that came second").hasPositiveValue();
    }

    private void assertOneOfEach(String name, boolean tls) {
        Map<String, String> credentials = secret(name + "-credentials");
        Map<String, String> pods = secret(name + "-server");
        for (String user : List.of("operator", "replication", "application")) {
            assertThat(pods.get("users-7.0.acl")).contains(AclFile.hash(credentials.get(user)));
        }
        assertThat(pods).containsEntry("replication-password", credentials.get("replication"));
        assertThat(secret(name + "-connection")).containsEntry("REDIS_PASSWORD", credentials.get("application"));
        assertThat(secret(name + "-binding")).containsEntry("password", credentials.get("application"));
        if (tls) {
            String authority = secret(name + "-authority").get("ca.crt");
            assertThat(secret(name + "-tls")).containsEntry("ca.crt", authority);
            assertThat(secret(name + "-binding")).containsEntry("ca.crt", authority);
        }
    }

    private Map<String, String> secret(String name) {
        Secret secret = user.secrets().inNamespace(NAMESPACE).withName(name).get();
        assertThat(secret).as(name).isNotNull();
        return secret.getData().entrySet().stream()
                .collect(java.util.stream.Collectors.toMap(
                        Map.Entry::getKey,
                        entry -> new String(Base64.getDecoder().decode(entry.getValue()), StandardCharsets.UTF_8)));
    }

    /** As the operator does, but without asking who leads. */
    private void lead() {
        KubernetesClient client = client(new Interceptor() {
            @Override
            public void after(
                    HttpRequest request, HttpResponse<?> response, AsyncBody.Consumer<List<ByteBuffer>> consumer) {
                if (response.code() == 409 && request.uri().getPath().endsWith("-credentials")) {
                    refused.incrementAndGet();
                }
            }
        });
        OperatorSettings settings = SettingsReader.read(Map.of("WATCH_NAMESPACES", NAMESPACE));
        Rooms rooms = new Rooms(client, settings, Clock.systemUTC(), () -> true);
        io.javaoperatorsdk.operator.Operator sdk =
                new io.javaoperatorsdk.operator.Operator(overrider -> Operator.configure(overrider, settings, client));
        sdk.register(new HigherSelfRedisReconciler(rooms), overrider -> Operator.controller(overrider, settings));
        sdk.start();
        leaders.add(() -> {
            sdk.stop();
            rooms.close();
            client.close();
        });
    }

    private KubernetesClient client(Interceptor interceptor) {
        Config config = Config.empty();
        config.setMasterUrl(server.url());
        config.setCaCertData(
                Base64.getEncoder().encodeToString(server.authorityPem().getBytes(StandardCharsets.UTF_8)));
        config.setOauthToken(server.adminToken());
        return new KubernetesClientBuilder()
                .withConfig(config)
                .withHttpClientBuilderConsumer(builder -> builder.addOrReplaceInterceptor("observed", interceptor))
                .build();
    }
}
