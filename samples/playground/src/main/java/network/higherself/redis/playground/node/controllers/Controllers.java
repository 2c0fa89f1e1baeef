package network.higherself.redis.playground.node.controllers;

import java.time.Clock;
import java.util.concurrent.ScheduledExecutorService;
import network.higherself.redis.playground.node.NodeSettings;
import network.higherself.redis.playground.node.watch.Cluster;
import network.higherself.redis.playground.runtime.ClusterDns;
import network.higherself.redis.playground.runtime.ServiceRouter;

/** What a real cluster's controller manager and service proxy do, as far as it is needed here. */
public final class Controllers {

    private final Claims claims;

    /** Controllers that begin to act as soon as the cluster is watched. */
    public Controllers(
            Cluster cluster,
            NodeSettings settings,
            ScheduledExecutorService threads,
            Clock clock,
            ServiceRouter router,
            ClusterDns dns) {
        new StatefulSets(cluster, threads, clock);
        new ReplicaSets(cluster, threads, clock);
        new Deployments(cluster, threads, clock);
        new Jobs(cluster, threads, clock);
        new DisruptionBudgets(cluster, threads, clock);
        new Namespaces(cluster, threads);
        new EndpointSlices(cluster, threads);
        new Routing(cluster, threads, router, dns, settings.clusterDomain());
        new GarbageCollector(cluster, threads);
        this.claims = new Claims(cluster, threads, settings.directory().resolve("volumes"));
    }

    /** Makes what every cluster has from its start. */
    public void start() {
        claims.start();
    }
}
