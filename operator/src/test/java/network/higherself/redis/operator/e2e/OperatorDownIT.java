package network.higherself.redis.operator.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.client.dsl.RollableScalableResource;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Function;
import network.higherself.redis.operator.e2e.Writing.Ending;
import network.higherself.redis.operator.e2e.Writing.Outcome;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;

/**
 * Instances end while no operator runs, under a client that writes: one that starts anew and knows nothing but what it
 * sees loses no key that a copy still held. All cases share the one time without an operator.
 */
@Isolated("everybody else needs the operator")
class OperatorDownIT {

    private static final String NAMESPACE = "higherself-redis-system";
    private static final Duration DEADLINE = Duration.ofSeconds(60);
    private static final List<Integer> ALL = List.of(0, 1, 2);

    private final Cluster cluster = Cluster.shared();

    @Test
    void nothingIsLostThatACopyStillHeld() {
        List<Writing> writings = List.of(
                writing("redis:7.2", true, Ending.Killed, ALL, Optional.empty(), true),
                writing("redis:6.2", true, Ending.Deleted, List.of(0), Optional.empty(), true),
                writing("redis:6.2", false, Ending.Deleted, ALL, Optional.empty(), false),
                writing("redis:7.2", false, Ending.Killed, ALL, Optional.of(1), false));
        ExecutorService workers = Executors.newFixedThreadPool(writings.size());
        try {
            List<Writing> prepared = each(workers, writings, Writing::prepare);
            int replicas = operator().get().getSpec().getReplicas();
            List<Writing> ended;
            scale(0);
            try {
                ended = each(workers, prepared, Writing::end);
            } finally {
                scale(replicas);
            }
            List<Outcome> outcomes = each(workers, ended, Writing::outcome);
            assertThat(outcomes.subList(0, 3))
                    .allSatisfy(outcome -> assertThat(outcome.missing()).isEmpty());
            assertThat(outcomes.get(3).primary()).isEqualTo("store-1");
            assertThat(outcomes.get(3).missingSeeds()).isEmpty();
        } finally {
            workers.shutdownNow();
        }
    }

    private Writing writing(
            String image,
            boolean appendOnly,
            Ending ending,
            List<Integer> ended,
            Optional<Integer> saved,
            boolean watermark) {
        return new Writing(cluster, cluster.namespace("alone"), image, appendOnly, ending, ended, saved, watermark);
    }

    private static <T, R> List<R> each(ExecutorService workers, List<T> all, Function<T, R> work) {
        List<CompletableFuture<R>> done = all.stream()
                .map(one -> CompletableFuture.supplyAsync(() -> work.apply(one), workers))
                .toList();
        return done.stream().map(CompletableFuture::join).toList();
    }

    private void scale(int replicas) {
        cluster.kubectl("scale", "deployment", "-n", NAMESPACE, "higherself-redis-operator", "--replicas=" + replicas);
        Awaitility.await("the operator's pods")
                .atMost(DEADLINE)
                .pollInterval(Duration.ofMillis(100))
                .until(() -> cluster.client()
                                .pods()
                                .inNamespace(NAMESPACE)
                                .withLabel("app.kubernetes.io/name", "higherself-redis-operator")
                                .list()
                                .getItems()
                                .size()
                        == replicas);
    }

    private RollableScalableResource<Deployment> operator() {
        return cluster.client().apps().deployments().inNamespace(NAMESPACE).withName("higherself-redis-operator");
    }
}
