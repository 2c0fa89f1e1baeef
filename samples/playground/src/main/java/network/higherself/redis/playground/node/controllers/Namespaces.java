package network.higherself.redis.playground.node.controllers;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.ServiceAccount;
import io.fabric8.kubernetes.api.model.ServiceAccountBuilder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ScheduledExecutorService;
import network.higherself.redis.playground.node.watch.Cluster;
import network.higherself.redis.playground.node.watch.Key;
import network.higherself.redis.playground.node.watch.Pods;
import network.higherself.redis.playground.node.watch.ResourceType;
import network.higherself.redis.playground.node.watch.WorkQueue;

/** Furnishes new namespaces with what every pod needs, and empties those that are to go. */
final class Namespaces {

    private static final String AUTHORITY = "kube-root-ca.crt";
    private static final Duration PAUSE = Duration.ofMillis(200);

    private final Cluster cluster;
    private final WorkQueue queue;

    Namespaces(Cluster cluster, ScheduledExecutorService threads) {
        this.cluster = cluster;
        this.queue = new WorkQueue("namespaces", threads, this::reconcile);
        cluster.on(Namespace.class, namespace -> queue.add(Key.of(namespace)));
        cluster.on(ServiceAccount.class, account -> {
            if (account.getMetadata().getName().equals("default")) {
                queue.add(new Key("", account.getMetadata().getNamespace()));
            }
        });
        cluster.on(ConfigMap.class, map -> {
            if (map.getMetadata().getName().equals(AUTHORITY)) {
                queue.add(new Key("", map.getMetadata().getNamespace()));
            }
        });
    }

    private void reconcile(Key key) {
        Namespace namespace = cluster.get(Namespace.class, key).orElse(null);
        if (namespace == null) {
            return;
        }
        if (Pods.isTerminating(namespace)) {
            empty(key, namespace);
        } else {
            furnish(key.name());
        }
    }

    private void furnish(String namespace) {
        if (cluster.get(ServiceAccount.class, new Key(namespace, "default")).isEmpty()) {
            cluster.create(new ServiceAccountBuilder()
                    .withNewMetadata()
                    .withName("default")
                    .withNamespace(namespace)
                    .endMetadata()
                    .build());
        }
        if (cluster.get(ConfigMap.class, new Key(namespace, AUTHORITY)).isEmpty()) {
            String encoded = cluster.client().getConfiguration().getCaCertData();
            String authority = encoded == null
                    ? ""
                    : encoded.startsWith("-----")
                            ? encoded
                            : new String(Base64.getDecoder().decode(encoded), StandardCharsets.UTF_8);
            cluster.create(new ConfigMapBuilder()
                    .withNewMetadata()
                    .withName(AUTHORITY)
                    .withNamespace(namespace)
                    .endMetadata()
                    .withData(Map.of("ca.crt", authority))
                    .build());
        }
    }

    private void empty(Key key, Namespace namespace) {
        int left = 0;
        for (ResourceType type : cluster.types()) {
            if (!type.namespaced() || !type.verbs().containsAll(Set.of("list", "delete"))) {
                continue;
            }
            // Events are listed twice, under the name of an old group and of a new one; either will do.
            List<GenericKubernetesResource> objects = cluster.client()
                    .genericKubernetesResources(type.context())
                    .inNamespace(key.name())
                    .list()
                    .getItems();
            left += objects.size();
            objects.stream()
                    .filter(object -> !Pods.isTerminating(object))
                    .forEach(object -> cluster.delete(
                            type,
                            Key.of(object),
                            object.getMetadata().getUid(),
                            Map.of("propagationPolicy", "Background")));
        }
        if (left > 0) {
            queue.add(key, PAUSE);
            return;
        }
        cluster.client()
                .raw(
                        "/api/v1/namespaces/" + key.name() + "/finalize",
                        "PUT",
                        new NamespaceBuilder(namespace)
                                .editOrNewSpec()
                                .withFinalizers(List.of())
                                .endSpec()
                                .build());
    }
}
