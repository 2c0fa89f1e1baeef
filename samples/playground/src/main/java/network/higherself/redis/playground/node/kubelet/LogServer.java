package network.higherself.redis.playground.node.kubelet;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.io.OutputStream;
import java.io.RandomAccessFile;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.BiFunction;
import network.higherself.redis.playground.node.NodeSettings;
import network.higherself.redis.playground.node.watch.Key;

/** Serves {@code /containerLogs/<namespace>/<pod>/<container>} to the API server. */
final class LogServer implements AutoCloseable {

    private static final long FOLLOW_PAUSE_MILLIS = 100;

    private final HttpsServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool(task -> {
        Thread thread = new Thread(task, "kubelet-logs");
        thread.setDaemon(true);
        return thread;
    });
    private final BiFunction<Key, String, Optional<ContainerRun>> containers;

    LogServer(NodeSettings settings, BiFunction<Key, String, Optional<ContainerRun>> containers) throws IOException {
        this.containers = containers;
        this.server = HttpsServer.create(new InetSocketAddress(settings.address(), settings.kubeletPort()), 0);
        server.setHttpsConfigurator(new HttpsConfigurator(Tls.serving(settings.address())));
        server.createContext("/containerLogs/", this::serve);
        server.setExecutor(threads);
        server.start();
    }

    int port() {
        return server.getAddress().getPort();
    }

    private void serve(HttpExchange exchange) throws IOException {
        try (exchange) {
            String[] parts = exchange.getRequestURI().getPath().split("/");
            Map<String, String> options = options(exchange.getRequestURI().getRawQuery());
            Optional<ContainerRun> run =
                    parts.length == 5 ? containers.apply(new Key(parts[2], parts[3]), parts[4]) : Optional.empty();
            if (run.isEmpty() || !run.get().hasEverStarted()) {
                refuse(exchange, 404, "container has not been started here");
                return;
            }
            Path file = run.get().log(options.containsKey("previous") && !"false".equals(options.get("previous")));
            if (!Files.exists(file)) {
                refuse(exchange, 400, "previous terminated container not found");
                return;
            }
            exchange.getResponseHeaders().set("Content-Type", "text/plain");
            exchange.sendResponseHeaders(200, 0);
            boolean follow = options.containsKey("follow") && !"false".equals(options.get("follow"));
            copy(
                    file,
                    exchange.getResponseBody(),
                    options,
                    () -> follow && run.get().isRunning());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void refuse(HttpExchange exchange, int code, String message) throws IOException {
        byte[] body = message.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(code, body.length);
        exchange.getResponseBody().write(body);
    }

    private static void copy(
            Path file, OutputStream out, Map<String, String> options, java.util.function.BooleanSupplier goesOn)
            throws IOException, InterruptedException {
        byte[] buffer = new byte[8192];
        long left = Long.parseLong(options.getOrDefault("limitBytes", String.valueOf(Long.MAX_VALUE)));
        try (RandomAccessFile source = new RandomAccessFile(file.toFile(), "r")) {
            if (options.containsKey("tailLines")) {
                source.seek(Tail.startOfLast(source, Long.parseLong(options.get("tailLines"))));
            }
            while (left > 0) {
                // Asked before reading, so that what is written last is read once more.
                boolean more = goesOn.getAsBoolean();
                int count = source.read(buffer, 0, (int) Math.min(buffer.length, left));
                if (count > 0) {
                    out.write(buffer, 0, count);
                    out.flush();
                    left -= count;
                } else if (more) {
                    Thread.sleep(FOLLOW_PAUSE_MILLIS);
                } else {
                    return;
                }
            }
        }
    }

    private static Map<String, String> options(String query) {
        Map<String, String> options = new TreeMap<>();
        for (String option : query == null ? new String[0] : query.split("&")) {
            String[] pair = option.split("=", 2);
            options.put(pair[0], pair.length < 2 ? "" : URLDecoder.decode(pair[1], StandardCharsets.UTF_8));
        }
        return options;
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
