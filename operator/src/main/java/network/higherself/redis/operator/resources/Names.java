package network.higherself.redis.operator.resources;

import java.util.ArrayList;
import java.util.List;
import network.higherself.redis.api.v1.TopologyMode;
import network.higherself.redis.operator.plan.FeatureKind;
import network.higherself.redis.operator.plan.RedisPlan;

/** Names of everything that is made for a resource, and of the hosts it is reached by. The one place that makes names. */
public final class Names {

    /** Field manager of all that the operator applies. */
    public static final String FIELD_MANAGER = "higherself-redis-operator";

    /** The container that runs the server. */
    public static final String CONTAINER = "redis";

    /** The init container that asks the server for its version. */
    public static final String VERSION_CONTAINER = "version";

    /** The volume, and claim template, that holds the dataset. */
    public static final String DATA = "data";

    /** Key of the last accepted plan in {@link #plan}. */
    public static final String PLAN_KEY = "plan.json";

    /** Key of the same, of a Redis that somebody else runs. */
    public static final String EXTERNAL_PLAN_KEY = "external.json";

    /** On the primary Service: the pod that was made primary. Its selector follows this. */
    public static final String PRIMARY_ANNOTATION = "redis.higherself.network/primary";

    /** On the primary Service: run id that the primary had when it was made primary. */
    public static final String PRIMARY_RUN_ID_ANNOTATION = "redis.higherself.network/primary-run-id";

    /** On the primary Service: replication id that the primary had when it was made primary. */
    public static final String PRIMARY_REPLICATION_ID_ANNOTATION = "redis.higherself.network/primary-replication-id";

    /** On pods: hash of all that takes a restart to change, as {@link RestartHash} makes it from the plan. */
    public static final String RESTART_HASH_ANNOTATION = "redis.higherself.network/restart-hash";

    /** The application's way to the primary, as the status names it. */
    public static final String PRIMARY_ROUTE = "primary-service";

    /** The application's way to a replica, as the status names it. Those of features are named as their fields. */
    public static final String REPLICAS_ROUTE = "replicas-service";

    /** The application's way to a Redis that somebody else runs, as the status names it. */
    public static final String ENDPOINT_ROUTE = "endpoint";

    private Names() {}

    /** ConfigMap with the parts of redis.conf and the scripts. */
    public static String config(String resource) {
        return resource + "-config";
    }

    /** ConfigMap with the last accepted plan. */
    public static String plan(String resource) {
        return resource + "-plan";
    }

    /** Secret with the passwords in clear; never mounted. */
    public static String credentials(String resource) {
        return resource + "-credentials";
    }

    /** Secret with what the servers need: ACL files and how to authenticate with a primary. */
    public static String server(String resource) {
        return resource + "-server";
    }

    /** Secret with the generated authority and its key; never mounted. */
    public static String authority(String resource) {
        return resource + "-authority";
    }

    /** Secret with the certificate that the servers serve. */
    public static String tls(String resource) {
        return resource + "-tls";
    }

    /** Secret that applications take their environment from. */
    public static String connection(String resource) {
        return resource + "-connection";
    }

    /** Secret that applications which use one feature take their environment from. */
    public static String featureConnection(String resource, FeatureKind feature) {
        return resource + "-" + feature.kebab() + "-connection";
    }

    /** Secret that applications mount, after the service binding specification. */
    public static String binding(String resource) {
        return resource + "-binding";
    }

    public static String primaryService(String resource) {
        return resource;
    }

    public static String replicasService(String resource) {
        return resource + "-replicas";
    }

    public static String podsService(String resource) {
        return resource + "-pods";
    }

    public static String statefulSet(String resource) {
        return resource;
    }

    public static String disruptionBudget(String resource) {
        return resource;
    }

    public static String networkPolicy(String resource) {
        return resource;
    }

    public static String pod(String resource, int ordinal) {
        return resource + "-" + ordinal;
    }

    /** Name of the claim that holds a pod's dataset. */
    public static String claim(String resource, int ordinal) {
        return DATA + "-" + pod(resource, ordinal);
    }

    /** Host name of a pod, within any namespace of the cluster. */
    public static String podHost(String namespace, String resource, String pod) {
        return pod + "." + podsService(resource) + "." + namespace + ".svc";
    }

    /** Host name of a Service, within any namespace of the cluster. */
    public static String serviceHost(String namespace, String service) {
        return service + "." + namespace + ".svc";
    }

    /** Every host that the operator, replicas and applications connect to: the Services and the pods. */
    public static List<String> connectedHosts(RedisPlan plan) {
        String namespace = plan.identity().namespace();
        String resource = plan.identity().name();
        List<String> hosts = new ArrayList<>();
        hosts.add(serviceHost(namespace, primaryService(resource)));
        if (plan.mode() == TopologyMode.Replication) {
            hosts.add(serviceHost(namespace, replicasService(resource)));
        }
        for (int ordinal = 0; ordinal < plan.instances(); ordinal++) {
            hosts.add(podHost(namespace, resource, pod(resource, ordinal)));
        }
        return hosts;
    }

    /**
     * DNS names that a certificate of the resource must be valid for: the Services in every form that a client may
     * write, every pod by a wildcard (so that scaling needs no new certificate), and the pod to itself.
     */
    public static List<String> certificateHosts(String namespace, String resource, String clusterDomain) {
        String primary = primaryService(resource);
        String replicas = replicasService(resource);
        String pods = "*." + podsService(resource);
        return List.of(
                primary,
                primary + "." + namespace,
                serviceHost(namespace, primary),
                serviceHost(namespace, primary) + "." + clusterDomain,
                replicas,
                replicas + "." + namespace,
                serviceHost(namespace, replicas),
                serviceHost(namespace, replicas) + "." + clusterDomain,
                serviceHost(namespace, pods),
                serviceHost(namespace, pods) + "." + clusterDomain,
                "localhost");
    }
}
