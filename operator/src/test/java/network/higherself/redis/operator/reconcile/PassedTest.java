package network.higherself.redis.operator.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import network.higherself.redis.operator.credentials.Credentials;
import network.higherself.redis.operator.plan.Problem;
import network.higherself.redis.operator.plan.SamplePlans;
import network.higherself.redis.operator.reconcile.Inputs.Intent;
import network.higherself.redis.operator.reconcile.Passed.Question;
import network.higherself.redis.operator.tls.ServerCertificate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class PassedTest {

    private static final Instant NOW = Instant.parse("2026-11-30T03:00:00Z");
    private static final Question ASKED =
            new Question("uid", 3L, Map.of("Secret/agents-credentials", "17"), Map.of("mine", "uid/4"));
    private static final Intent REFUSED = new Intent.Refused(List.of(new Problem("spec.image", "is no Redis")));

    private final ResourceMemory memory = new ResourceMemory("uid", NOW);

    static Stream<Arguments> questions() {
        return Stream.of(
                Arguments.of("the same", ASKED, true),
                Arguments.of("another resource", question("other", 3L, "17", "uid/4"), false),
                Arguments.of("another spec", question("uid", 4L, "17", "uid/4"), false),
                Arguments.of("a changed object", question("uid", 3L, "18", "uid/4"), false),
                Arguments.of("a changed Secret of the user's", question("uid", 3L, "17", "uid/5"), false),
                Arguments.of("a deleted object", new Question("uid", 3L, Map.of(), Map.of("mine", "uid/4")), false));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("questions")
    void theAnswerStandsForTheSameQuestion(String what, Question question, boolean stands) {
        assertThat(Passed.at(NOW, ASKED, REFUSED).answers(question, NOW)).isEqualTo(stands);
    }

    @Test
    void theAnswerStandsForAMinute() {
        Passed passed = Passed.at(NOW, ASKED, REFUSED);

        assertThat(passed.answers(ASKED, NOW.plusSeconds(59))).isTrue();
        assertThat(passed.answers(ASKED, NOW.plusSeconds(60))).isFalse();
    }

    @Test
    void aCertificateThatIsDueIsNotWaitedFor() {
        Passed passed = Passed.at(NOW, ASKED, run(inputs("application", Optional.of(expiring(NOW.plusSeconds(20))))));

        assertThat(passed.answers(ASKED, NOW.plusSeconds(20))).isTrue();
        assertThat(passed.answers(ASKED, NOW.plusSeconds(21))).isFalse();
    }

    @Test
    void whatIsRememberedTakesTheAnswerBackWhereItChanges() {
        memory.inForce(inputs("application", Optional.empty()));
        memory.passed(Passed.at(NOW, ASKED, REFUSED));

        memory.inForce(inputs("application", Optional.empty()));
        assertThat(memory.passed()).as("nothing changed").isPresent();

        memory.inForce(inputs("another", Optional.empty()));
        assertThat(memory.passed()).isEmpty();
    }

    @Test
    void aVolumeThatCanNotGrowTakesTheAnswerBack() {
        Problem problem = new Problem("spec.storage.size", "its class can't");
        memory.passed(Passed.at(NOW, ASKED, REFUSED));
        memory.growthGranted();
        assertThat(memory.passed()).as("nobody refused it").isPresent();

        memory.growthRefused(SamplePlans.production("agents"), problem);
        assertThat(memory.passed()).isEmpty();

        memory.passed(Passed.at(NOW, ASKED, REFUSED));
        memory.growthRefused(SamplePlans.production("agents"), problem);
        assertThat(memory.passed()).as("known already").isPresent();

        memory.growthGranted();
        assertThat(memory.passed()).isEmpty();
    }

    private static Question question(String uid, long generation, String object, String named) {
        return new Question(uid, generation, Map.of("Secret/agents-credentials", object), Map.of("mine", named));
    }

    private static Intent run(Inputs inputs) {
        return new Intent.Run(SamplePlans.production("agents"), inputs, true, List.of(), List.of());
    }

    private static Inputs inputs(String application, Optional<ServerCertificate> certificate) {
        return new Inputs(
                new Credentials("operator", "replication", application),
                Set.of(),
                certificate,
                Optional.empty(),
                false);
    }

    private static ServerCertificate expiring(Instant end) {
        return new ServerCertificate("certificate", "key", "authority", end.minus(Duration.ofDays(90)), end, "f1");
    }
}
