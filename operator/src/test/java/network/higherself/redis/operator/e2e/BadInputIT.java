package network.higherself.redis.operator.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a user gets wrong is said with the field and the mend, and nothing that runs is lost by it. */
class BadInputIT {

    private static final Duration DEADLINE = Duration.ofSeconds(60);
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

    @ParameterizedTest
    @CsvSource({"redis:1.0, can't be pulled"})
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
