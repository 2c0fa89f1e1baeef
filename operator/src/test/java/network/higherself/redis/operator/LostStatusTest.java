package network.higherself.redis.operator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.client.http.BasicBuilder;
import io.fabric8.kubernetes.client.http.HttpRequest;
import io.fabric8.kubernetes.client.http.Interceptor;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import network.higherself.redis.api.v1.HigherSelfRedis;
import org.junit.jupiter.api.Test;

/** A status that the API server did not take is written again, though nothing has changed since. */
class LostStatusTest {

    private static final String NAMESPACE = "lost";
    private static final Duration DEADLINE = Duration.ofSeconds(30);
    private static final int FAILURES = 2;

    private final AtomicInteger failed = new AtomicInteger();

    @Test
    void aWriteThatFailedIsTriedAgain() throws IOException {
        try (OperatorsOnApiServer operators = new OperatorsOnApiServer(NAMESPACE)) {
            operators.lead(failingFirstWrites());
            operators.create("a", "Development");
            await().atMost(DEADLINE).untilAsserted(() -> {
                assertThat(failed).hasValue(FAILURES);
                assertThat(operators
                                .user()
                                .resources(HigherSelfRedis.class)
                                .inNamespace(NAMESPACE)
                                .withName("a")
                                .get()
                                .getStatus()
                                .observedGeneration())
                        .isEqualTo(1);
            });
        }
    }

    /** Sends the first writes of a status to where nobody takes them. */
    private Interceptor failingFirstWrites() {
        return new Interceptor() {
            @Override
            public void before(BasicBuilder builder, HttpRequest request, RequestTags tags) {
                String uri = request.uri().toString();
                boolean status = request.uri().getPath().endsWith("/higherselfredises/a/status");
                if (status && failed.getAndUpdate(before -> Math.min(FAILURES, before + 1)) < FAILURES) {
                    builder.uri(URI.create(uri.replace("/a/status", "/a/nowhere")));
                }
            }
        };
    }
}
