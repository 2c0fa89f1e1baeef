package network.higherself.redis.playground.node.controllers;

import io.fabric8.kubernetes.api.model.ContainerPort;
import io.fabric8.kubernetes.api.model.EndpointAddress;
import io.fabric8.kubernetes.api.model.EndpointAddressBuilder;
import io.fabric8.kubernetes.api.model.EndpointSubset;
import io.fabric8.kubernetes.api.model.EndpointSubsetBuilder;
import io.fabric8.kubernetes.api.model.Endpoints;
import io.fabric8.kubernetes.api.model.EndpointsBuilder;
import io.fabric8.kubernetes.api.model.ObjectReference;
import io.fabric8.kubernetes.api.model.ObjectReferenceBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServicePort;
import io.fabric8.kubernetes.api.model.discovery.v1.Endpoint;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointBuilder;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointPort;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointPortBuilder;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSliceBuilder;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import network.higherself.redis.playground.node.watch.Pods;

/** What the pods behind a Service amount to, as EndpointSlices and as the older Endpoints. Pure. */
final class EndpointSliceBuilding {

    static final String SERVICE = "kubernetes.io/service-name";
    static final String MANAGED_BY = "endpointslice.kubernetes.io/managed-by";
    static final String CONTROLLER = "endpointslice-controller.k8s.io";

    private EndpointSliceBuilding() {}

    /** The slices of a Service: one for each set of port numbers that its pods resolve the ports to. */
    static List<EndpointSlice> slices(Service service, List<Pod> podsOfNamespace) {
        Map<List<EndpointPort>, List<Endpoint>> byPorts = new LinkedHashMap<>();
        addressable(service, podsOfNamespace)
                .forEach(pod -> byPorts.computeIfAbsent(
                                ports(service, Optional.of(pod)), ports -> new java.util.ArrayList<>())
                        .add(endpoint(service, pod)));
        if (byPorts.isEmpty()) {
            byPorts.put(ports(service, Optional.empty()), List.of());
        }
        return byPorts.entrySet().stream()
                .map(entry -> slice(service, entry.getKey(), entry.getValue()))
                .toList();
    }

    private static Stream<Pod> addressable(Service service, List<Pod> pods) {
        return pods.stream()
                .filter(pod -> selects(service, pod))
                .filter(pod -> !Pods.isFinished(pod)
                        && pod.getStatus() != null
                        && pod.getStatus().getPodIP() != null)
                .sorted(Comparator.comparing(pod -> pod.getMetadata().getName()));
    }

    /** None, where the API server says {@code null}, as it does for a list without members. */
    static List<Endpoint> endpoints(EndpointSlice slice) {
        return Objects.requireNonNullElse(slice.getEndpoints(), List.of());
    }

    /** See {@link #endpoints(EndpointSlice)}. */
    static List<EndpointPort> ports(EndpointSlice slice) {
        return Objects.requireNonNullElse(slice.getPorts(), List.of());
    }

    /** A Service without a selector selects nothing. */
    static boolean selects(Service service, Pod pod) {
        Map<String, String> selector = service.getSpec().getSelector();
        Map<String, String> labels = pod.getMetadata().getLabels();
        return selector != null
                && !selector.isEmpty()
                && labels != null
                && labels.entrySet().containsAll(selector.entrySet());
    }

    private static EndpointSlice slice(Service service, List<EndpointPort> ports, List<Endpoint> endpoints) {
        String suffix = Pods.hash(ports.toString()).substring(0, 5);
        return new EndpointSliceBuilder()
                .withNewMetadata()
                .withName(service.getMetadata().getName() + "-" + suffix)
                .withNamespace(service.getMetadata().getNamespace())
                .withLabels(service.getMetadata().getLabels())
                .addToLabels(SERVICE, service.getMetadata().getName())
                .addToLabels(MANAGED_BY, CONTROLLER)
                .addToLabels(headless(service) ? Map.of("service.kubernetes.io/headless", "") : Map.of())
                .withOwnerReferences(Pods.controlledBy(service))
                .endMetadata()
                .withAddressType("IPv4")
                .withEndpoints(endpoints)
                .withPorts(ports)
                .build();
    }

    static boolean headless(Service service) {
        return "None".equals(service.getSpec().getClusterIP());
    }

    private static Endpoint endpoint(Service service, Pod pod) {
        boolean serving = Pods.isReady(pod);
        boolean terminating = Pods.isTerminating(pod);
        return new EndpointBuilder()
                .withAddresses(pod.getStatus().getPodIP())
                .withNewConditions()
                .withReady(publishesNotReady(service) || serving && !terminating)
                .withServing(serving)
                .withTerminating(terminating)
                .endConditions()
                .withHostname(hostname(service, pod))
                .withNodeName(pod.getSpec().getNodeName())
                .withTargetRef(reference(pod))
                .build();
    }

    private static boolean publishesNotReady(Service service) {
        return Boolean.TRUE.equals(service.getSpec().getPublishNotReadyAddresses());
    }

    private static String hostname(Service service, Pod pod) {
        boolean named = service.getMetadata().getName().equals(pod.getSpec().getSubdomain());
        return named ? pod.getSpec().getHostname() : null;
    }

    private static ObjectReference reference(Pod pod) {
        return new ObjectReferenceBuilder()
                .withKind("Pod")
                .withNamespace(pod.getMetadata().getNamespace())
                .withName(pod.getMetadata().getName())
                .withUid(pod.getMetadata().getUid())
                .build();
    }

    private static List<EndpointPort> ports(Service service, Optional<Pod> pod) {
        return service.getSpec().getPorts().stream()
                .flatMap(port -> number(port, pod).stream()
                        .map(number -> new EndpointPortBuilder()
                                .withName(port.getName() == null ? "" : port.getName())
                                .withProtocol(protocol(port.getProtocol()))
                                .withPort(number)
                                .withAppProtocol(port.getAppProtocol())
                                .build()))
                .toList();
    }

    static String protocol(String protocol) {
        return protocol == null ? "TCP" : protocol;
    }

    private static Optional<Integer> number(ServicePort port, Optional<Pod> pod) {
        var target = port.getTargetPort();
        if (target == null || Integer.valueOf(0).equals(target.getIntVal())) {
            return Optional.of(port.getPort());
        }
        if (target.getIntVal() != null) {
            return Optional.of(target.getIntVal());
        }
        return pod.stream()
                .flatMap(p -> p.getSpec().getContainers().stream())
                .flatMap(container -> container.getPorts().stream())
                .filter(named -> target.getStrVal().equals(named.getName())
                        && protocol(named.getProtocol()).equals(protocol(port.getProtocol())))
                .map(ContainerPort::getContainerPort)
                .findFirst();
    }

    /** The same in the older form. */
    static Endpoints endpoints(Service service, List<EndpointSlice> slices) {
        return new EndpointsBuilder()
                .withNewMetadata()
                .withName(service.getMetadata().getName())
                .withNamespace(service.getMetadata().getNamespace())
                .withLabels(service.getMetadata().getLabels())
                // A slice made of these Endpoints as well would give every address twice.
                .addToLabels("endpointslice.kubernetes.io/skip-mirror", "true")
                .endMetadata()
                .withSubsets(slices.stream()
                        .filter(slice -> !slice.getEndpoints().isEmpty())
                        .map(EndpointSliceBuilding::subset)
                        .toList())
                .build();
    }

    private static EndpointSubset subset(EndpointSlice slice) {
        return new EndpointSubsetBuilder()
                .withAddresses(addresses(slice, true))
                .withNotReadyAddresses(addresses(slice, false))
                .withPorts(slice.getPorts().stream()
                        .map(port -> new io.fabric8.kubernetes.api.model.EndpointPortBuilder()
                                .withName(port.getName().isEmpty() ? null : port.getName())
                                .withPort(port.getPort())
                                .withProtocol(port.getProtocol())
                                .build())
                        .toList())
                .build();
    }

    private static List<EndpointAddress> addresses(EndpointSlice slice, boolean ready) {
        return slice.getEndpoints().stream()
                .filter(endpoint -> endpoint.getConditions().getReady() == ready)
                .map(endpoint -> new EndpointAddressBuilder()
                        .withIp(endpoint.getAddresses().get(0))
                        .withHostname(endpoint.getHostname())
                        .withNodeName(endpoint.getNodeName())
                        .withTargetRef(endpoint.getTargetRef())
                        .build())
                .toList();
    }
}
