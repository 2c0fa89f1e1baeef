package network.higherself.redis.operator.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class HttpEndpointsTest {

    private final AtomicBoolean alive = new AtomicBoolean(true);
    private final AtomicBoolean ready = new AtomicBoolean(false);
    private final Network network = new Network(1);
    private final HttpServer server = HttpServer.plain(network, 0, new HttpEndpoints(alive::get, ready::get));
    private final HttpClient client = HttpClient.newHttpClient();

    @AfterEach
    void close() {
        server.close();
        network.close();
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
    void nothingElseIsServedAndNothingIsWritten() throws Exception {
        for (String path : List.of("/livez/else", "/", "/metrics", "/health")) {
            assertThat(get(path).statusCode()).isEqualTo(404);
        }
        HttpRequest post =
                request("/livez").POST(HttpRequest.BodyPublishers.ofString("x")).build();
        assertThat(client.send(post, HttpResponse.BodyHandlers.ofString()).statusCode())
                .isEqualTo(405);
    }

    /** One thread serves them all: if any of these held it, nobody would be answered. */
    @Test
    void whoSendsSlowlyOrReadsNothingDelaysNobody() throws Exception {
        byte[] much = new byte[8 * 1024 * 1024];
        HttpServer large = HttpServer.plain(
                network, 0, request -> CompletableFuture.completedFuture(Response.of(200, "text/plain", much)));
        List<Socket> slow = new ArrayList<>();
        try {
            for (int i = 0; i < 50; i++) {
                slow.add(send(server.port(), "GET /livez HT"));
                slow.add(send(large.port(), "GET / HTTP/1.1\r\nHost: x\r\n\r\n"));
            }
            long begin = System.nanoTime();
            assertThat(get("/livez").statusCode()).isEqualTo(200);
            assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(3));
        } finally {
            for (Socket socket : slow) {
                socket.close();
            }
            large.close();
        }
    }

    @Test
    void whatIsNoCallIsRefusedWithWords() throws Exception {
        assertThat(answer("nonsense\r\n\r\n")).startsWith("HTTP/1.1 400").contains("this is no HTTP request");
        assertThat(answer("GET /" + "x".repeat(9000) + " HTTP/1.1\r\n\r\n")).startsWith("HTTP/1.1 414");
        assertThat(answer("GET / HTTP/1.1\r\nA: " + "x".repeat(40_000) + "\r\n\r\n"))
                .startsWith("HTTP/1.1 431");
        assertThat(answer("POST / HTTP/1.1\r\nContent-Length: 100000\r\n\r\n")).startsWith("HTTP/1.1 413");
    }

    @Test
    void aPortInUseIsSaidByItsNumber() {
        assertThatThrownBy(() -> HttpServer.plain(network, server.port(), request -> null))
                .isInstanceOf(UncheckedIOException.class)
                .hasMessage("port " + server.port() + " can't be opened");
    }

    private String answer(String sent) throws IOException {
        try (Socket socket = send(server.port(), sent)) {
            socket.setSoTimeout(10_000);
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static Socket send(int port, String text) throws IOException {
        Socket socket = new Socket("localhost", port);
        socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
        return socket;
    }

    private HttpResponse<String> get(String path) throws IOException, InterruptedException {
        return client.send(request(path).GET().build(), HttpResponse.BodyHandlers.ofString());
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create("http://localhost:" + server.port() + path))
                .timeout(Duration.ofSeconds(5));
    }
}
