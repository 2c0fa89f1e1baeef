package network.higherself.redis.playground;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.Optional;
import network.higherself.redis.playground.apiserver.ApiServer;
import network.higherself.redis.playground.apiserver.ApiServerOptions;
import network.higherself.redis.playground.runtime.UserSpaceRouter;

/**
 * The API server: the embedded one, at a loopback address for the node and at the cluster address that pods find in
 * their environment.
 */
record ControlPlane(String kubeconfig, InetSocketAddress address) {

    private static final String CLUSTER_ADDRESS = "10.96.0.1";
    private static final int CLUSTER_PORT = 443;

    static ControlPlane start(Path directory, Optional<Path> auditLog) throws IOException {
        UserSpaceRouter.addAddress(CLUSTER_ADDRESS);
        ApiServerOptions options = ApiServerOptions.local().andAddress(CLUSTER_ADDRESS, CLUSTER_PORT);
        ApiServer server = ApiServer.start(auditLog.map(options::withAuditLog).orElse(options));
        return new ControlPlane(server.adminKubeconfig(), server.addresses().get(0));
    }
}
