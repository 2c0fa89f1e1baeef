package network.higherself.redis.playground;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import network.higherself.redis.playground.runtime.SocketRelay;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A small Kubernetes, seen from outside: an API server on 127.0.0.1 and a kubeconfig. The cluster itself runs in a child
 * process with namespaces of its own, so that the kernel takes every process, mount and address of it away, whatever
 * ends it.
 */
public final class Playground implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Playground.class);
    private static final String READY = "ready ";

    private final Process inside;
    private final SocketRelay relay;
    private final Path kubeconfig;
    private final Optional<SocketRelay> published;
    private final Path socket;

    private final String apiServer;

    private Playground(
            Process inside,
            SocketRelay relay,
            Optional<SocketRelay> published,
            Path kubeconfig,
            Path socket,
            String apiServer) {
        this.inside = inside;
        this.relay = relay;
        this.published = published;
        this.kubeconfig = kubeconfig;
        this.socket = socket;
        this.apiServer = apiServer;
    }

    /**
     * Starts a playground and returns when its API server answers and its node is registered.
     *
     * @throws IOException if it does not start; the message says why
     */
    public static Playground start(PlaygroundOptions options) throws IOException {
        Files.createDirectories(options.directory());
        Path socket = Files.createTempDirectory("playground").resolve("api.sock");
        List<String> command = new ArrayList<>(List.of("unshare"));
        if (!"root".equals(System.getProperty("user.name"))) {
            command.addAll(List.of("--user", "--map-root-user"));
        }
        command.addAll(List.of(
                "--mount",
                "--net",
                "--pid",
                "--fork",
                "--kill-child",
                "--mount-proc",
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx768m",
                // Every playground is process 1 of its own; their JVMs would fight for one file of /tmp and say so.
                "-XX:-UsePerfData",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                // The first compiler does not use the processor's AES; what the node asks the API server goes faster
                // so.
                "-Djdk.tls.client.cipherSuites=TLS_CHACHA20_POLY1305_SHA256,TLS_AES_128_GCM_SHA256",
                "-Dlogback.configurationFile=playground-logback.xml",
                "-cp",
                System.getProperty("java.class.path"),
                Inside.class.getName(),
                options.directory().toString(),
                options.images().toString(),
                socket.toString()));
        command.add(options.auditLog().map(Path::toString).orElse(""));
        command.add(options.published().map(Published::toString).orElse(""));
        Process inside = new ProcessBuilder(command)
                .redirectError(options.directory().resolve("playground.log").toFile())
                .start();
        String report = report(inside);
        if (!report.startsWith(READY)) {
            inside.destroyForcibly();
            remove(socket);
            throw new IOException(
                    "the playground did not start; see " + options.directory().resolve("playground.log"));
        }
        SocketRelay relay = SocketRelay.fromLoopback(options.port(), socket);
        Optional<SocketRelay> published = options.published().isEmpty()
                ? Optional.empty()
                : Optional.of(SocketRelay.fromLoopback(
                        options.published().get().localPort(), Inside.publishedSocket(socket)));
        Path kubeconfig = options.directory().resolve("kubeconfig");
        Kubeconfig.write(
                kubeconfig,
                Files.readString(options.directory().resolve(Kubeconfig.INNER))
                        .replaceFirst("https://[^\"]+", "https://127.0.0.1:" + relay.port()));
        return new Playground(inside, relay, published, kubeconfig, socket, report.substring(READY.length()));
    }

    /** For {@code KUBECONFIG}. */
    public Path kubeconfig() {
        return kubeconfig;
    }

    /** Which API server it is, for people: {@code embedded}, or where the real one is. */
    public String apiServer() {
        return apiServer;
    }

    public String apiServerUrl() {
        return "https://127.0.0.1:" + relay.port();
    }

    /** Where the Service is that is published, on 127.0.0.1. */
    public int publishedPort() {
        return published.orElseThrow().port();
    }

    /** Waits until the cluster's process has ended. */
    public void await() throws InterruptedException {
        inside.waitFor();
    }

    @Override
    public void close() {
        relay.close();
        published.ifPresent(SocketRelay::close);
        try {
            // The end of its input tells it to stop; the kernel ends what does not.
            inside.getOutputStream().close();
            if (!inside.waitFor(5, TimeUnit.SECONDS)) {
                inside.destroyForcibly().waitFor(5, TimeUnit.SECONDS);
            }
        } catch (IOException alreadyClosed) {
            inside.destroyForcibly();
        } catch (InterruptedException e) {
            inside.destroyForcibly();
            Thread.currentThread().interrupt();
        }
        remove(socket);
    }

    /** The socket is kept apart from the directory, whose path may be longer than a socket's may be. */
    private static void remove(Path socket) {
        try {
            Files.deleteIfExists(socket);
            Files.deleteIfExists(Inside.publishedSocket(socket));
            Files.deleteIfExists(socket.getParent());
        } catch (IOException e) {
            LOG.warn("{} was not removed: {}", socket, e.getMessage());
        }
    }

    private static String report(Process inside) throws IOException {
        BufferedReader lines =
                new BufferedReader(new InputStreamReader(inside.getInputStream(), StandardCharsets.UTF_8));
        return Optional.ofNullable(lines.readLine()).orElse("");
    }
}
