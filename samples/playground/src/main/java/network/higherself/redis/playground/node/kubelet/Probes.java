package network.higherself.redis.playground.node.kubelet;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerPort;
import io.fabric8.kubernetes.api.model.HTTPGetAction;
import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.Probe;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Optional;
import network.higherself.redis.playground.node.watch.Pods;
import network.higherself.redis.playground.runtime.ContainerProcess;
import network.higherself.redis.playground.runtime.ExecResult;

/** Carries out one probe of a container: exec, tcpSocket or httpGet. */
final class Probes {

    private final HttpClient http;

    Probes(HttpClient http) {
        this.http = http;
    }

    static Duration timeout(Probe probe) {
        return Duration.ofSeconds(Pods.or(probe.getTimeoutSeconds(), 1));
    }

    /** What went wrong; empty if the probe succeeded. */
    Optional<String> failure(Probe probe, Container container, ContainerProcess process, String address) {
        if (probe.getExec() != null) {
            ExecResult result = process.exec(probe.getExec().getCommand(), timeout(probe));
            if (result.code() == 124) {
                return Optional.of("command timed out after " + timeout(probe).toSeconds() + "s");
            }
            return result.code() == 0
                    ? Optional.empty()
                    : Optional.of(result.output().strip());
        }
        try {
            if (probe.getTcpSocket() != null) {
                connect(address, port(probe.getTcpSocket().getPort(), container), timeout(probe));
                return Optional.empty();
            }
            return probe.getHttpGet() == null
                    ? Optional.of("this node does not know such a probe")
                    : get(probe.getHttpGet(), container, address, timeout(probe));
        } catch (IOException e) {
            return Optional.of(String.valueOf(e.getMessage()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.of("interrupted");
        }
    }

    private static void connect(String address, int port, Duration timeout) throws IOException {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(address, port), (int) timeout.toMillis());
        }
    }

    private Optional<String> get(HTTPGetAction action, Container container, String address, Duration timeout)
            throws IOException, InterruptedException {
        String scheme = action.getScheme() == null ? "http" : action.getScheme().toLowerCase(java.util.Locale.ROOT);
        String path = action.getPath() == null ? "/" : action.getPath();
        URI uri = URI.create(scheme + "://" + address + ":" + port(action.getPort(), container)
                + (path.startsWith("/") ? path : "/" + path));
        HttpRequest.Builder request =
                HttpRequest.newBuilder(uri).timeout(timeout).GET();
        action.getHttpHeaders().stream()
                .filter(header -> !header.getName().equalsIgnoreCase("Host"))
                .forEach(header -> request.header(header.getName(), header.getValue()));
        int code = http.send(request.build(), HttpResponse.BodyHandlers.discarding())
                .statusCode();
        return code >= 200 && code < 400 ? Optional.empty() : Optional.of("HTTP probe failed with statuscode: " + code);
    }

    static int port(IntOrString port, Container container) throws IOException {
        if (port.getIntVal() != null) {
            return port.getIntVal();
        }
        return container.getPorts().stream()
                .filter(named -> port.getStrVal().equals(named.getName()))
                .map(ContainerPort::getContainerPort)
                .findFirst()
                .orElseThrow(() -> new IOException("couldn't find port: " + port.getStrVal()));
    }
}
