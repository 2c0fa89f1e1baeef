package network.higherself.redis.operator.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** A Redis that somebody else runs: here one that another resource made, known by its host, its login and its authority. */
class ExternalIT {

    private static final Duration DEADLINE = Duration.ofSeconds(120);
    private final Cluster cluster = Cluster.shared();

    @Test
    void itIsProbedAndHandedOutLikeOneOfOurs() {
        String namespace = cluster.namespace("external");
        cluster.apply(namespace, """
                apiVersion: redis.higherself.network/v1
                kind: HigherSelfRedis
                metadata: {name: theirs}
                spec: {environment: Development, tls: {mode: SelfSigned}}
                ---
                apiVersion: redis.higherself.network/v1
                kind: HigherSelfRedis
                metadata: {name: seen}
                spec:
                  environment: Development
                  external:
                    host: theirs.%s.svc
                    port: 6380
                    tls: {enabled: true, caSecretRef: {name: theirs-binding}}
                    credentials: {secretRef: {name: login}}
                    canary: Allowed
                """.formatted(namespace));
        assertThat(cluster.awaitCondition(namespace, "seen", "Stalled", "True", DEADLINE))
                .contains("SecretInvalid", "spec.external.credentials.secretRef.name: there is no Secret login");
        cluster.awaitReady(namespace, "theirs", DEADLINE);

        login(namespace, "wr0ngwr0ngwr0ng");
        Awaitility.await()
                .atMost(DEADLINE)
                .untilAsserted(() -> assertThat(cluster.condition(namespace, "seen", "CredentialsReady", "False"))
                        .hasValueSatisfying(said -> assertThat(said)
                                .contains("AuthenticationFailed", "Secret of spec.external.credentials")));
        login(namespace, password(namespace));
        cluster.awaitReady(namespace, "seen", DEADLINE);

        assertThat(cluster.run(
                                namespace,
                                new ClientPod("app", "seen", "r set greeting hello; r get greeting"),
                                DEADLINE)
                        .lines())
                .containsExactly("OK", "hello");
        assertThat(cluster.run(namespace, new ClientPod("owner", "theirs", "r get greeting"), DEADLINE)
                        .strip())
                .isEqualTo("hello");
        assertThat(cluster.kubectl("get", "hsr", "-n", namespace, "seen"))
                .containsPattern(
                        "seen +Development +External +1/1 +theirs\\." + namespace + "\\.svc:6380 +.* of 128mb");
        assertThat(cluster.kubectl(
                        "get", "statefulsets,services,pods,poddisruptionbudgets", "-n", namespace, "-o", "name"))
                .doesNotContain("seen");

        cluster.kubectl("delete", "hsr", "-n", namespace, "seen");
        Awaitility.await()
                .atMost(DEADLINE)
                .untilAsserted(
                        () -> assertThat(cluster.kubectl("get", "secrets,configmaps", "-n", namespace, "-o", "name"))
                                .doesNotContain("seen")
                                .contains("login", "theirs-binding"));
        assertThat(cluster.condition(namespace, "theirs", "Ready", "True")).isPresent();
        cluster.kubectl("delete", "namespace", namespace, "--wait=false");
    }

    @Test
    void sentinelsTellWhereItIs() {
        String namespace = cluster.namespace("sentinels");
        cluster.apply(namespace, """
                apiVersion: redis.higherself.network/v1
                kind: HigherSelfRedis
                metadata: {name: theirs}
                spec: {environment: Development}
                """);
        cluster.awaitReady(namespace, "theirs", DEADLINE);
        cluster.client()
                .resource(new ClientPod("sentinel", "theirs", """
                        cat > /tmp/sentinel.conf <<END
                        port 26379
                        dir /tmp
                        sentinel resolve-hostnames yes
                        sentinel announce-hostnames yes
                        sentinel monitor mymaster $REDIS_HOST $REDIS_PORT 1
                        sentinel auth-user mymaster $REDIS_USERNAME
                        sentinel auth-pass mymaster $REDIS_PASSWORD
                        END
                        exec redis-server /tmp/sentinel.conf --sentinel""").build(namespace))
                .create();
        String address = Awaitility.await()
                .atMost(DEADLINE)
                .until(
                        () -> cluster.kubectl(
                                "get", "pod", "-n", namespace, "sentinel", "-o", "jsonpath={.status.podIP}"),
                        found -> !found.isBlank());
        cluster.apply(namespace, """
                apiVersion: redis.higherself.network/v1
                kind: HigherSelfRedis
                metadata: {name: seen}
                spec:
                  environment: Development
                  external:
                    host: %s
                    mode: Sentinel
                    sentinel: {masterName: mymaster}
                    credentials:
                      secretRef: {name: theirs-connection}
                      usernameKey: REDIS_USERNAME
                      passwordKey: REDIS_PASSWORD
                """.formatted(address));
        cluster.awaitReady(namespace, "seen", DEADLINE);

        String host = "theirs." + namespace + ".svc";
        assertThat(cluster.resource(namespace, "seen").getStatus().endpoint().host())
                .isEqualTo(host);
        assertThat(cluster.run(namespace, new ClientPod("app", "seen", "r set greeting hello"), DEADLINE)
                        .strip())
                .isEqualTo("OK");
        cluster.kubectl("delete", "pod", "-n", namespace, "sentinel", "--wait=false");
        assertThat(cluster.awaitCondition(namespace, "seen", "Ready", "False", DEADLINE))
                .contains("NotDiscovered");
        assertThat(cluster.condition(namespace, "seen", "Available", "True")).isPresent();
        cluster.kubectl("delete", "namespace", namespace, "--wait=false");
    }

    private void login(String namespace, String password) {
        cluster.apply(namespace, """
                apiVersion: v1
                kind: Secret
                metadata: {name: login}
                stringData: {username: higherself, password: %s}
                """.formatted(password));
    }

    private String password(String namespace) {
        return cluster.kubectl(
                "get",
                "secret",
                "-n",
                namespace,
                "theirs-connection",
                "-o",
                "go-template={{.data.REDIS_PASSWORD | base64decode}}");
    }
}
