package network.higherself.redis.operator.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a user gets wrong is said with the field and the mend, and nothing that runs is lost by it. */
@Execution(ExecutionMode.CONCURRENT)
class BadInputIT {

    private static final Duration DEADLINE = Duration.ofSeconds(60);
    private static final String PASSWORD = "Aa1-given-to-the-server-0123456789";
    private final Cluster cluster = Cluster.shared();

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "config: {maxmemroy: 64mb} | spec.config.maxmemroy | Did you mean maxmemory?",
                "config: {maxclients: many} | spec.config.maxclients | whole number",
                "config: {port: 6400} | spec.config.port | set by the operator",
                "'config: {maxmemory: 1gb}, resources: {limits: {memory: 512Mi}}' | spec.config.maxmemory | limits.memory",
                "auth: {passwordSecretRef: {name: nowhere}} | spec.auth.passwordSecretRef | there is no Secret nowhere",
                "'tls: {mode: Secret, secretRef: {name: nowhere}}' | spec.tls.secretRef | there is no Secret nowhere"
            })
    void isRefusedInStalled(String fields, String field, String mend) {
        String namespace = cluster.namespace("bad");
        cluster.apply(namespace, StandaloneIT.resource("bad", "{environment: Development, " + fields + "}"));
        assertThat(cluster.awaitCondition(namespace, "bad", "Stalled", "True", DEADLINE))
                .contains(field)
                .contains(mend);
        assertThat(cluster.client()
                        .apps()
                        .statefulSets()
                        .inNamespace(namespace)
                        .list()
                        .getItems())
                .isEmpty();
        cluster.kubectl("delete", "namespace", namespace, "--wait=false");
    }

    @Test
    void aBadEditLeavesTheLastGoodStateRunning() {
        String namespace = cluster.namespace("bad");
        cluster.apply(namespace, StandaloneIT.resource("edited", "{environment: Development}"));
        cluster.awaitReady(namespace, "edited", DEADLINE);
        cluster.apply(namespace, StandaloneIT.resource("edited", "{environment: Production}"));
        assertThat(cluster.awaitCondition(namespace, "edited", "Stalled", "True", DEADLINE))
                .contains("spec.topology.mode", "spec.tls.mode", "spec.storage");
        assertThat(cluster.condition(namespace, "edited", "Available", "True")).isPresent();
        assertThat(cluster.condition(namespace, "edited", "Ready", "False")).isPresent();
        assertThat(cluster.run(namespace, new ClientPod("app", "edited", "r ping"), DEADLINE))
                .contains("PONG");
        cluster.apply(
                namespace, StandaloneIT.resource("edited", "{environment: Development, config: {maxmemory: 96mb}}"));
        cluster.awaitReady(namespace, "edited", DEADLINE);
        assertThat(cluster.run(namespace, new ClientPod("look", "edited", "r config get maxmemory"), DEADLINE))
                .contains("100663296");
        assertThat(cluster.notes(namespace, "ConfigurationChanged"))
                .anySatisfy(note -> assertThat(note).contains("maxmemory"));
        cluster.kubectl("delete", "namespace", namespace, "--wait=false");
    }

    @Test
    void whatIsNotOursIsNotAdopted() {
        String namespace = cluster.namespace("bad");
        cluster.kubectl("create", "configmap", "-n", namespace, "taken-config", "--from-literal=mine=yes");
        cluster.apply(namespace, StandaloneIT.resource("taken", "{environment: Development}"));
        assertThat(cluster.awaitCondition(namespace, "taken", "Stalled", "True", DEADLINE))
                .contains("ConfigMap", "taken-config");
        assertThat(cluster.client()
                        .configMaps()
                        .inNamespace(namespace)
                        .withName("taken-config")
                        .get()
                        .getData())
                .containsOnlyKeys("mine");
        cluster.kubectl("delete", "configmap", "-n", namespace, "taken-config");
        cluster.awaitReady(namespace, "taken", DEADLINE);
        cluster.kubectl("delete", "namespace", namespace, "--wait=false");
    }

    @Test
    void aDirectiveThatTheImageDoesNotKnowIsLeftOutAndNamed() {
        String namespace = cluster.namespace("bad");
        cluster.apply(
                namespace,
                StandaloneIT.resource(
                        "old", "{environment: Development, image: 'redis:6.2', config: {shutdown-timeout: 5}}"));
        assertThat(cluster.awaitCondition(namespace, "old", "Stalled", "True", DEADLINE))
                .contains("spec.config.shutdown-timeout", "6.2.11");
        cluster.awaitCondition(namespace, "old", "Available", "True", DEADLINE);
        cluster.kubectl("delete", "namespace", namespace, "--wait=false");
    }

    @Test
    void aPasswordThatCannotBeReadIsNamedAndTakenOnceItCan() {
        String namespace = cluster.namespace("bad");
        assertThat(cluster.tryKubectl("""
                                apiVersion: v1
                                kind: Secret
                                metadata: {name: given}
                                data: {password: "%%% no base64 %%%"}
                                """, "apply", "-n", namespace, "-f", "-").output())
                .as("the API server takes nothing but base64")
                .contains("illegal base64");
        cluster.kubectl("create", "secret", "generic", "-n", namespace, "given", "--from-literal=pass=" + PASSWORD);
        cluster.apply(
                namespace,
                StandaloneIT.resource("given", "{environment: Development, auth: {passwordSecretRef: {name: given}}}"));
        assertThat(cluster.awaitCondition(namespace, "given", "Stalled", "True", DEADLINE))
                .contains("spec.auth.passwordSecretRef.key", "Secret given has no key password", "add it");
        cluster.kubectl("patch", "secret", "-n", namespace, "given", "-p", "{\"stringData\": {\"password\": \"a b\"}}");
        Awaitility.await()
                .atMost(DEADLINE)
                .untilAsserted(() -> assertThat(cluster.condition(namespace, "given", "Stalled", "True"))
                        .hasValueSatisfying(said -> assertThat(said)
                                .contains("spec.auth.passwordSecretRef", "Secret given, key password")
                                .doesNotContain("a b")));
        cluster.kubectl(
                "patch",
                "secret",
                "-n",
                namespace,
                "given",
                "-p",
                "{\"stringData\": {\"password\": \"" + PASSWORD + "\"}}");
        cluster.awaitReady(namespace, "given", DEADLINE);
        cluster.kubectl("delete", "namespace", namespace, "--wait=false");
    }

    @Test
    void aResourceWhoseObjectsAreAnothersTakesNothingFromIt() {
        String namespace = cluster.namespace("bad");
        cluster.apply(namespace, StandaloneIT.resource("shop", "{environment: Development}"));
        cluster.awaitReady(namespace, "shop", DEADLINE);
        // Its Service would have the name of the other's for its pods.
        cluster.apply(namespace, StandaloneIT.resource("shop-pods", "{environment: Development}"));
        assertThat(cluster.awaitCondition(namespace, "shop-pods", "Stalled", "True", DEADLINE))
                .startsWith("NameCollision")
                .contains("Service " + namespace + "/shop-pods", "give the resource another name");
        assertThat(cluster.condition(namespace, "shop", "Ready", "True")).isPresent();
        assertThat(cluster.run(namespace, new ClientPod("app", "shop", "r ping"), DEADLINE))
                .contains("PONG");
        cluster.kubectl("delete", "hsr", "-n", namespace, "shop-pods");
        cluster.run(namespace, new ClientPod("again", "shop", "r -h shop-0.shop-pods ping"), DEADLINE);
        cluster.awaitReady(namespace, "shop", DEADLINE);
        cluster.kubectl("delete", "namespace", namespace, "--wait=false");
    }

    @Test
    void anImageThatIsNoRedisTakesNoPrimaryAway() {
        String namespace = cluster.namespace("bad");
        String good = "{environment: Development, topology: {mode: Replication, instances: 2}, image: 'redis:7.2'}";
        cluster.apply(namespace, StandaloneIT.resource("image", good));
        cluster.awaitReady(namespace, "image", DEADLINE);
        cluster.run(namespace, new ClientPod("write", "image", "r set kept yes"), DEADLINE);
        cluster.apply(namespace, StandaloneIT.resource("image", good.replace("redis:7.2", "busybox:1.36")));
        assertThat(cluster.awaitCondition(namespace, "image", "Stalled", "True", DEADLINE))
                .startsWith("ImageUnusable: spec.image")
                .contains("Name a Redis or Valkey image");
        assertThat(cluster.condition(namespace, "image", "Available", "True")).isPresent();
        cluster.apply(namespace, StandaloneIT.resource("image", good));
        cluster.awaitReady(namespace, "image", DEADLINE);
        assertThat(cluster.run(namespace, new ClientPod("read", "image", "r get kept"), DEADLINE))
                .contains("yes");
        Awaitility.await("events").atMost(DEADLINE).untilAsserted(() -> {
            assertThat(cluster.notes(namespace, "RollStarted")).isNotEmpty();
            assertThat(cluster.notes(namespace, "RollFinished")).isNotEmpty();
        });
        cluster.kubectl("delete", "namespace", namespace, "--wait=false");
    }

    /** At once; when its first objects are there; when its pods are. */
    @ParameterizedTest
    @ValueSource(strings = {"", "ConfigMap", "Pod"})
    void aResourceThatIsDeletedWhileItIsMadeLeavesNothing(String there) {
        String namespace = cluster.namespace("bad");
        cluster.apply(
                namespace,
                StandaloneIT.resource(
                        "brief",
                        "{environment: Staging, topology: {instances: 3}, storage: {size: 1Gi, retention: Delete}}"));
        Awaitility.await(there)
                .atMost(DEADLINE)
                .pollInterval(Duration.ofMillis(20))
                .until(() -> StandaloneIT.left(cluster, namespace).stream().anyMatch(name -> name.startsWith(there))
                        || there.isEmpty());
        cluster.kubectl("delete", "hsr", "-n", namespace, "brief");
        Awaitility.await("nothing is left")
                .during(Duration.ofSeconds(1))
                .atMost(DEADLINE.multipliedBy(2))
                .untilAsserted(
                        () -> assertThat(StandaloneIT.left(cluster, namespace)).isEmpty());
        cluster.kubectl("delete", "namespace", namespace, "--timeout=60s");
    }

    @ParameterizedTest
    @CsvSource({"redis:1.0, can't be pulled", "busybox:1.36, Name a Redis or Valkey image"})
    void anImageThatIsNoneIsNamed(String image, String words) {
        String namespace = cluster.namespace("bad");
        cluster.apply(namespace, StandaloneIT.resource("image", "{environment: Development, image: '" + image + "'}"));
        assertThat(cluster.awaitCondition(namespace, "image", "Stalled", "True", DEADLINE))
                .contains("spec.image", words);
        cluster.kubectl("delete", "namespace", namespace, "--wait=false");
    }

    @Test
    void aNameTooLongForALabelIsRefusedByTheSchema() {
        String namespace = cluster.namespace("bad");
        Cluster.Result result = cluster.tryKubectl(
                StandaloneIT.resource("n".repeat(53), "{environment: Development}"),
                "apply",
                "-n",
                namespace,
                "-f",
                "-");
        assertThat(result.code()).isNotZero();
        assertThat(result.output()).contains("at most 52 characters");
        cluster.kubectl("delete", "namespace", namespace, "--wait=false");
    }
}
