package network.higherself.redis.playground.node.kubelet;

import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.NodeBuilder;
import io.fabric8.kubernetes.api.model.NodeStatus;
import io.fabric8.kubernetes.api.model.NodeStatusBuilder;
import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import io.fabric8.kubernetes.api.model.coordination.v1.LeaseBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.time.Clock;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import network.higherself.redis.playground.node.NodeSettings;
import network.higherself.redis.playground.node.watch.Cluster;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The Node object and its lease. */
final class NodeRegistration {

    private static final Logger LOG = LoggerFactory.getLogger(NodeRegistration.class);
    private static final String LEASES = "kube-node-lease";

    private final Cluster cluster;
    private final NodeSettings settings;
    private final Clock clock;
    private final int port;

    NodeRegistration(Cluster cluster, NodeSettings settings, Clock clock, int port) {
        this.cluster = cluster;
        this.settings = settings;
        this.clock = clock;
        this.port = port;
    }

    void register() {
        Node node = new NodeBuilder()
                .withNewMetadata()
                .withName(settings.name())
                .addToLabels("kubernetes.io/hostname", settings.name())
                .addToLabels("kubernetes.io/os", "linux")
                .addToLabels("kubernetes.io/arch", System.getProperty("os.arch"))
                .endMetadata()
                .withNewSpec()
                .endSpec()
                .build();
        cluster.create(node);
        cluster.writeStatus(node, status());
        Namespace leases = new NamespaceBuilder()
                .withNewMetadata()
                .withName(LEASES)
                .endMetadata()
                .build();
        cluster.create(leases);
    }

    private NodeStatus status() {
        String now = clock.instant().truncatedTo(ChronoUnit.SECONDS).toString();
        return new NodeStatusBuilder()
                .withCapacity(Machine.capacity())
                .withAllocatable(Machine.capacity())
                .addNewAddress(settings.address(), "InternalIP")
                .addNewAddress(settings.name(), "Hostname")
                .addNewCondition()
                .withType("Ready")
                .withStatus("True")
                .withReason("KubeletReady")
                .withMessage("pods run as processes of this machine")
                .withLastHeartbeatTime(now)
                .withLastTransitionTime(now)
                .endCondition()
                .withNewDaemonEndpoints()
                .withNewKubeletEndpoint(port)
                .endDaemonEndpoints()
                .withNewNodeInfo()
                .withArchitecture(System.getProperty("os.arch"))
                .withOperatingSystem("linux")
                .withKernelVersion(System.getProperty("os.version"))
                .withOsImage("playground")
                .withContainerRuntimeVersion("playground://1")
                .withKubeletVersion("v1.36.0-playground")
                .withKubeProxyVersion("")
                .withMachineID("")
                .withSystemUUID("")
                .withBootID("")
                .endNodeInfo()
                .build();
    }

    void renew() {
        ZonedDateTime now = clock.instant().truncatedTo(ChronoUnit.MICROS).atZone(ZoneOffset.UTC);
        Lease lease = new LeaseBuilder()
                .withNewMetadata()
                .withName(settings.name())
                .withNamespace(LEASES)
                .endMetadata()
                .withNewSpec()
                .withHolderIdentity(settings.name())
                .withLeaseDurationSeconds(40)
                .withRenewTime(now)
                .endSpec()
                .build();
        try {
            if (!cluster.create(lease)) {
                cluster.merge(lease, Map.of("spec", lease.getSpec()), "");
            }
        } catch (KubernetesClientException e) {
            // The next renewal is due in a quarter of the lease's duration.
            LOG.debug("lease not renewed: {}", e.getMessage());
        }
    }
}
