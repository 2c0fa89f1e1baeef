package network.higherself.redis.operator.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import network.higherself.redis.operator.metrics.Meters;
import network.higherself.redis.operator.metrics.MetricsPage;
import network.higherself.redis.operator.metrics.RedisSeries;
import network.higherself.redis.operator.metrics.ResourceSeries;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class HttpEndpointsTest {

    private final AtomicBoolean alive = new AtomicBoolean(true);
    private final AtomicBoolean ready = new AtomicBoolean(false);
    private final MetricsPage page = new MetricsPage(
            new Meters(),
            new ResourceSeries(List::of, Clock.systemUTC()),
            new RedisSeries(List::of, Clock.systemUTC()));
    private final HttpEndpoints endpoints = new HttpEndpoints(0, alive::get, ready::get, page::write);
    private final HttpClient client = HttpClient.newHttpClient();

    @AfterEach
    void close() {
        endpoints.close();
    }

    @Test
    void readinessFollowsTheOperatorAndLivenessDoesNot() throws Exception {
        assertThat(get("/readyz").statusCode()).isEqualTo(503);
        assertThat(get("/livez").statusCode()).isEqualTo(200);

        ready.set(true);
        assertThat(get("/readyz").statusCode()).isEqualTo(200);

        alive.set(false);
        assertThat(get("/livez").statusCode()).isEqualTo(503);
    }

    @Test
    void metricsAreWhatPrometheusReads() throws Exception {
        HttpResponse<String> metrics = get("/metrics");

        assertThat(metrics.headers().firstValue("Content-Type")).hasValue("text/plain; version=0.0.4; charset=utf-8");
        assertThat(metrics.body()).contains("# TYPE jvm_memory_used_bytes gauge", "process_uptime_seconds");
    }

    @Test
    void nothingElseIsServedAndNothingIsWritten() throws Exception {
        assertThat(get("/livez/else").statusCode()).isEqualTo(404);
        assertThat(get("/").statusCode()).isEqualTo(404);
        HttpRequest post =
                request("/livez").POST(HttpRequest.BodyPublishers.ofString("x")).build();
        assertThat(client.send(post, HttpResponse.BodyHandlers.ofString()).statusCode())
                .isEqualTo(405);
    }

    @Test
    void aPortInUseIsSaidByItsNumber() {
        assertThatThrownBy(() -> new HttpEndpoints(endpoints.port(), alive::get, ready::get, out -> {}))
                .isInstanceOf(UncheckedIOException.class)
                .hasMessage("port " + endpoints.port() + " can't be opened");
    }

    private HttpResponse<String> get(String path) throws IOException, InterruptedException {
        return client.send(request(path).GET().build(), HttpResponse.BodyHandlers.ofString());
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create("http://localhost:" + endpoints.port() + path))
                .timeout(Duration.ofSeconds(5));
    }
}
