package network.higherself.redis.operator.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Pod;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;

/** Every Secret of a resource deleted while no operator remembers it: nobody has the servers' passwords any more. */
@Isolated("everybody else needs the operator")
class LostPasswordsIT {

    private static final Duration DEADLINE = Duration.ofSeconds(180);
    private static final String SYSTEM = "higherself-redis-system";
    private static final String OPERATOR = "higherself-redis-operator";

    private final Cluster cluster = Cluster.shared();

    @Test
    void runningServersTakeNewOnesAndKeepTheirKeys() {
        String namespace = cluster.namespace("lost");
        Map<String, String> resources = Map.of("one", "Development", "two", "Staging");
        resources.forEach((name, environment) ->
                cluster.apply(namespace, StandaloneIT.resource(name, "{environment: " + environment + "}")));
        for (String name : resources.keySet()) {
            cluster.awaitReady(namespace, name, DEADLINE);
            cluster.run(namespace, new ClientPod("write-" + name, name, "r set kept yes"), DEADLINE);
        }
        String process = process(namespace, "one-0");

        cluster.kubectl("scale", "deployment", "-n", SYSTEM, OPERATOR, "--replicas=0");
        Awaitility.await("no operator runs")
                .atMost(DEADLINE)
                .until(() -> cluster.client()
                        .pods()
                        .inNamespace(SYSTEM)
                        .list()
                        .getItems()
                        .isEmpty());
        cluster.kubectl("delete", "secrets", "--all", "-n", namespace);
        cluster.kubectl("scale", "deployment", "-n", SYSTEM, OPERATOR, "--replicas=2");
        cluster.awaitRollout(SYSTEM, OPERATOR, DEADLINE);

        for (String name : resources.keySet()) {
            Awaitility.await("the loss of " + name + " is noticed and told")
                    .atMost(DEADLINE)
                    .until(() -> cluster.kubectl("get", "events", "-n", namespace)
                            .lines()
                            .anyMatch(line -> line.contains("PasswordsReplaced") && line.contains("/" + name)));
            AtomicInteger tries = new AtomicInteger();
            Awaitility.await(name + " takes the new password and has its keys")
                    .atMost(DEADLINE)
                    .pollInterval(Duration.ofSeconds(1))
                    .until(
                            () -> cluster.run(
                                            namespace,
                                            new ClientPod(
                                                    "read-" + name + tries.incrementAndGet(),
                                                    name,
                                                    "r set more yes; r get kept; true"),
                                            DEADLINE)
                                    .lines()
                                    .toList(),
                            List.of("OK", "yes")::equals);
            cluster.awaitReady(namespace, name, DEADLINE);
        }
        assertThat(process(namespace, "one-0"))
                .as("where no certificate was lost too, no server was restarted")
                .isEqualTo(process);
        cluster.kubectl("delete", "namespace", namespace, "--wait=false");
    }

    private String process(String namespace, String name) {
        Pod pod = cluster.client().pods().inNamespace(namespace).withName(name).get();
        return pod.getMetadata().getUid() + " "
                + pod.getStatus().getContainerStatuses().get(0).getRestartCount();
    }
}
