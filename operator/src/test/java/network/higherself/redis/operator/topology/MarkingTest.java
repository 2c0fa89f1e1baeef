package network.higherself.redis.operator.topology;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import network.higherself.redis.operator.topology.Decision.Follow;
import network.higherself.redis.operator.topology.Decision.Hold;
import network.higherself.redis.operator.topology.Decision.Look;
import network.higherself.redis.operator.topology.Decision.Promote;
import network.higherself.redis.operator.topology.Decision.Relink;
import network.higherself.redis.operator.topology.Decision.Route;
import network.higherself.redis.operator.topology.Decision.Settled;
import network.higherself.redis.operator.topology.Decision.Wait;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class MarkingTest {

    private static final RollStep DONE = new RollStep.Done();

    static Stream<Arguments> cases() {
        return Stream.of(
                Arguments.of("all is as it should be", new Settled("r-0"), DONE, "r-0"),
                Arguments.of("one is made primary", new Promote("r-1", "why"), DONE, "r-1"),
                Arguments.of("another follows", new Follow("r-1", "r-0", "why"), DONE, "r-0"),
                Arguments.of("another connects anew", new Relink("r-1", "r-0", true, Duration.ZERO), DONE, "r-0"),
                Arguments.of("the route moves", new Route("r-1"), DONE, "r-1"),
                Arguments.of(
                        "it is handed over", new Settled("r-0"), new RollStep.HandOver("r-0", "r-1", "why"), "r-1"),
                Arguments.of("a person is asked", new Hold("TwoPrimaries", "which"), DONE, "r-2"),
                Arguments.of("the primary does not answer", new Wait("PrimaryUnreachable", "why"), DONE, null),
                Arguments.of("it is looked again", new Look(List.of("r-0"), "why"), DONE, null));
    }

    @ParameterizedTest(name = "{0}: {3}")
    @MethodSource("cases")
    void marks(String name, Decision decision, RollStep step, String pod) {
        assertThat(Marking.of(decision, step, Optional.of("r-2"))).isEqualTo(Optional.ofNullable(pod));
    }
}
