package network.higherself.redis.playground.runtime;

import java.util.List;

/**
 * One port of a Service: what a connection to the cluster address reaches.
 *
 * @param protocol {@code TCP} or {@code UDP}
 * @param endpoints the backends that take new connections; none refuses them
 */
public record Route(String clusterIp, int port, String protocol, List<Backend> endpoints) {

    public Route {
        endpoints = List.copyOf(endpoints);
    }

    /** A pod's address and the port it listens on. */
    public record Backend(String address, int port) {}
}
