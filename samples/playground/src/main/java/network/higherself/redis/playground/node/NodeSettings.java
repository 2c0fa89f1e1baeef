package network.higherself.redis.playground.node;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * How a node is set up.
 *
 * @param name the Node object's name
 * @param address where the API server reaches the kubelet and pods reach the machine
 * @param kubeletPort where logs are served; 0 picks a free port
 * @param directory what pods, logs and volumes are kept below
 * @param clusterDomain the end of all cluster names, {@code cluster.local}
 * @param apiServer the address and port at which the machine's bridge reaches the API server, to be put behind Service
 *     {@code kubernetes} if the API server does not do so itself
 * @param controllers whether the node also does a controller manager's work, since the cluster has none
 * @param restartBackoff the pause before a container's second restart, doubling up to thirty times this; a real kubelet has 10 s
 * @param volumeDelay how late a changed ConfigMap or Secret reaches the files of a pod; on a real node up to a minute
 */
public record NodeSettings(
        String name,
        String address,
        int kubeletPort,
        Path directory,
        String clusterDomain,
        Optional<URI> apiServer,
        boolean controllers,
        Duration restartBackoff,
        Duration volumeDelay) {

    /** The usual settings: node {@code playground}, back-off from 1 s, volumes 10 s late. */
    public static NodeSettings at(String address, Path directory) {
        return new NodeSettings(
                "playground",
                address,
                0,
                directory,
                "cluster.local",
                Optional.empty(),
                true,
                Duration.ofSeconds(1),
                Duration.ofSeconds(10));
    }

    /** The same with an API server that does not announce itself; the host of the address is an IP address. */
    public NodeSettings withApiServer(URI address) {
        return new NodeSettings(
                name,
                this.address,
                kubeletPort,
                directory,
                clusterDomain,
                Optional.of(address),
                controllers,
                restartBackoff,
                volumeDelay);
    }

    /** The same with other delays, for tests that wait for them. */
    public NodeSettings withDelays(Duration restartBackoff, Duration volumeDelay) {
        return new NodeSettings(
                name,
                address,
                kubeletPort,
                directory,
                clusterDomain,
                apiServer,
                controllers,
                restartBackoff,
                volumeDelay);
    }

    /** The same in a cluster with a controller manager. */
    public NodeSettings withoutControllers() {
        return new NodeSettings(
                name, address, kubeletPort, directory, clusterDomain, apiServer, false, restartBackoff, volumeDelay);
    }
}
