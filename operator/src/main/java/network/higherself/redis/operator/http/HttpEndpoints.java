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
import java.util.concurrent.Semaphore;
import java.util.function.BooleanSupplier;

/** Liveness, readiness and metrics for the kubelet and Prometheus. */
public final class HttpEndpoints implements AutoCloseable {

    private static final int THREADS = 4;

    /** Fewer than threads, so that no number of slow readers keeps the kubelet waiting. */
    private static final int SCRAPES = 2;

    /** A body that is written as it is made, since it may be large. */
    @FunctionalInterface
    public interface Body {
        void write(OutputStream out) throws IOException;
    }

    private final HttpServer server;
    private final ExecutorService threads;
    private final Semaphore scrapes = new Semaphore(SCRAPES);

    /**
     * @param alive false: the process should be restarted
     * @param ready false: not started, or stopping; a standby is ready
     * @param metrics the text that Prometheus reads
     * @throws UncheckedIOException if the port can't be opened
     */
    public HttpEndpoints(int port, BooleanSupplier alive, BooleanSupplier ready, Body metrics) {
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
        server.createContext("/metrics", exchange -> metrics(exchange, metrics));
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

    private void metrics(HttpExchange exchange, Body metrics) throws IOException {
        boolean known = "/metrics".equals(exchange.getRequestURI().getPath());
        if (!known || !"GET".equals(exchange.getRequestMethod())) {
            answer(exchange, 404, "text/plain", "");
        } else if (!scrapes.tryAcquire()) {
            answer(exchange, 503, "text/plain", "as many scrapes as may be are under way\n");
        } else {
            try {
                scrape(exchange, metrics);
            } finally {
                scrapes.release();
            }
        }
    }

    private static void scrape(HttpExchange exchange, Body metrics) throws IOException {
        try (exchange) {
            exchange.getResponseHeaders().set("Content-Type", "text/plain; version=0.0.4; charset=utf-8");
            exchange.sendResponseHeaders(200, 0);
            try (OutputStream out = exchange.getResponseBody()) {
                metrics.write(out);
            }
        }
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
