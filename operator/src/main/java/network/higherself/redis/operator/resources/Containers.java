package network.higherself.redis.operator.resources;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.ContainerPortBuilder;
import io.fabric8.kubernetes.api.model.SecurityContext;
import io.fabric8.kubernetes.api.model.SecurityContextBuilder;
import network.higherself.redis.operator.plan.RedisPlan;

/** The containers of a pod. Both run the image that the user chose. */
final class Containers {

    private static final String TERMINATION_MESSAGE_PATH = "/dev/termination-log";

    private Containers() {}

    /** Asks the server for its version before it starts, so that no directive and no rule can be too new for it. */
    static Container version(RedisPlan plan) {
        return new ContainerBuilder()
                .withName(Names.VERSION_CONTAINER)
                .withImage(plan.image())
                .withCommand("sh", Paths.CONFIG + "/" + Scripts.VERSION)
                .withResources(Quantities.canonical(plan.resources()))
                .withVolumeMounts(Volumes.forVersion())
                .withSecurityContext(restricted())
                .withTerminationMessagePath(TERMINATION_MESSAGE_PATH)
                .withTerminationMessagePolicy("FallbackToLogsOnError")
                .build();
    }

    static Container redis(RedisPlan plan) {
        return new ContainerBuilder()
                .withName(Names.CONTAINER)
                .withImage(plan.image())
                .withCommand("sh", Paths.CONFIG + "/" + Scripts.START)
                .withPorts(new ContainerPortBuilder()
                        .withName(Ports.NAME)
                        .withContainerPort(plan.port())
                        .withProtocol("TCP")
                        .build())
                .withResources(Quantities.canonical(plan.resources()))
                .withVolumeMounts(Volumes.forRedis(plan))
                // The script asks several times within some seconds; until the first sync is done it runs nearly
                // all the time, afterwards it takes one short look.
                .withNewReadinessProbe()
                .withNewExec()
                .withCommand("sh", Paths.CONFIG + "/" + Scripts.READY)
                .endExec()
                .withPeriodSeconds(10)
                .withTimeoutSeconds(12)
                .withSuccessThreshold(1)
                .withFailureThreshold(3)
                .endReadinessProbe()
                // The kernel answers for the port from before the dataset is loaded, and while a command blocks the
                // server: only a server that is gone fails this.
                .withNewLivenessProbe()
                .withNewTcpSocket()
                .withNewPort(plan.port())
                .endTcpSocket()
                .withInitialDelaySeconds(10)
                .withPeriodSeconds(10)
                .withTimeoutSeconds(5)
                .withSuccessThreshold(1)
                .withFailureThreshold(6)
                .endLivenessProbe()
                .withNewLifecycle()
                .withNewPreStop()
                .withNewExec()
                .withCommand("sh", Paths.CONFIG + "/" + Scripts.STOP)
                .endExec()
                .endPreStop()
                .endLifecycle()
                .withSecurityContext(restricted())
                .withTerminationMessagePath(TERMINATION_MESSAGE_PATH)
                .withTerminationMessagePolicy("FallbackToLogsOnError")
                .build();
    }

    private static SecurityContext restricted() {
        return new SecurityContextBuilder()
                .withAllowPrivilegeEscalation(false)
                .withReadOnlyRootFilesystem(true)
                .withRunAsNonRoot(true)
                .withNewCapabilities()
                .withDrop("ALL")
                .endCapabilities()
                .build();
    }
}
