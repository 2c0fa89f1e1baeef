package network.higherself.redis.operator.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import network.higherself.redis.operator.e2e.Writing.Ending;
import network.higherself.redis.operator.e2e.Writing.Outcome;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Instances end while a client writes: no key that the best surviving copy held is lost, and the others are counted. */
@Execution(ExecutionMode.CONCURRENT)
class HealingIT {

    private static final List<Integer> ALL = List.of(0, 1, 2);

    private final Cluster cluster = Cluster.shared();

    /** An append-only file holds every acknowledged write when a process is killed, and so does an RDB after a clean stop. */
    @ParameterizedTest
    @CsvSource({
        "redis:6.2, true, Deleted, true",
        "redis:7.2, true, Forced, true",
        "redis:7.2, true, Killed, false",
        "redis:7.2, false, Deleted, true"
    })
    void nothingIsLostWhenAllInstancesEndAtOnce(String image, boolean appendOnly, Ending ending, boolean watermark) {
        Outcome outcome = new Writing(
                        cluster,
                        cluster.namespace("healing"),
                        image,
                        appendOnly,
                        ending,
                        ALL,
                        Optional.empty(),
                        watermark)
                .prepare()
                .heal();
        assertThat(outcome.missing()).isEmpty();
    }

    /** Under RDB alone what was never saved is lost with the processes; what one of them did save is not. */
    @ParameterizedTest
    @CsvSource({"redis:7.2, 0, true", "redis:6.2, 1, true", "redis:7.2, 2, false"})
    void theOnlyCopyThatWasSavedBecomesPrimary(String image, int saved, boolean watermark) {
        Outcome outcome = new Writing(
                        cluster,
                        cluster.namespace("healing"),
                        image,
                        false,
                        Ending.Killed,
                        ALL,
                        Optional.of(saved),
                        watermark)
                .prepare()
                .heal();
        assertThat(outcome.primary()).isEqualTo("store-" + saved);
        assertThat(outcome.missingSeeds()).isEmpty();
    }

    /** What is missing then was acknowledged in the moment before and had not reached a replica. */
    @ParameterizedTest
    @CsvSource({"redis:6.2, true, 0", "redis:7.2, false, 0", "redis:7.2, true, 1"})
    void hardlyAnythingIsLostWhenOneServerIsKilled(String image, boolean appendOnly, int ordinal) {
        Outcome outcome = new Writing(
                        cluster,
                        cluster.namespace("healing"),
                        image,
                        appendOnly,
                        Ending.Killed,
                        List.of(ordinal),
                        Optional.empty(),
                        true)
                .prepare()
                .heal();
        assertThat(outcome.missing()).hasSizeLessThanOrEqualTo(2);
        assertThat(outcome.missingSeeds()).isEmpty();
    }
}
