package network.higherself.redis.operator.http;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** Liveness, readiness and metrics for the kubelet and Prometheus. */
public final class HttpEndpoints implements AutoCloseable {

    private static final int THREADS = 2;

    private final HttpServer server;
    private final ExecutorService threads;

    /**
     * @param alive false: the process should be restarted
     * @param ready false: not started, or stopping; a standby is ready
     * @param metrics the text that Prometheus reads
     * @throws UncheckedIOException if the port can't be opened
     */
    public HttpEndpoints(int port, BooleanSupplier alive, BooleanSupplier ready, Supplier<String> metrics) {
        try {
            server = HttpServer.create(new InetSocketAddress(port), 0);
        } catch (IOException e) {
            throw new UncheckedIOException("port " + port + " can't be opened", e);
        }
        threads = Executors.newFixedThreadPool(THREADS, task -> {
            Thread thread = new Thread(task, "http");
            thread.setDaemon(true);
            return thread;
        });
        server.setExecutor(threads);
        server.createContext("/livez", exchange -> check(exchange, alive));
        server.createContext("/readyz", exchange -> check(exchange, ready));
        server.createContext("/metrics", exchange -> answer(exchange, 200, "text/plain; version=0.0.4", metrics.get()));
        server.start();
    }

    /** The port that is really open; another than asked for only where 0 was. */
    public int port() {
        return server.getAddress().getPort();
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }

    private static void check(HttpExchange exchange, BooleanSupplier good) throws IOException {
        boolean passed = good.getAsBoolean();
        answer(exchange, passed ? 200 : 503, "text/plain", passed ? "ok\n" : "not ok\n");
    }

    private static void answer(HttpExchange exchange, int status, String type, String body) throws IOException {
        try (exchange) {
            boolean known = exchange.getRequestURI()
                    .getPath()
                    .equals(exchange.getHttpContext().getPath());
            boolean reads = "GET".equals(exchange.getRequestMethod());
            byte[] bytes = (known && reads ? body : "not found\n").getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Content-Type", type + "; charset=utf-8");
            exchange.sendResponseHeaders(known ? (reads ? status : 405) : 404, bytes.length);
            try (OutputStream out = exchange.getResponseBody()) {
                out.write(bytes);
            }
        }
    }
}
