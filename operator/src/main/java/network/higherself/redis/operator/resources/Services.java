package network.higherself.redis.operator.resources;

import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceBuilder;
import io.fabric8.kubernetes.api.model.ServicePortBuilder;
import io.fabric8.kubernetes.api.model.ServiceSpecBuilder;
import java.util.LinkedHashMap;
import java.util.Map;
import network.higherself.redis.api.v1.TopologyMode;

/** The Services of a resource. */
public final class Services {

    /** Stands in the primary Service's selector until there is a primary; no pod has this name. */
    private static final String NO_POD = "none";

    private Services() {}

    /**
     * Always the primary: selects one pod by name, so that moving it is one write, which survives a pod that is made
     * anew. Not-ready addresses are published, so that a hand-over ends before the endpoint goes.
     */
    public static Service primary(RedisModel model) {
        Map<String, String> selector = Labels.selector(model.name());
        String pod = model.route().map(PrimaryRoute::pod).orElseGet(() -> firstPrimary(model));
        selector.put(Labels.POD_NAME, pod);
        Service service = service(
                model, Names.primaryService(model.name()), spec(model, selector).withPublishNotReadyAddresses(true));
        Map<String, String> annotations = new LinkedHashMap<>();
        model.route().ifPresent(route -> {
            annotations.put(Names.PRIMARY_ANNOTATION, route.pod());
            route.runId().ifPresent(id -> annotations.put(Names.PRIMARY_RUN_ID_ANNOTATION, id));
            route.replicationId().ifPresent(id -> annotations.put(Names.PRIMARY_REPLICATION_ID_ANNOTATION, id));
        });
        service.getMetadata().setAnnotations(annotations);
        return service;
    }

    /** For reads: all pods that the operator has labelled as replicas. */
    static Service replicas(RedisModel model) {
        Map<String, String> selector = Labels.selector(model.name());
        selector.put(Labels.ROLE, Labels.REPLICA);
        return service(model, Names.replicasService(model.name()), spec(model, selector));
    }

    /** Headless: gives each pod its name, from before it is ready, since replicas find their primary by it. */
    static Service pods(RedisModel model) {
        return service(
                model,
                Names.podsService(model.name()),
                spec(model, Labels.selector(model.name())).withClusterIP("None").withPublishNotReadyAddresses(true));
    }

    /** A standalone's only pod needs no decision; among several there is no primary before the first one. */
    private static String firstPrimary(RedisModel model) {
        return model.plan().mode() == TopologyMode.Standalone ? Names.pod(model.name(), 0) : NO_POD;
    }

    private static ServiceSpecBuilder spec(RedisModel model, Map<String, String> selector) {
        return new ServiceSpecBuilder()
                .withType("ClusterIP")
                .withSelector(selector)
                .withPorts(new ServicePortBuilder()
                        .withName(Ports.NAME)
                        .withProtocol("TCP")
                        .withPort(model.plan().port())
                        .withNewTargetPort(model.plan().port())
                        .build());
    }

    private static Service service(RedisModel model, String name, ServiceSpecBuilder spec) {
        return new ServiceBuilder()
                .withMetadata(Metadata.of(model, name))
                .withSpec(spec.build())
                .build();
    }
}
