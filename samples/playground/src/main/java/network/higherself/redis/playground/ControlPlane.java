package network.higherself.redis.playground;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.Optional;
import network.higherself.redis.playground.apiserver.ApiServer;
import network.higherself.redis.playground.apiserver.ApiServerOptions;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The API server, at a loopback address for the node and at the cluster address that pods find in their environment: the
 * real one where its programs are at hand, else the embedded one.
 *
 * @param kind what it is, for people
 * @param controllers whether it has controllers of its own
 */
record ControlPlane(String kind, String kubeconfig, InetSocketAddress address, boolean controllers) {

    private static final Logger LOG = LoggerFactory.getLogger(ControlPlane.class);
    private static final String CLUSTER_ADDRESS = "10.96.0.1";
    private static final int CLUSTER_PORT = 443;

    /** @param machine the address that pods reach this machine at */
    static ControlPlane start(Path directory, String machine, Optional<Path> auditLog) throws IOException {
        Optional<Path> programs = RealApiServer.programs(System.getenv());
        if (programs.isEmpty()) {
            return embedded("embedded", auditLog);
        }
        try {
            RealApiServer server = RealApiServer.start(programs.get(), directory, machine, auditLog);
            String kind = (server.controllers() ? "kube-apiserver and kube-controller-manager" : "kube-apiserver")
                    + " of " + programs.get();
            return new ControlPlane(kind, server.kubeconfig(), server.address(), server.controllers());
        } catch (IOException e) {
            LOG.warn("The embedded API server takes its place: {}", e.getMessage());
            return embedded("embedded, because " + e.getMessage(), auditLog);
        }
    }

    private static ControlPlane embedded(String kind, Optional<Path> auditLog) throws IOException {
        ApiServerOptions options = ApiServerOptions.local().andAddress(CLUSTER_ADDRESS, CLUSTER_PORT);
        ApiServer server = ApiServer.start(auditLog.map(options::withAuditLog).orElse(options));
        return new ControlPlane(
                kind, server.adminKubeconfig(), server.addresses().get(0), false);
    }
}
