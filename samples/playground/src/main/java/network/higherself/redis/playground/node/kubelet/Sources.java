package network.higherself.redis.playground.node.kubelet;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceAccount;
import io.fabric8.kubernetes.api.model.authentication.TokenRequestBuilder;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import network.higherself.redis.playground.node.watch.Cluster;
import network.higherself.redis.playground.node.watch.Key;

/** Where a pod's files and variables come from. */
final class Sources {

    /** A token and when it ends. */
    record Token(String value, Instant expires) {}

    private final Cluster cluster;

    Sources(Cluster cluster) {
        this.cluster = cluster;
        for (var kind : List.of(
                ConfigMap.class, Secret.class, ServiceAccount.class, PersistentVolumeClaim.class, Service.class)) {
            cluster.on(kind, object -> {});
        }
    }

    /** Asks the API server: what a starting pod reads must not be older than the pod. */
    Optional<ConfigMap> configMap(String namespace, String name) {
        return Optional.ofNullable(cluster.client()
                .configMaps()
                .inNamespace(namespace)
                .withName(name)
                .get());
    }

    /** Asks the API server, see {@link #configMap}. */
    Optional<Secret> secret(String namespace, String name) {
        return Optional.ofNullable(
                cluster.client().secrets().inNamespace(namespace).withName(name).get());
    }

    /** Whether the account lets its token be mounted. */
    boolean mountsToken(Pod pod) {
        Boolean own = pod.getSpec().getAutomountServiceAccountToken();
        return own != null
                ? own
                : cluster.get(ServiceAccount.class, new Key(pod.getMetadata().getNamespace(), account(pod)))
                        .map(account -> !Boolean.FALSE.equals(account.getAutomountServiceAccountToken()))
                        .orElse(true);
    }

    static String account(Pod pod) {
        String name = pod.getSpec().getServiceAccountName();
        return name == null || name.isEmpty() ? "default" : name;
    }

    Token token(Pod pod, String audience, long seconds) {
        var request = new TokenRequestBuilder()
                .withNewSpec()
                .withAudiences(audience == null ? List.of() : List.of(audience))
                .withExpirationSeconds(seconds)
                .withNewBoundObjectRef()
                .withApiVersion("v1")
                .withKind("Pod")
                .withName(pod.getMetadata().getName())
                .withUid(pod.getMetadata().getUid())
                .endBoundObjectRef()
                .endSpec()
                .build();
        var answer = cluster.client()
                .serviceAccounts()
                .inNamespace(pod.getMetadata().getNamespace())
                .withName(account(pod))
                .tokenRequest(request);
        return new Token(
                answer.getStatus().getToken(), Instant.parse(answer.getStatus().getExpirationTimestamp()));
    }

    /** The directory behind a claim, empty until it is bound. */
    Optional<Path> volume(String namespace, String claim) {
        return cluster.get(PersistentVolumeClaim.class, new Key(namespace, claim))
                .map(found -> found.getSpec().getVolumeName())
                .flatMap(name -> Optional.ofNullable(
                        cluster.client().persistentVolumes().withName(name).get()))
                .filter(volume -> volume.getSpec().getHostPath() != null)
                .map(volume -> Path.of(volume.getSpec().getHostPath().getPath()));
    }

    /** The variables by which a program finds the API server. */
    Map<String, String> apiServer() {
        return cluster.get(Service.class, new Key("default", "kubernetes"))
                .map(service -> {
                    String port =
                            String.valueOf(service.getSpec().getPorts().get(0).getPort());
                    return Map.of(
                            "KUBERNETES_SERVICE_HOST", service.getSpec().getClusterIP(),
                            "KUBERNETES_SERVICE_PORT", port,
                            "KUBERNETES_SERVICE_PORT_HTTPS", port);
                })
                .orElse(Map.of());
    }
}
