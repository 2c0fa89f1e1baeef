package network.higherself.redis.operator.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Secret;
import java.time.Duration;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** What each feature's application gets, what it may do with it, and what the status says of its way in. */
class FeaturesIT {

    private static final Duration DEADLINE = Duration.ofSeconds(120);
    private static final String RESOURCE = """
            apiVersion: redis.higherself.network/v1
            kind: HigherSelfRedis
            metadata: {name: agents}
            spec:
              environment: Staging
              probe: {interval: 1s}
              features:
                sessionStore: {}
                pubsub: {}
            """;

    private final Cluster cluster = Cluster.shared();

    @Test
    void eachFeaturesApplicationMayDoItsWorkAndNothingElse() {
        String namespace = cluster.namespace("features");
        cluster.apply(namespace, RESOURCE);
        cluster.awaitReady(namespace, "agents", DEADLINE);
        Secret before = secret(namespace, "agents-session-store-connection");

        assertThat(as(namespace, "session-store", """
                r hset session:1 data '{}'; r expire session:1 60; r hget session:1 data; r sadd user_sessions:ada 1
                r get other 2>&1; r scan 0 2>&1; r publish notifications:ada hello 2>&1"""))
                .satisfiesExactly(
                        line -> assertThat(line).isEqualTo("1"),
                        line -> assertThat(line).isEqualTo("1"),
                        line -> assertThat(line).isEqualTo("{}"),
                        line -> assertThat(line).isEqualTo("1"),
                        line -> assertThat(line).startsWith("NOPERM"),
                        line -> assertThat(line).startsWith("NOPERM"),
                        line -> assertThat(line).startsWith("NOPERM"));

        turnsOnAndOffWithoutARoll(namespace);
        aDeletedSecretComesBackAsItWas(namespace, before);
        aUserTakenAwayByHandIsMissedAndComesBack(namespace, "higherself-session-store", "sessionStore");
        assertThat(as(namespace, "session-store", "r hget session:1 data")).containsExactly("{}");
        aUserTakenAwayByHandIsMissedAndComesBack(namespace, "higherself", "primary-service");
        aSelectorChangedByHandIsPutRight(namespace);
        cluster.kubectl("delete", "namespace", namespace, "--wait=false");
    }

    private void turnsOnAndOffWithoutARoll(String namespace) {
        String pod = uid(namespace);
        features(namespace, "{\"taskQueue\": {}, \"pubsub\": {\"enabled\": false}}");
        cluster.awaitReady(namespace, "agents", DEADLINE);

        Awaitility.await("a Secret less")
                .atMost(DEADLINE)
                .until(() -> secret(namespace, "agents-pubsub-connection") == null);
        assertThat(as(namespace, "task-queue", "r lpush queue:mail task:1; r rpop queue:mail; r get session:1 2>&1"))
                .satisfiesExactly(
                        line -> assertThat(line).isEqualTo("1"),
                        line -> assertThat(line).isEqualTo("task:1"),
                        line -> assertThat(line).startsWith("NOPERM"));
        assertThat(as(namespace, "session-store", "r hget session:1 data"))
                .as("nobody else notices")
                .containsExactly("{}");
        assertThat(uid(namespace)).isEqualTo(pod);
        assertThat(cluster.run(namespace, new ClientPod("users", "agents", "r acl whoami; r acl list 2>&1"), DEADLINE))
                .contains("user higherself-task-queue on")
                .doesNotContain("higherself-pubsub");
    }

    private void aDeletedSecretComesBackAsItWas(String namespace, Secret before) {
        cluster.kubectl("delete", "secret", "-n", namespace, "agents-session-store-connection");
        Awaitility.await("the Secret is back").atMost(DEADLINE).untilAsserted(() -> {
            Secret now = secret(namespace, "agents-session-store-connection");
            assertThat(now).isNotNull();
            assertThat(now.getData()).isEqualTo(before.getData());
        });
    }

    private void aUserTakenAwayByHandIsMissedAndComesBack(String namespace, String user, String route) {
        // Its own connection is closed by that, where it takes itself away.
        cluster.run(
                namespace, new ClientPod("without-" + user, "agents", "r acl deluser " + user + " || true"), DEADLINE);
        Awaitility.await("it is told")
                .atMost(DEADLINE)
                .untilAsserted(() -> assertThat(cluster.notes(namespace, "RouteBroken"))
                        .anySatisfy(note -> assertThat(note)
                                .contains("Redis is fine, the route " + route + " is broken")
                                .contains("The user of this route is refused")));
        cluster.awaitCondition(namespace, "agents", "RoutesHealthy", "True", DEADLINE);
        cluster.awaitReady(namespace, "agents", DEADLINE);
    }

    private void aSelectorChangedByHandIsPutRight(String namespace) {
        cluster.kubectl(
                "patch",
                "service",
                "-n",
                namespace,
                "agents",
                "--type",
                "merge",
                "-p",
                "{\"spec\": {\"selector\": {\"example.com/added\": \"somebody-else\"}}}");
        Awaitility.await("it leads to the primary again")
                .atMost(DEADLINE)
                .untilAsserted(() -> assertThat(cluster.client()
                                .services()
                                .inNamespace(namespace)
                                .withName("agents")
                                .get()
                                .getSpec()
                                .getSelector())
                        .doesNotContainKey("example.com/added"));
        cluster.awaitCondition(namespace, "agents", "RoutesHealthy", "True", DEADLINE);
        cluster.awaitReady(namespace, "agents", DEADLINE);
    }

    private void features(String namespace, String features) {
        cluster.kubectl(
                "patch",
                "hsr",
                "-n",
                namespace,
                "agents",
                "--type",
                "merge",
                "-p",
                "{\"spec\": {\"features\": " + features + "}}");
    }

    private List<String> as(String namespace, String feature, String script) {
        String said = cluster.run(
                namespace,
                new ClientPod(
                        "as-" + feature + "-" + Long.toString(System.nanoTime() & 0xffffff, 36),
                        "agents",
                        "agents-" + feature + "-connection",
                        script),
                DEADLINE);
        // redis-cli ends an error by an empty line.
        return said.lines().filter(line -> !line.isBlank()).toList();
    }

    private Secret secret(String namespace, String name) {
        return cluster.client().secrets().inNamespace(namespace).withName(name).get();
    }

    private String uid(String namespace) {
        Pod pod = cluster.client()
                .pods()
                .inNamespace(namespace)
                .withName("agents-0")
                .get();
        return pod.getMetadata().getUid();
    }
}
