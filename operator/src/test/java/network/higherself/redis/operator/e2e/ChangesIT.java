package network.higherself.redis.operator.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Changes of a running resource that look harmless. */
@Execution(ExecutionMode.CONCURRENT)
class ChangesIT {

    private static final Duration DEADLINE = Duration.ofSeconds(120);

    private final Cluster cluster = Cluster.shared();
    private final AtomicInteger clients = new AtomicInteger();

    /** A server that starts with an append-only file which was never written begins empty. */
    @ParameterizedTest
    @ValueSource(strings = {"redis:6.2", "redis:7.2"})
    void theAppendOnlyFileIsSwitchedTogetherWithWhatNeedsANewPodAndNothingIsLost(String image) {
        String namespace = cluster.namespace("changes");
        cluster.apply(
                namespace,
                StandaloneIT.resource(
                        "store", "{environment: Development, storage: {size: 1Gi}, image: '" + image + "'}"));
        cluster.awaitReady(namespace, "store", DEADLINE);
        said(namespace, "for i in 1 2 3; do r set key:$i v; done");

        change(namespace, "{\"config\": {\"appendonly\": true, \"databases\": 17}}");
        assertThat(said(
                        namespace,
                        "r exists key:1 key:2 key:3; r config get databases; r config get appendonly; r set key:4 v"))
                .contains("17", "yes")
                .startsWith("3\n");

        change(namespace, "{\"config\": {\"appendonly\": false, \"databases\": 18}}");
        assertThat(said(namespace, "r exists key:1 key:2 key:3 key:4; r config get databases; r config get appendonly"))
                .contains("18", "no")
                .startsWith("4\n");
        cluster.kubectl("delete", "namespace", namespace, "--wait=false");
    }

    /** What Production asks of replicas would refuse every write once there are none. */
    @Test
    void productionThatScalesToOneInstanceTakesWrites() {
        String namespace = cluster.namespace("changes");
        cluster.apply(namespace, StandaloneIT.resource("store", "{environment: Production}"));
        cluster.awaitReady(namespace, "store", DEADLINE);

        change(namespace, "{\"topology\": {\"instances\": 1}}");

        Awaitility.await("one takes writes")
                .atMost(DEADLINE)
                .untilAsserted(() -> assertThat(said(namespace, "r set k 1")).startsWith("OK"));
        assertThat(cluster.condition(namespace, "store", "ConfigurationApplied", "True"))
                .isPresent();
        cluster.kubectl("delete", "namespace", namespace, "--wait=false");
    }

    @Test
    void whatIsTakenOutOfTheConfigurationIsTakenBackFromTheRunningServer() {
        String namespace = cluster.namespace("changes");
        cluster.apply(
                namespace,
                StandaloneIT.resource("store", "{environment: Development, config: {notify-keyspace-events: KEA}}"));
        cluster.awaitReady(namespace, "store", DEADLINE);
        assertThat(said(namespace, "r config get notify-keyspace-events")).contains("AKE");
        String started = "jsonpath={.status.containerStatuses[0].state.running.startedAt}{.metadata.uid}";
        String before = cluster.kubectl("get", "pod", "-n", namespace, "store-0", "-o", started);

        change(namespace, "{\"config\": {\"notify-keyspace-events\": null}}");

        Awaitility.await("notifies nobody any more")
                .atMost(DEADLINE)
                .untilAsserted(() -> assertThat(said(namespace, "r config get notify-keyspace-events"))
                        .contains("notify-keyspace-events")
                        .doesNotContain("AKE"));
        assertThat(cluster.kubectl("get", "pod", "-n", namespace, "store-0", "-o", started))
                .isEqualTo(before);
        cluster.kubectl("delete", "namespace", namespace, "--wait=false");
    }

    /** Many clusters' default class can't expand volumes. */
    @Test
    void volumesThatCannotGrowAreToldOfAndHoldNothingUp() {
        String namespace = cluster.namespace("changes");
        cluster.apply(namespace, """
                apiVersion: storage.k8s.io/v1
                kind: StorageClass
                metadata: {name: fixed-size}
                volumeBindingMode: WaitForFirstConsumer
                provisioner: %s
                """.formatted(
                        cluster.kubectl("get", "storageclass", "-o", "jsonpath={.items[0].provisioner}")));
        String resource = "{environment: Development, storage: {size: %s, storageClassName: fixed-size}, config:"
                + " {databases: %s}}";
        cluster.apply(namespace, StandaloneIT.resource("store", resource.formatted("1Gi", "16")));
        cluster.awaitReady(namespace, "store", DEADLINE);

        String state = "jsonpath={.metadata.uid} {.status.containerStatuses[0].ready}";
        String before = cluster.kubectl("get", "pod", "-n", namespace, "store-0", "-o", "jsonpath={.metadata.uid}");

        cluster.apply(namespace, StandaloneIT.resource("store", resource.formatted("2Gi", "20")));
        assertThat(cluster.awaitCondition(namespace, "store", "Stalled", "True", DEADLINE))
                .contains("spec.storage.size", "can't grow to 2Gi", "must support resize");
        Awaitility.await("a new pod")
                .atMost(DEADLINE)
                .ignoreExceptions()
                .until(
                        () -> cluster.tryKubectl("", "get", "pod", "-n", namespace, "store-0", "-o", state)
                                .output(),
                        said -> said.endsWith(" true") && !said.startsWith(before));
        assertThat(said(namespace, "r config get databases"))
                .as("the rest of the change")
                .contains("20");

        cluster.apply(namespace, StandaloneIT.resource("store", resource.formatted("1Gi", "20")));
        cluster.awaitReady(namespace, "store", DEADLINE);
        cluster.kubectl("delete", "namespace", namespace, "--wait=false");
        cluster.kubectl("delete", "storageclass", "fixed-size", "--wait=false");
    }

    /** Whoever deletes what is kept of the plan while the spec is refused takes nothing away but that. */
    @Test
    void thePlanThatIsKeptMayBeDeletedWhileTheSpecIsRefused() {
        String namespace = cluster.namespace("changes");
        cluster.apply(namespace, StandaloneIT.resource("store", "{environment: Development}"));
        cluster.awaitReady(namespace, "store", DEADLINE);
        cluster.apply(namespace, StandaloneIT.resource("store", "{environment: Development, config: {no-such: 1}}"));
        cluster.awaitCondition(namespace, "store", "Stalled", "True", DEADLINE);

        cluster.kubectl("delete", "configmap", "-n", namespace, "store-plan", "store-config");

        Awaitility.await("both are made again")
                .atMost(DEADLINE)
                .untilAsserted(() -> assertThat(cluster.kubectl("get", "configmap", "-n", namespace, "-o", "name"))
                        .contains("store-plan", "store-config"));
        assertThat(cluster.condition(namespace, "store", "Available", "True")).isPresent();
        assertThat(cluster.resource(namespace, "store").getStatus().primary()).isEqualTo("store-0");
        cluster.kubectl("delete", "namespace", namespace, "--wait=false");
    }

    private String said(String namespace, String script) {
        String pod = "client-" + clients.incrementAndGet();
        return cluster.run(namespace, new ClientPod(pod, "store", script), DEADLINE);
    }

    private void change(String namespace, String spec) {
        cluster.kubectl("patch", "hsr", "-n", namespace, "store", "--type", "merge", "-p", "{\"spec\": " + spec + "}");
        cluster.awaitReady(namespace, "store", DEADLINE);
    }
}
