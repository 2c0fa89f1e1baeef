package network.higherself.redis.operator.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.fabric8.kubernetes.api.model.SecretBuilder;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import network.higherself.redis.api.v1.Member;
import network.higherself.redis.api.v1.RouteStatus;
import network.higherself.redis.operator.tls.CertificateIssuer;
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
                spec: {environment: Development, tls: {mode: SelfSigned}, template: {imagePullSecrets: [{name: registry}]}}
                ---
                apiVersion: redis.higherself.network/v1
                kind: HigherSelfRedis
                metadata: {name: seen}
                spec:
                  environment: Development
                  external:
                    host: theirs.%s.svc
                    port: 6380
                    tls: {enabled: true, caSecretRef: {name: ca}}
                    credentials: {secretRef: {name: login}}
                    canary: Allowed
                """.formatted(namespace));
        assertThat(cluster.awaitCondition(namespace, "seen", "Stalled", "True", DEADLINE))
                .contains(
                        "spec.external.credentials.secretRef.name: there is no Secret login",
                        "spec.external.tls.caSecretRef.name: there is no Secret ca");
        cluster.awaitReady(namespace, "theirs", DEADLINE);

        login(namespace, "wr0ngwr0ngwr0ng");
        authority(namespace, secret(namespace, "theirs-binding", "ca.crt"));
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
        assertThat(cluster.resource(namespace, "seen").getStatus().routes())
                .extracting(RouteStatus::name, RouteStatus::health)
                .containsExactly(tuple("endpoint", "Healthy"));
        assertThat(cluster.condition(namespace, "seen", "RoutesHealthy", "True"))
                .hasValueSatisfying(said -> assertThat(said).startsWith("RoutesServe"));
        assertThat(cluster.kubectl("get", "hsr", "-n", namespace, "seen"))
                .containsPattern(
                        "seen +Development +External +1/1 +theirs\\." + namespace + "\\.svc:6380 +.* of 128mb");
        assertThat(cluster.kubectl(
                        "get", "statefulsets,services,pods,poddisruptionbudgets", "-n", namespace, "-o", "name"))
                .doesNotContain("seen");
        new RunbookQuestions(cluster, namespace).areAnswered("theirs", "seen");

        rejectsItsCertificate(namespace);
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

    /** The authority that it was given is another's, until it is not. */
    private void rejectsItsCertificate(String namespace) {
        String mend = "spec.external.tls.caSecretRef names the provider's authority";
        authority(
                namespace,
                new CertificateIssuer(Clock.systemUTC())
                        .authority(namespace, "another")
                        .trustPem());
        assertThat(cluster.awaitCondition(namespace, "seen", "CertificateReady", "False", DEADLINE))
                .startsWith("CertificateRejected");
        Awaitility.await()
                .atMost(DEADLINE)
                .untilAsserted(() -> assertThat(cluster.condition(namespace, "seen", "Ready", "False"))
                        .hasValueSatisfying(said -> assertThat(said)
                                .startsWith("PrimaryUnreachable")
                                .contains(mend)));
        assertThat(cluster.resource(namespace, "seen").getStatus().members())
                .singleElement()
                .satisfies(member -> assertThat(member.reason()).isEqualTo("CertificateRejected"));
        awaitEvent(namespace, "InstanceUnhealthy", "CertificateRejected", mend);

        authority(namespace, secret(namespace, "theirs-binding", "ca.crt"));
        cluster.awaitReady(namespace, "seen", DEADLINE);
        assertThat(cluster.condition(namespace, "seen", "CertificateReady", "True"))
                .isPresent();
        awaitEvent(namespace, "InstanceRecovered", "healthy again");
    }

    private void awaitEvent(String namespace, String reason, String... words) {
        Awaitility.await("event " + reason)
                .atMost(DEADLINE)
                .untilAsserted(() -> assertThat(cluster.notes(namespace, reason))
                        .anySatisfy(note -> assertThat(note).contains(words)));
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

    @Test
    void aClustersNodesTellOfEachOther() {
        String namespace = cluster.namespace("nodes");
        cluster.apply(namespace, """
                apiVersion: v1
                kind: List
                items:
                - apiVersion: v1
                  kind: Secret
                  metadata: {name: theirs-connection}
                  stringData: {REDIS_PASSWORD: cluster-of-theirs-1}
                - apiVersion: v1
                  kind: Secret
                  metadata: {name: theirs-binding}
                """);
        cluster.client()
                .resource(new ClientPod("nodes", "theirs", """
                        export REDISCLI_AUTH="$REDIS_PASSWORD"
                        ip=$(hostname -i)
                        for port in 7000 7001 7002; do
                          mkdir /tmp/$port
                          redis-server --port $port --dir /tmp/$port --cluster-enabled yes --save '' \\
                            --requirepass "$REDIS_PASSWORD" >/dev/null &
                          until redis-cli -p $port ping; do sleep 0.1; done
                        done
                        redis-cli --cluster create $ip:7000 $ip:7001 $ip:7002 --cluster-yes
                        wait""").build(namespace))
                .create();
        String address = Awaitility.await()
                .atMost(DEADLINE)
                .until(
                        () -> cluster.kubectl("get", "pod", "-n", namespace, "nodes", "-o", "jsonpath={.status.podIP}"),
                        found -> !found.isBlank());
        cluster.apply(namespace, """
                apiVersion: redis.higherself.network/v1
                kind: HigherSelfRedis
                metadata: {name: seen}
                spec:
                  environment: Development
                  probe: {interval: 3s}
                  external:
                    host: %s
                    port: 7000
                    mode: Cluster
                    credentials: {secretRef: {name: theirs-connection}, passwordKey: REDIS_PASSWORD}
                """.formatted(address));
        cluster.awaitReady(namespace, "seen", DEADLINE);

        assertThat(cluster.resource(namespace, "seen").getStatus().members())
                .extracting(Member::name, Member::role, Member::health)
                .containsExactlyInAnyOrder(
                        tuple(address + ":7000", "Primary", "Healthy"),
                        tuple(address + ":7001", "Primary", "Healthy"),
                        tuple(address + ":7002", "Primary", "Healthy"));
        newConnectionsAreRefused(namespace);
        assertThat(cluster.run(namespace, new ClientPod("app", "seen", """
                                        export REDISCLI_AUTH="$REDIS_PASSWORD"
                                        redis-cli -c -h $REDIS_HOST -p $REDIS_PORT set greeting hello
                                        redis-cli -h $REDIS_HOST -p 7002 shutdown nosave
                                        echo gone"""), DEADLINE)
                        .lines())
                .contains("OK", "gone");
        Awaitility.await()
                .atMost(DEADLINE)
                .untilAsserted(() -> assertThat(
                                cluster.resource(namespace, "seen").getStatus().members())
                        .filteredOn(member -> member.name().endsWith(":7002"))
                        .singleElement()
                        .satisfies(member -> assertThat(member.reason()).isEqualTo("Unreachable")));
        assertThat(cluster.condition(namespace, "seen", "Ready", "False")).isPresent();
        cluster.kubectl("delete", "namespace", namespace, "--wait=false");
    }

    /** Their password changes for a while: what is connected goes on, and an application that starts gets nowhere. */
    private void newConnectionsAreRefused(String namespace) {
        password(namespace, "changes", "$REDIS_PASSWORD", "another");
        assertThat(cluster.awaitCondition(namespace, "seen", "RoutesHealthy", "False", DEADLINE))
                .startsWith("LoginRefused")
                .contains("Redis is fine, the route endpoint is broken", "Secret of spec.external.credentials");
        assertThat(cluster.condition(namespace, "seen", "Available", "False"))
                .hasValueSatisfying(said -> assertThat(said).startsWith("RouteBroken"));
        assertThat(cluster.resource(namespace, "seen").getStatus().members())
                .allSatisfy(member -> assertThat(member.health()).isEqualTo("Healthy"));
        password(namespace, "changes-back", "another", "$REDIS_PASSWORD");
        cluster.awaitReady(namespace, "seen", DEADLINE);
        assertThat(cluster.condition(namespace, "seen", "RoutesHealthy", "True"))
                .isPresent();
    }

    /** Changes it on the node that is published. */
    private void password(String namespace, String pod, String from, String to) {
        String script = """
                export REDISCLI_AUTH="%s"
                redis-cli -h $REDIS_HOST -p $REDIS_PORT config set requirepass "%s"
                """.formatted(from, to);
        assertThat(cluster.run(namespace, new ClientPod(pod, "seen", script), DEADLINE)
                        .strip())
                .isEqualTo("OK");
    }

    private void login(String namespace, String password) {
        cluster.apply(namespace, """
                apiVersion: v1
                kind: Secret
                metadata: {name: login}
                stringData: {username: higherself, password: %s}
                """.formatted(password));
    }

    private void authority(String namespace, String pem) {
        cluster.client()
                .resource(new SecretBuilder()
                        .withNewMetadata()
                        .withNamespace(namespace)
                        .withName("ca")
                        .endMetadata()
                        .withStringData(Map.of("ca.crt", pem))
                        .build())
                .createOr(existing -> existing.update());
    }

    private String password(String namespace) {
        return secret(namespace, "theirs-connection", "REDIS_PASSWORD");
    }

    private String secret(String namespace, String name, String key) {
        return cluster.kubectl(
                "get",
                "secret",
                "-n",
                namespace,
                name,
                "-o",
                "go-template={{index .data \"" + key + "\" | base64decode}}");
    }
}
