package network.higherself.redis.playground.apiserver;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** The embedded server answers as a real one did, exchange for exchange, each standing on those before it. */
class ConformanceTest {
    /** Steps whose body differs on purpose, with the reason; CONFORMANCE.md tells them to its readers. */
    private static final Map<String, String> DELIBERATE = Map.of(
            "PVC: shrinking or changing is refused",
            "the real server appends a Go diff of its internal structs to the message");

    private static ApiServer server;
    private static HttpClient client;

    @BeforeAll
    static void start() throws Exception {
        server = ApiServer.start(ApiServerOptions.local());
        client = Clients.trusting(server);
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @TestFactory
    Stream<DynamicTest> everyExchange() throws IOException {
        return Exchange.all().stream()
                .map(exchange -> DynamicTest.dynamicTest(exchange.name(), () -> replay(exchange)));
    }

    private static void replay(Exchange exchange) throws Exception {
        HttpResponse<InputStream> response = client.send(request(exchange.step()), BodyHandlers.ofInputStream());
        assertThat(response.statusCode()).isEqualTo(exchange.code());
        try (InputStream body = response.body()) {
            JsonNode answer = exchange.watchedEvents() > 0
                    ? events(exchange, body)
                    : exchange.view(new String(body.readAllBytes(), StandardCharsets.UTF_8));
            if (DELIBERATE.containsKey(exchange.name())) {
                assertThat(answer).as("no longer differs").isNotEqualTo(exchange.answer());
            } else {
                assertThat(answer.toPrettyString()).isEqualTo(exchange.answer().toPrettyString());
            }
        }
    }

    private static JsonNode events(Exchange exchange, InputStream body) throws IOException {
        BufferedReader lines = new BufferedReader(new InputStreamReader(body, StandardCharsets.UTF_8));
        var events = Exchange.MAPPER.createArrayNode();
        for (int i = 0; i < exchange.watchedEvents(); i++) events.add(exchange.view(lines.readLine()));
        return events;
    }

    private static HttpRequest request(JsonNode step) {
        JsonNode body = step.get("body");
        String content = body == null ? "" : body.isTextual() ? body.asText() : body.toString();
        HttpRequest.Builder request = Clients.request(server, step.path("path").asText())
                .header("User-Agent", "Python-urllib/3.13")
                .header("Accept", step.path("accept").asText())
                .timeout(Duration.ofSeconds(10))
                .method(
                        step.path("method").asText(),
                        body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(content));
        if (body != null)
            request.header("Content-Type", step.path("contentType").asText());
        if (step.has("user")) {
            request.header("Impersonate-User", step.get("user").asText());
            List.of("system:authenticated").forEach(group -> request.header("Impersonate-Group", group));
        }
        return request.build();
    }
}
