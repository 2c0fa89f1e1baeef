package network.higherself.redis.operator.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Collectors;
import network.higherself.redis.operator.e2e.Calls.Call;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.condition.DisabledIfEnvironmentVariable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How much a resource costs the API server: until it is Ready, while nothing happens, and when nothing is to be done. */
@DisabledIfEnvironmentVariable(
        named = "KUBECONFIG",
        matches = ".+",
        disabledReason = "needs the playground's audit log")
class ApiCallsIT {

    private static final Duration DEADLINE = Duration.ofSeconds(120);

    private final Cluster cluster = Cluster.shared();

    @ParameterizedTest
    @CsvSource({"Development, 1", "Production, 3"})
    void aResourceNeedsNoCallOnceItIsSettledAndOneInstanceFewBefore(String environment, int instances) {
        Calls calls = new Calls(cluster);
        String namespace = cluster.namespace("calls");
        cluster.apply(
                namespace, StandaloneIT.resource("r", "{environment: " + environment + ", probe: {interval: 1s}}"));
        cluster.awaitReady(namespace, "r", DEADLINE);

        List<Call> untilReady = calls.in(namespace);
        long made = untilReady.stream().filter(Call::made).count();
        long budget = made + 6 + 2L * instances;
        System.out.printf(
                "%s: %d calls until Ready for %d objects and %d instances (at most %d)%n%s%n",
                environment, untilReady.size(), made, instances, budget, list(untilReady));
        assertThat(made).isPositive();
        assertThat(untilReady.size()).as(list(untilReady)).isLessThanOrEqualTo((int) budget);

        int settled = awaitQuiet(calls, namespace);
        assertStaysQuiet("no call between probes", calls, namespace, settled);

        cluster.kubectl("label", "hsr", "-n", namespace, "r", "example.com/looked-at=yes");
        assertStaysQuiet("nothing to do, nothing written", calls, namespace, settled);
        cluster.kubectl("delete", "namespace", namespace, "--wait=false");
    }

    /** @return how many calls there were when five seconds had gone without one */
    private static int awaitQuiet(Calls calls, String namespace) {
        return Awaitility.await("the operator has settled")
                .atMost(DEADLINE)
                .pollInterval(Duration.ofMillis(500))
                .until(
                        () -> calls.in(namespace),
                        found -> found.get(found.size() - 1)
                                .time()
                                .isBefore(Instant.now().minusSeconds(5)))
                .size();
    }

    private static void assertStaysQuiet(String why, Calls calls, String namespace, int settled) {
        Awaitility.await(why)
                .during(Duration.ofSeconds(8))
                .atMost(Duration.ofSeconds(20))
                .pollInterval(Duration.ofSeconds(1))
                .untilAsserted(() -> {
                    List<Call> found = calls.in(namespace);
                    assertThat(found)
                            .as(() -> list(found.subList(settled, found.size())))
                            .hasSize(settled);
                });
    }

    private static String list(List<Call> calls) {
        return calls.stream().map(call -> "  " + call).collect(Collectors.joining("\n"));
    }
}
