package network.higherself.redis.operator.settings;

import java.time.Duration;
import java.util.Map;
import java.util.Set;

/**
 * The operator's settings. Each comes from an environment variable; {@link SettingsReader} reads them all, and fails
 * with all that is wrong at once.
 *
 * @param defaultImage image of a resource that names none
 * @param watchNamespaces namespaces to watch; empty: all
 * @param httpPort port of liveness, readiness and metrics
 * @param leaderElection whether replicas elect a leader; off for a single process outside a cluster
 * @param namespace the operator's own namespace
 * @param podName the operator's own name, by which it holds the lease
 * @param podLabels labels of the operator's pods, which network policies admit
 * @param reconcileThreads resources that are reconciled at once
 * @param probeThreads threads that start probes
 * @param actionTimeout deadline of each command to a Redis that is not a probe
 */
public record OperatorSettings(
        String defaultImage,
        Set<String> watchNamespaces,
        int httpPort,
        boolean leaderElection,
        String leaseName,
        String namespace,
        String podName,
        Map<String, String> podLabels,
        String clusterDomain,
        int reconcileThreads,
        int probeThreads,
        Duration actionTimeout) {}
