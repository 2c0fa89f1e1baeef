package network.higherself.redis.operator.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Several instances: who is primary, and that nothing is lost when one of them goes. */
@Execution(ExecutionMode.CONCURRENT)
class ReplicationIT {

    private static final Duration DEADLINE = Duration.ofSeconds(180);

    /** Writes keys one after the other, each by a new connection, and says which were acknowledged. */
    private static final String WRITER = """
            i=0
            while [ $i -lt 400 ]; do
              i=$((i+1))
              [ "$(r set key:$i v 2>&1)" = OK ] && echo "acknowledged key:$i"
              sleep 0.02
            done
            """;

    private final Cluster cluster = Cluster.shared();

    @ParameterizedTest
    @CsvSource({"Production, 0", "Production, 1", "Staging, 0"})
    void aClientThatWritesLosesNothingWhenAPodIsDeleted(String environment, int ordinal) {
        String namespace = cluster.namespace("replication");
        cluster.apply(namespace, StandaloneIT.resource("store", "{environment: " + environment + "}"));
        cluster.awaitReady(namespace, "store", DEADLINE);
        cluster.client()
                .resource(new ClientPod("writer", "store", WRITER).build(namespace))
                .create();
        awaitAcknowledged(namespace, 20);

        cluster.kubectl("delete", "pod", "-n", namespace, "store-" + ordinal, "--wait=false");

        Awaitility.await("the writer ends")
                .atMost(DEADLINE)
                .until(() -> "Succeeded"
                        .equals(cluster.client()
                                .pods()
                                .inNamespace(namespace)
                                .withName("writer")
                                .get()
                                .getStatus()
                                .getPhase()));
        cluster.awaitReady(namespace, "store", DEADLINE);
        Set<String> acknowledged = acknowledged(namespace);
        Set<String> present = present(namespace);
        Set<String> missing = new TreeSet<>(acknowledged);
        missing.removeAll(present);
        System.out.printf(
                "%s, store-%d deleted: %d writes acknowledged, %d missing afterwards %s%n",
                environment, ordinal, acknowledged.size(), missing.size(), missing);
        assertThat(acknowledged).hasSizeGreaterThan(100);
        assertThat(missing).hasSizeLessThanOrEqualTo(2);
        cluster.kubectl("delete", "namespace", namespace, "--wait=false");
    }

    @Test
    void instancesScaleUpAndDownByKubectl() {
        String namespace = cluster.namespace("replication");
        cluster.apply(namespace, StandaloneIT.resource("scaled", "{environment: Staging, topology: {instances: 2}}"));
        cluster.awaitReady(namespace, "scaled", DEADLINE);
        cluster.kubectl("scale", "hsr/scaled", "-n", namespace, "--replicas=3");
        cluster.awaitReady(namespace, "scaled", DEADLINE);
        assertThat(cluster.resource(namespace, "scaled").getStatus().ready()).isEqualTo("3/3");
        cluster.kubectl("scale", "hsr/scaled", "-n", namespace, "--replicas=1");
        Awaitility.await().atMost(DEADLINE).untilAsserted(() -> {
            assertThat(cluster.resource(namespace, "scaled").getStatus().ready())
                    .isEqualTo("1/1");
            assertThat(cluster.condition(namespace, "scaled", "Ready", "True")).isPresent();
        });
        assertThat(cluster.notes(namespace, "Scaled"))
                .anySatisfy(note -> assertThat(note).contains("3, from 2"))
                .anySatisfy(note -> assertThat(note).contains("1, from 3"));
        cluster.kubectl("delete", "namespace", namespace, "--wait=false");
    }

    private void awaitAcknowledged(String namespace, int count) {
        Awaitility.await("the writer writes")
                .atMost(DEADLINE)
                .ignoreExceptions()
                .until(() -> acknowledged(namespace).size() >= count);
    }

    private Set<String> acknowledged(String namespace) {
        return cluster.log(namespace, "writer")
                .lines()
                .filter(line -> line.startsWith("acknowledged "))
                .map(line -> line.substring("acknowledged ".length()))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private Set<String> present(String namespace) {
        return cluster.run(namespace, new ClientPod("reader", "store", "r --scan --pattern 'key:*'"), DEADLINE)
                .lines()
                .collect(Collectors.toSet());
    }
}
