package network.higherself.redis.playground.node.controllers;

import static network.higherself.redis.playground.node.controllers.EndpointSliceBuilding.SERVICE;
import static network.higherself.redis.playground.node.controllers.EndpointSliceBuilding.protocol;

import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServicePort;
import io.fabric8.kubernetes.api.model.discovery.v1.Endpoint;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointPort;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ScheduledExecutorService;
import java.util.stream.Collectors;
import network.higherself.redis.playground.node.watch.Cluster;
import network.higherself.redis.playground.node.watch.Key;
import network.higherself.redis.playground.node.watch.Pods;
import network.higherself.redis.playground.node.watch.WorkQueue;
import network.higherself.redis.playground.runtime.ClusterDns;
import network.higherself.redis.playground.runtime.Route;
import network.higherself.redis.playground.runtime.ServiceRouter;

/** Turns Services and their EndpointSlices into what the router and the name server serve. */
final class Routing {

    private static final Key ALL = new Key("", "all");
    private static final Duration GATHER = Duration.ofMillis(5);

    private final Cluster cluster;
    private final ServiceRouter router;
    private final ClusterDns dns;
    private final String domain;

    Routing(Cluster cluster, ScheduledExecutorService threads, ServiceRouter router, ClusterDns dns, String domain) {
        this.cluster = cluster;
        this.router = router;
        this.dns = dns;
        this.domain = domain;
        WorkQueue queue = new WorkQueue("routing", threads, key -> apply());
        cluster.on(Service.class, service -> queue.add(ALL, GATHER));
        cluster.on(EndpointSlice.class, slice -> queue.add(ALL, GATHER));
    }

    private void apply() {
        Map<Key, List<EndpointSlice>> slices = cluster.list(EndpointSlice.class).stream()
                .collect(Collectors.groupingBy(
                        slice -> new Key(slice.getMetadata().getNamespace(), Pods.label(slice, SERVICE))));
        List<Service> services = cluster.list(Service.class);
        router.apply(routes(services, slices));
        dns.apply(records(services, slices, domain));
    }

    /** The routes of all Services that have an address of their own. */
    static List<Route> routes(List<Service> services, Map<Key, List<EndpointSlice>> slices) {
        List<Route> routes = new ArrayList<>();
        for (Service service : services) {
            String address = service.getSpec().getClusterIP();
            if (address == null || address.isEmpty() || EndpointSliceBuilding.headless(service)) {
                continue;
            }
            for (ServicePort port : service.getSpec().getPorts()) {
                routes.add(new Route(
                        address,
                        port.getPort(),
                        protocol(port.getProtocol()),
                        backends(port, slices.getOrDefault(Key.of(service), List.of()))));
            }
        }
        return routes;
    }

    private static List<Route.Backend> backends(ServicePort port, List<EndpointSlice> slices) {
        Map<Boolean, LinkedHashSet<Route.Backend>> byReadiness =
                new TreeMap<>(Map.of(true, new LinkedHashSet<>(), false, new LinkedHashSet<>()));
        for (EndpointSlice slice : slices) {
            for (EndpointPort number : EndpointSliceBuilding.ports(slice)) {
                if (!name(port.getName()).equals(name(number.getName()))) {
                    continue;
                }
                for (Endpoint endpoint : EndpointSliceBuilding.endpoints(slice)) {
                    boolean ready = isReady(endpoint);
                    // Without a ready one, those that still serve while they end are better than none, as in
                    // kube-proxy.
                    boolean lastResort = Boolean.TRUE.equals(
                                    endpoint.getConditions().getServing())
                            && Boolean.TRUE.equals(endpoint.getConditions().getTerminating());
                    if (ready || lastResort) {
                        endpoint.getAddresses()
                                .forEach(address ->
                                        byReadiness.get(ready).add(new Route.Backend(address, number.getPort())));
                    }
                }
            }
        }
        return List.copyOf(byReadiness.get(!byReadiness.get(true).isEmpty()));
    }

    private static String name(String name) {
        return name == null ? "" : name;
    }

    private static boolean isReady(Endpoint endpoint) {
        return !Boolean.FALSE.equals(endpoint.getConditions().getReady());
    }

    /** The names of all Services, and of the pods behind the headless ones. */
    static Map<String, List<String>> records(
            List<Service> services, Map<Key, List<EndpointSlice>> slices, String domain) {
        Map<String, List<String>> records = new LinkedHashMap<>();
        for (Service service : services) {
            String name = service.getMetadata().getName() + "."
                    + service.getMetadata().getNamespace() + ".svc." + domain;
            if (!EndpointSliceBuilding.headless(service)) {
                if (service.getSpec().getClusterIP() != null) {
                    records.put(name, List.of(service.getSpec().getClusterIP()));
                }
                continue;
            }
            Map<String, Collection<String>> found = new LinkedHashMap<>();
            slices.getOrDefault(Key.of(service), List.of()).stream()
                    .flatMap(slice -> EndpointSliceBuilding.endpoints(slice).stream())
                    .filter(Routing::isReady)
                    .forEach(endpoint -> {
                        add(found, name, endpoint.getAddresses());
                        if (endpoint.getHostname() != null) {
                            add(found, endpoint.getHostname() + "." + name, endpoint.getAddresses());
                        }
                    });
            found.forEach((owner, addresses) -> records.put(owner, List.copyOf(addresses)));
        }
        return records;
    }

    private static void add(Map<String, Collection<String>> found, String name, List<String> addresses) {
        found.computeIfAbsent(name, n -> new LinkedHashSet<>()).addAll(addresses);
    }
}
