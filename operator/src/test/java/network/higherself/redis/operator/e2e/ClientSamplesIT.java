package network.higherself.redis.operator.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Map;
import java.util.stream.Collectors;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/**
 * The Java examples in pods, each with its feature's Secret and over TLS, as an application would run them. Needs
 * samples/clients built.
 */
class ClientSamplesIT {

    private static final Duration DEADLINE = Duration.ofSeconds(180);
    private static final String RESOURCE = """
            apiVersion: redis.higherself.network/v1
            kind: HigherSelfRedis
            metadata: {name: agents}
            spec:
              environment: Staging
              probe: {interval: 1s}
              features: {cache: {}, sessionStore: {}, rateLimiting: {}, taskQueue: {}, pubsub: {}}
            """;

    private record Sample(String feature, String says) {}

    private static final Map<String, Sample> SAMPLES = Map.of(
            "ApiCache", new Sample("cache", "the API was asked 1 time(s) for 2 answers\nby name: true, by type: 1"),
            "AgentMessages", new Sample("pubsub", "heard by all: true, kept: 1"),
            "Sessions", new Sample("session-store", "used from the phone, open: 2, then: 0"),
            "RateLimiter", new Sample("rate-limiting", "50 of 200 calls allowed"),
            "TaskQueue", new Sample("task-queue", "10 of 10 tasks done at the second attempt, given up: 0"),
            "Notifications", new Sample("pubsub", "heard at once: true, found later: 1"));

    private final Cluster cluster = Cluster.shared();

    @Test
    void eachDoesItsWorkWithItsOwnCredentials() {
        String namespace = cluster.namespace("client-samples");
        cluster.apply(namespace, RESOURCE);
        cluster.awaitReady(namespace, "agents", DEADLINE);
        cluster.apply(namespace, pod());

        Awaitility.await("the examples end")
                .atMost(DEADLINE)
                .until(
                        () -> cluster.client()
                                .pods()
                                .inNamespace(namespace)
                                .withName("samples")
                                .get()
                                .getStatus()
                                .getPhase(),
                        phase -> phase.equals("Succeeded") || phase.equals("Failed"));
        SAMPLES.forEach((name, sample) -> assertThat(
                        cluster.kubectl("logs", "-n", namespace, "samples", "-c", name.toLowerCase()))
                .as(name)
                .contains(sample.says()));
        cluster.kubectl("delete", "namespace", namespace, "--wait=false");
    }

    private static String pod() {
        return """
                apiVersion: v1
                kind: Pod
                metadata: {name: samples}
                spec:
                  restartPolicy: Never
                  automountServiceAccountToken: false
                  securityContext: {runAsNonRoot: true, runAsUser: 999, seccompProfile: {type: RuntimeDefault}}
                  volumes:
                  - {name: binding, secret: {secretName: agents-binding, items: [{key: ca.crt, path: ca.crt}]}}
                  containers:
                """
                + SAMPLES.entrySet().stream()
                        .map(entry -> """
                          - name: %s
                            image: %s
                            args: [network.higherself.redis.samples.clients.%s]
                            envFrom: [{secretRef: {name: agents-%s-connection}}]
                            securityContext: {allowPrivilegeEscalation: false, capabilities: {drop: [ALL]}}
                            volumeMounts: [{name: binding, mountPath: /etc/redis-binding, readOnly: true}]
                        """.formatted(
                                        entry.getKey().toLowerCase(),
                                        PlaygroundImages.SAMPLES,
                                        entry.getKey(),
                                        entry.getValue().feature()))
                        .collect(Collectors.joining());
    }
}
