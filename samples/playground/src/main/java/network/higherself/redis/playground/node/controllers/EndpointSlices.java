package network.higherself.redis.playground.node.controllers;

import static network.higherself.redis.playground.node.controllers.EndpointSliceBuilding.MANAGED_BY;
import static network.higherself.redis.playground.node.controllers.EndpointSliceBuilding.SERVICE;

import io.fabric8.kubernetes.api.model.Endpoints;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ScheduledExecutorService;
import network.higherself.redis.playground.node.watch.Cluster;
import network.higherself.redis.playground.node.watch.Key;
import network.higherself.redis.playground.node.watch.Pods;
import network.higherself.redis.playground.node.watch.WorkQueue;

/** Keeps the EndpointSlices and Endpoints of Services that have a selector. */
final class EndpointSlices {

    private final Cluster cluster;
    private final WorkQueue queue;

    EndpointSlices(Cluster cluster, ScheduledExecutorService threads) {
        this.cluster = cluster;
        this.queue = new WorkQueue("endpointslices", threads, this::reconcile);
        cluster.on(Service.class, service -> queue.add(Key.of(service)));
        // A pod whose labels changed may have left a Service that no longer selects it.
        cluster.onBeforeAndAfter(
                Pod.class,
                pod -> cluster.list(Service.class, pod.getMetadata().getNamespace()).stream()
                        .filter(service -> EndpointSliceBuilding.selects(service, pod))
                        .forEach(service -> queue.add(Key.of(service))));
        cluster.on(EndpointSlice.class, slice -> {
            if (Pods.label(slice, MANAGED_BY).equals(EndpointSliceBuilding.CONTROLLER)) {
                queue.add(new Key(slice.getMetadata().getNamespace(), Pods.label(slice, SERVICE)));
            }
        });
        cluster.on(Endpoints.class, endpoints -> queue.add(Key.of(endpoints)));
    }

    private void reconcile(Key key) {
        Service service = cluster.get(Service.class, key).orElse(null);
        if (service == null) {
            cluster.get(Endpoints.class, key)
                    .filter(endpoints -> !Pods.label(endpoints, "endpointslice.kubernetes.io/skip-mirror")
                            .isEmpty())
                    .ifPresent(endpoints -> cluster.delete(endpoints, Map.of()));
            return;
        }
        if (service.getSpec().getSelector() == null
                || service.getSpec().getSelector().isEmpty()) {
            return;
        }
        List<EndpointSlice> wanted = EndpointSliceBuilding.slices(service, cluster.list(Pod.class, key.namespace()));
        Map<String, EndpointSlice> present = new HashMap<>();
        cluster.list(EndpointSlice.class, key.namespace()).stream()
                .filter(slice -> Pods.label(slice, SERVICE).equals(key.name())
                        && Pods.label(slice, MANAGED_BY).equals(EndpointSliceBuilding.CONTROLLER))
                .forEach(slice -> present.put(slice.getMetadata().getName(), slice));
        for (EndpointSlice slice : wanted) {
            write(slice, present.remove(slice.getMetadata().getName()));
        }
        present.values().forEach(slice -> cluster.delete(slice, Map.of()));
        Endpoints endpoints = EndpointSliceBuilding.endpoints(service, wanted);
        write(endpoints, cluster.get(Endpoints.class, key).orElse(null));
    }

    private void write(EndpointSlice wanted, EndpointSlice present) {
        if (present == null) {
            cluster.create(wanted);
        } else if (!wanted.getEndpoints().equals(EndpointSliceBuilding.endpoints(present))
                || !wanted.getMetadata()
                        .getLabels()
                        .equals(present.getMetadata().getLabels())) {
            cluster.merge(
                    present,
                    Map.of(
                            "metadata", Map.of("labels", wanted.getMetadata().getLabels()),
                            "endpoints", wanted.getEndpoints()),
                    "");
        }
    }

    private void write(Endpoints wanted, Endpoints present) {
        if (present == null) {
            cluster.create(wanted);
        } else if (!Objects.equals(wanted.getSubsets(), present.getSubsets())) {
            cluster.merge(present, Map.of("subsets", wanted.getSubsets()), "");
        }
    }
}
