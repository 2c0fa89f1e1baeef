package network.higherself.redis.playground.node.controllers;

import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSliceBuilder;
import java.net.URI;
import java.time.Clock;
import java.util.concurrent.ScheduledExecutorService;
import network.higherself.redis.playground.node.NodeSettings;
import network.higherself.redis.playground.node.watch.Cluster;
import network.higherself.redis.playground.node.watch.Key;
import network.higherself.redis.playground.node.watch.Pods;
import network.higherself.redis.playground.runtime.ClusterDns;
import network.higherself.redis.playground.runtime.ServiceRouter;

/**
 * What a real cluster's service proxy and provisioner of volumes do, and unless the cluster has one its controller manager,
 * as far as it is needed here.
 */
public final class Controllers {

    private final Cluster cluster;
    private final NodeSettings settings;
    private final Claims claims;

    /** Controllers that begin to act as soon as the cluster is watched. */
    public Controllers(
            Cluster cluster,
            NodeSettings settings,
            ScheduledExecutorService threads,
            ScheduledExecutorService proxyThread,
            Clock clock,
            ServiceRouter router,
            ClusterDns dns) {
        this.cluster = cluster;
        this.settings = settings;
        if (settings.controllers()) {
            new StatefulSets(cluster, threads, clock);
            new ReplicaSets(cluster, threads, clock);
            new Deployments(cluster, threads, clock);
            new Jobs(cluster, threads, clock);
            new DisruptionBudgets(cluster, threads, clock);
            new Namespaces(cluster, threads);
            new EndpointSlices(cluster, threads);
            new GarbageCollector(cluster, threads);
        }
        new Routing(cluster, proxyThread, router, dns, settings.clusterDomain());
        this.claims = new Claims(cluster, threads, settings.directory().resolve("volumes"), settings.controllers());
    }

    /** Makes what every cluster has from its start. */
    public void start() {
        claims.start();
        settings.apiServer().ifPresent(this::announce);
    }

    /** Puts the API server behind its Service, which a real one does itself. */
    private void announce(URI address) {
        Key key = new Key("default", "kubernetes");
        boolean known = cluster.list(EndpointSlice.class, key.namespace()).stream()
                .anyMatch(slice ->
                        Pods.label(slice, EndpointSliceBuilding.SERVICE).equals(key.name()));
        Service service = cluster.get(Service.class, key).orElse(null);
        if (known || service == null) {
            return;
        }
        cluster.create(new EndpointSliceBuilder()
                .withNewMetadata()
                .withName(key.name())
                .withNamespace(key.namespace())
                .addToLabels(EndpointSliceBuilding.SERVICE, key.name())
                .endMetadata()
                .withAddressType("IPv4")
                .addNewEndpoint()
                .withAddresses(address.getHost())
                .withNewConditions()
                .withReady(true)
                .endConditions()
                .endEndpoint()
                .addNewPort()
                .withName(service.getSpec().getPorts().get(0).getName())
                .withPort(address.getPort())
                .withProtocol("TCP")
                .endPort()
                .build());
    }
}
