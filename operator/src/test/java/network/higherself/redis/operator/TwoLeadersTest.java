package network.higherself.redis.operator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.http.AsyncBody;
import io.fabric8.kubernetes.client.http.HttpRequest;
import io.fabric8.kubernetes.client.http.HttpResponse;
import io.fabric8.kubernetes.client.http.Interceptor;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import network.higherself.redis.operator.credentials.AclFile;
import org.junit.jupiter.api.Test;

/** Two replicas that both believe that they lead make one set of passwords and one authority. */
class TwoLeadersTest {

    private static final String NAMESPACE = "contested";
    private static final int RESOURCES = 12;
    private static final Duration DEADLINE = Duration.ofSeconds(60);

    private final AtomicInteger refused = new AtomicInteger();

    @Test
    void racingFirstVisitsEndWithOnePassword() throws IOException {
        try (OperatorsOnApiServer operators = new OperatorsOnApiServer(NAMESPACE)) {
            KubernetesClient user = operators.user();
            operators.lead(countingConflicts());
            operators.lead(countingConflicts());

            IntStream.range(0, RESOURCES)
                    .parallel()
                    .forEach(number -> operators.create("r" + number, number % 2 == 0 ? "Development" : "Staging"));

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
                    assertOneOfEach(user, name, number % 2 != 0);
                }
            });
            assertThat(refused).as("writes that came second").hasPositiveValue();
        }
    }

    private static void assertOneOfEach(KubernetesClient user, String name, boolean tls) {
        Map<String, String> credentials = secret(user, name + "-credentials");
        Map<String, String> pods = secret(user, name + "-server");
        for (String account : List.of("operator", "replication", "application")) {
            assertThat(pods.get("users-7.0.acl")).contains(AclFile.hash(credentials.get(account)));
        }
        assertThat(pods).containsEntry("replication-password", credentials.get("replication"));
        assertThat(secret(user, name + "-connection")).containsEntry("REDIS_PASSWORD", credentials.get("application"));
        assertThat(secret(user, name + "-binding")).containsEntry("password", credentials.get("application"));
        if (tls) {
            String authority = secret(user, name + "-authority").get("ca.crt");
            assertThat(secret(user, name + "-tls")).containsEntry("ca.crt", authority);
            assertThat(secret(user, name + "-binding")).containsEntry("ca.crt", authority);
        }
    }

    private static Map<String, String> secret(KubernetesClient user, String name) {
        Secret secret = user.secrets().inNamespace(NAMESPACE).withName(name).get();
        assertThat(secret).as(name).isNotNull();
        return secret.getData().entrySet().stream()
                .collect(java.util.stream.Collectors.toMap(
                        Map.Entry::getKey,
                        entry -> new String(Base64.getDecoder().decode(entry.getValue()), StandardCharsets.UTF_8)));
    }

    private Interceptor countingConflicts() {
        return new Interceptor() {
            @Override
            public void after(
                    HttpRequest request, HttpResponse<?> response, AsyncBody.Consumer<List<ByteBuffer>> consumer) {
                if (response.code() == 409 && request.uri().getPath().endsWith("-credentials")) {
                    refused.incrementAndGet();
                }
            }
        };
    }
}
