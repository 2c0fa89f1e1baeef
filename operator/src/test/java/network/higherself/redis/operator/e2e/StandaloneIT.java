package network.higherself.redis.operator.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.HasMetadata;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** One instance, from apply to nothing left. */
class StandaloneIT {

    private static final Duration DEADLINE = Duration.ofSeconds(60);
    private final Cluster cluster = Cluster.shared();

    @ParameterizedTest
    @ValueSource(strings = {"redis:6.2", "redis:7.2"})
    void anApplicationUsesWhatWasMadeForIt(String image) {
        String namespace = cluster.namespace("standalone");
        cluster.apply(namespace, resource("cache", "{environment: Development, image: '" + image + "'}"));
        cluster.awaitReady(namespace, "cache", DEADLINE);

        String said =
                cluster.run(namespace, new ClientPod("app", "cache", "r set greeting hello; r get greeting"), DEADLINE);
        assertThat(said.lines()).containsExactly("OK", "hello");
        assertThat(cluster.kubectl("get", "hsr", "-n", namespace))
                .contains("ENVIRONMENT", "MODE", "READY", "PRIMARY", "MEMORY", "LATENCY", "PHASE", "AGE")
                .containsPattern("cache +Development +Standalone +1/1 +cache-0 +.* of 128mb +.*s +Ready");
        cluster.kubectl("delete", "namespace", namespace, "--wait=false");
    }

    @Test
    void aDeletedPodComesBackByItself() {
        String namespace = cluster.namespace("standalone");
        cluster.apply(namespace, resource("store", "{environment: Development, storage: {size: 1Gi}}"));
        cluster.awaitReady(namespace, "store", DEADLINE);
        cluster.run(namespace, new ClientPod("write", "store", "r set kept yes; r save"), DEADLINE);
        String uid = pod(namespace, "store-0").getMetadata().getUid();
        cluster.kubectl("delete", "pod", "-n", namespace, "store-0", "--wait=false");
        Awaitility.await().atMost(DEADLINE).until(() -> {
            HasMetadata pod = pod(namespace, "store-0");
            return pod != null && !pod.getMetadata().getUid().equals(uid);
        });
        cluster.kubectl("wait", "-n", namespace, "--for=condition=Ready", "pod/store-0", "--timeout=60s");
        assertThat(cluster.run(namespace, new ClientPod("read", "store", "r get kept"), DEADLINE)
                        .trim())
                .isEqualTo("yes");
        cluster.awaitReady(namespace, "store", DEADLINE);
        cluster.kubectl("delete", "namespace", namespace, "--wait=false");
    }

    @Test
    void deletingTheResourceLeavesNothing() {
        String namespace = cluster.namespace("standalone");
        cluster.apply(namespace, resource("gone", "{environment: Development, storage: {size: 1Gi}}"));
        cluster.awaitReady(namespace, "gone", DEADLINE);
        cluster.kubectl("delete", "hsr", "-n", namespace, "gone");
        Awaitility.await("nothing is left")
                .atMost(DEADLINE)
                .untilAsserted(() -> assertThat(left(cluster, namespace)).isEmpty());
        cluster.kubectl("delete", "namespace", namespace, "--timeout=60s");
    }

    private HasMetadata pod(String namespace, String name) {
        return cluster.client().pods().inNamespace(namespace).withName(name).get();
    }

    /** The objects that there are in a namespace, as {@code Kind/name}, of the kinds that a resource has. */
    static List<String> left(Cluster cluster, String namespace) {
        return Stream.of(
                        "v1/Pod",
                        "v1/Service",
                        "v1/Secret",
                        "v1/ConfigMap",
                        "v1/PersistentVolumeClaim",
                        "apps/v1/StatefulSet",
                        "policy/v1/PodDisruptionBudget",
                        "networking.k8s.io/v1/NetworkPolicy")
                .flatMap(kind -> {
                    int slash = kind.lastIndexOf('/');
                    return cluster
                            .client()
                            .genericKubernetesResources(kind.substring(0, slash), kind.substring(slash + 1))
                            .inNamespace(namespace)
                            .list()
                            .getItems()
                            .stream();
                })
                .map((GenericKubernetesResource object) ->
                        object.getKind() + "/" + object.getMetadata().getName())
                .filter(name -> !name.equals("ConfigMap/kube-root-ca.crt"))
                .toList();
    }

    static String resource(String name, String spec) {
        return """
                apiVersion: redis.higherself.network/v1
                kind: HigherSelfRedis
                metadata:
                  name: %s
                spec: %s
                """.formatted(name, spec);
    }
}
