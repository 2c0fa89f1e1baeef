package network.higherself.redis.operator.settings;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The operator's settings. Each comes from an environment variable; {@link SettingsReader} reads them all, and fails
 * with all that is wrong at once.
 *
 * @param defaultImage image of a resource that names none
 * @param watchNamespaces namespaces to watch; empty: all
 * @param httpPort port of liveness and readiness
 * @param https the port of the health API
 * @param originalResource namespace/name of the resource that the original service's paths speak of
 * @param leaderElection whether replicas elect a leader; off for a single process outside a cluster
 * @param namespace the operator's own namespace
 * @param podName the operator's own name, by which it holds the lease
 * @param podIp address of the operator's own pod, where it is known
 * @param podLabels labels of the operator's pods, which network policies admit
 * @param resolvesServices whether Services are found by their names; else by what the API server tells
 * @param reconcileThreads resources that are reconciled at once
 * @param probeThreads threads that start probes
 * @param actionTimeout deadline of each command to a Redis that is not a probe
 * @param monitoring what the Prometheus Operator is told; empty: nothing
 */
public record OperatorSettings(
        String defaultImage,
        Set<String> watchNamespaces,
        int httpPort,
        Https https,
        Optional<String> originalResource,
        boolean leaderElection,
        String leaseName,
        String namespace,
        String podName,
        Optional<String> podIp,
        Map<String, String> podLabels,
        String clusterDomain,
        boolean resolvesServices,
        int reconcileThreads,
        int probeThreads,
        Duration actionTimeout,
        Optional<Monitoring> monitoring) {

    /**
     * How the health API is served.
     *
     * @param certificateDirectory where somebody else puts the certificate; empty: the operator makes its own
     * @param secret of the operator's own certificate
     * @param service the operator's Service
     */
    public record Https(int port, Optional<Path> certificateDirectory, String secret, String service) {}

    /**
     * What the Prometheus Operator is told, where there is one.
     *
     * @param labels what a Prometheus selects by
     */
    public record Monitoring(Map<String, String> labels) {}

    /** By what this replica holds the lease: its pod's name and, where it is known, its address. */
    public String identity() {
        return podIp.map(address -> podName + ADDRESS + address).orElse(podName);
    }

    /** Between a pod's name and its address; in neither of them. */
    public static final String ADDRESS = "_";
}
