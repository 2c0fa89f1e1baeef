package network.higherself.redis.operator.probe;

import static network.higherself.redis.operator.topology.Situations.says;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import network.higherself.redis.operator.plan.RedisPlan.ProbeSettings;
import network.higherself.redis.operator.probe.Verdict.Health;
import network.higherself.redis.operator.redis.Access;
import network.higherself.redis.operator.redis.Observation.Answered;
import network.higherself.redis.operator.redis.Observation.Failure;
import network.higherself.redis.operator.redis.Observation.Unreachable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class InstanceProbeTest {

    private static final Answered ANSWER = says().primary().of("a:1");

    private final ProbeTargets targets = new ProbeTargets(
            List.of(ANSWER.instance()),
            new Access("", "", Optional.empty()),
            new ProbeSettings(Duration.ofSeconds(10), Duration.ofSeconds(2), Duration.ofMillis(10)),
            10_000,
            20);
    private final InstanceProbe probe = new InstanceProbe(ANSWER.instance(), ANSWER.at(), new History());

    @Test
    void anAnswerThatIsLateOnceIsAskedForAgainAndIsNoNews() {
        probe.accept(ANSWER, targets);
        assertThat(probe.pace(ANSWER.at())).isEmpty();

        assertThat(accepts(Failure.TIMEOUT)).isFalse();
        assertThat(probe.verdict().health()).isEqualTo(Health.Healthy);
        assertThat(probe.latest()).contains(ANSWER);
        assertThat(probe.pace(ANSWER.at())).contains(InstanceProbe.FAST);

        probe.accept(ANSWER, targets);
        assertThat(probe.verdict().health()).isEqualTo(Health.Healthy);
        assertThat(probe.pace(ANSWER.at())).isEmpty();
        assertThat(accepts(Failure.TIMEOUT)).as("once more, after an answer").isFalse();
    }

    @Test
    void anAnswerThatIsLateTwiceIsNone() {
        probe.accept(ANSWER, targets);
        accepts(Failure.TIMEOUT);

        assertThat(accepts(Failure.TIMEOUT)).isTrue();
        assertUnreachable();
        assertThat(accepts(Failure.TIMEOUT)).as("nothing new").isFalse();
        assertUnreachable();
    }

    @ParameterizedTest
    @EnumSource(names = "TIMEOUT", mode = EnumSource.Mode.EXCLUDE)
    void whateverElseIsWrongCountsAtOnce(Failure failure) {
        probe.accept(ANSWER, targets);
        assertThat(accepts(failure)).isTrue();
        assertThat(probe.verdict().health()).isEqualTo(Health.Unhealthy);
    }

    @Test
    void silenceCountsAtOnceWhereNothingElseWasHeard() {
        assertThat(accepts(Failure.TIMEOUT)).isTrue();
        assertUnreachable();
    }

    private boolean accepts(Failure failure) {
        return probe.accept(new Unreachable(ANSWER.instance(), ANSWER.at(), failure, "said so"), targets);
    }

    private void assertUnreachable() {
        assertThat(probe.verdict().reason()).isEqualTo("Unreachable");
        assertThat(probe.latest()).containsInstanceOf(Unreachable.class);
    }
}
