package network.higherself.redis.operator.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.authentication.TokenRequestBuilder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.stream.Collectors;
import org.awaitility.Awaitility;

/** The health API of the operator as a pod of some namespace reaches it. */
final class OperatorApi {

    static final String SYSTEM = "higherself-redis-system";
    private static final String NAME = "higherself-redis-operator";
    private static final Duration DEADLINE = Duration.ofSeconds(120);
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Cluster cluster;

    OperatorApi(Cluster cluster) {
        this.cluster = cluster;
    }

    /** A call to the replica at an address. */
    record Call(String address, String method, String path, String token) {
        @Override
        public String toString() {
            return String.join(" ", address, method, path, token);
        }
    }

    record Answer(String call, int status, JsonNode body, String text) {}

    /** Pods of the operator: the one that leads first. */
    List<Pod> replicas() {
        return Awaitility.await("a leader and its pod")
                .atMost(DEADLINE)
                .until(this::byLeadership, replicas -> !replicas.isEmpty());
    }

    private List<Pod> byLeadership() {
        String holder = cluster.client()
                .leases()
                .inNamespace(SYSTEM)
                .withName(NAME)
                .get()
                .getSpec()
                .getHolderIdentity();
        List<Pod> pods = new ArrayList<>(cluster.client()
                .pods()
                .inNamespace(SYSTEM)
                .withLabel("app.kubernetes.io/name", NAME)
                .list()
                .getItems());
        boolean led = pods.stream().anyMatch(pod -> leads(holder, pod));
        pods.sort((a, b) -> Boolean.compare(leads(holder, b), leads(holder, a)));
        return led ? pods : List.of();
    }

    private static boolean leads(String holder, Pod pod) {
        return holder != null && holder.startsWith(pod.getMetadata().getName() + "_");
    }

    static String address(Pod pod) {
        return pod.getStatus().getPodIP();
    }

    /** Makes a ServiceAccount and gives a token of it. */
    String token(String namespace, String account) {
        cluster.kubectl("create", "serviceaccount", "-n", namespace, account);
        return cluster.client()
                .serviceAccounts()
                .inNamespace(namespace)
                .withName(account)
                .tokenRequest(new TokenRequestBuilder()
                        .withNewSpec()
                        .withExpirationSeconds(3600L)
                        .endSpec()
                        .build())
                .getStatus()
                .getToken();
    }

    /** Makes all the calls from one pod, one after the other. */
    List<Answer> call(String namespace, String pod, List<Call> calls) {
        Secret serving = Awaitility.await("the operator's certificate")
                .atMost(DEADLINE)
                .until(
                        () -> cluster.client()
                                .secrets()
                                .inNamespace(SYSTEM)
                                .withName(NAME + "-serving")
                                .get(),
                        found -> found != null);
        String authority =
                new String(Base64.getDecoder().decode(serving.getData().get("ca.crt")), StandardCharsets.US_ASCII);
        String log = cluster.run(
                namespace,
                caller(
                        namespace,
                        pod,
                        authority,
                        calls.stream().map(Call::toString).collect(Collectors.joining("\n"))),
                DEADLINE);
        List<Answer> answers = log.lines()
                .filter(line -> line.startsWith("ANSWER "))
                .map(line -> answer(line.substring("ANSWER ".length())))
                .toList();
        assertThat(answers).as(log).hasSize(calls.size());
        return answers;
    }

    private static Answer answer(String line) {
        try {
            JsonNode read = JSON.readTree(line);
            String text = read.path("body").asText();
            return new Answer(
                    read.path("call").asText(),
                    read.path("status").asInt(),
                    text.startsWith("{") ? JSON.readTree(text) : JSON.createObjectNode(),
                    text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Pod caller(String namespace, String name, String authority, String calls) {
        return new PodBuilder()
                .withNewMetadata()
                .withNamespace(namespace)
                .withName(name)
                .endMetadata()
                .withNewSpec()
                .withRestartPolicy("Never")
                .withAutomountServiceAccountToken(false)
                .withTerminationGracePeriodSeconds(1L)
                .withNewSecurityContext()
                .withRunAsNonRoot(true)
                .withRunAsUser(65532L)
                .withNewSeccompProfile()
                .withType("RuntimeDefault")
                .endSeccompProfile()
                .endSecurityContext()
                .addNewContainer()
                .withName("caller")
                .withImage(PlaygroundImages.CALLER)
                .addNewEnv()
                .withName("AUTHORITY")
                .withValue(authority)
                .endEnv()
                .addNewEnv()
                .withName("SERVER")
                .withValue(NAME + "." + SYSTEM + ".svc")
                .endEnv()
                .addNewEnv()
                .withName("CALLS")
                .withValue(calls)
                .endEnv()
                .withNewSecurityContext()
                .withAllowPrivilegeEscalation(false)
                .withNewCapabilities()
                .addToDrop("ALL")
                .endCapabilities()
                .endSecurityContext()
                .endContainer()
                .endSpec()
                .build();
    }
}
