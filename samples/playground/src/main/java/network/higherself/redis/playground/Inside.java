package network.higherself.redis.playground;

import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import network.higherself.redis.playground.node.NodeSettings;
import network.higherself.redis.playground.node.PlaygroundNode;
import network.higherself.redis.playground.runtime.DnsServer;
import network.higherself.redis.playground.runtime.ImageTable;
import network.higherself.redis.playground.runtime.LocalRuntime;
import network.higherself.redis.playground.runtime.SocketRelay;
import network.higherself.redis.playground.runtime.UserSpaceRouter;

/**
 * The cluster itself, in namespaces of its own: the API server and the node. Says one line when it is ready, and ends
 * with its standard input, so that it never outlives who started it.
 */
public final class Inside {

    private static final String MACHINE = "10.244.0.1";

    private Inside() {}

    /**
     * Arguments: directory, image table, socket for the API server; then the audit log, or nothing; then a Service that is
     * published, or nothing, at a socket beside the first.
     */
    public static void main(String[] arguments) throws IOException {
        Path directory = Path.of(arguments[0]);
        ImageTable images = ImageTable.read(Path.of(arguments[1]), directory);
        Path socket = Path.of(arguments[2]);
        Optional<Path> auditLog = argument(arguments, 3).map(Path::of);
        Optional<Published> published = argument(arguments, 4).map(Published::parse);
        Mounts.privateRun();
        Path containers = Files.createDirectories(directory.resolve("containers"));
        LocalRuntime runtime = new LocalRuntime(images, containers, "cluster.local", LocalRuntime.canChangeUsers());
        ControlPlane controlPlane = ControlPlane.start(directory, MACHINE, auditLog);
        String kubeconfig = controlPlane.kubeconfig();
        Kubeconfig.write(directory.resolve(Kubeconfig.INNER), kubeconfig);
        SocketRelay.fromSocket(socket, controlPlane.address());
        KubernetesClient client = new KubernetesClientBuilder()
                .withConfig(Config.fromKubeconfig(kubeconfig))
                .build();
        client.resource(DnsServer.service()).create();
        if (published.isPresent()) {
            SocketRelay.fromSocket(publishedSocket(socket), () -> address(client, published.get()));
        }
        NodeSettings settings = NodeSettings.at(MACHINE, directory.resolve("node"))
                .withDelays(Duration.ofSeconds(1), Duration.ofSeconds(5));
        PlaygroundNode.start(
                client,
                runtime,
                new UserSpaceRouter(),
                new DnsServer(),
                controlPlane.controllers() ? settings.withoutControllers() : settings);
        announce("ready " + controlPlane.kind());
        while (System.in.read() >= 0) {
            // Whoever started this says nothing; the end of the stream is all that matters.
            continue;
        }
        System.exit(0);
    }

    private static Optional<String> argument(String[] arguments, int index) {
        return arguments.length > index && !arguments[index].isEmpty()
                ? Optional.of(arguments[index])
                : Optional.empty();
    }

    /** Where the other side reaches the Service that is published. */
    static Path publishedSocket(Path socket) {
        return socket.resolveSibling("published.sock");
    }

    private static InetSocketAddress address(KubernetesClient client, Published published) {
        Service service = client.services()
                .inNamespace(published.namespace())
                .withName(published.service())
                .get();
        return service == null ? null : new InetSocketAddress(service.getSpec().getClusterIP(), published.port());
    }

    /** The one line that the other side waits for. */
    private static void announce(String line) {
        System.out.println(line);
        System.out.flush();
    }
}
