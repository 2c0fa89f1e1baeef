package network.higherself.redis.operator.status;

import static network.higherself.redis.operator.status.StatusSituations.NOW;
import static network.higherself.redis.operator.status.StatusSituations.ready;
import static network.higherself.redis.operator.status.StatusSituations.unreachable;
import static network.higherself.redis.operator.status.StatusSituations.well;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.ConditionBuilder;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import network.higherself.redis.api.v1.HigherSelfRedisStatus;
import network.higherself.redis.api.v1.RouteStatus;
import network.higherself.redis.operator.probe.Figures;
import network.higherself.redis.operator.probe.Verdict.Health;
import network.higherself.redis.operator.status.StatusInput.MemberInput;
import network.higherself.redis.operator.topology.Decision;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StatusFactoryTest {

    private static final Clock LATER = Clock.fixed(NOW.plusSeconds(90), ZoneOffset.UTC);

    private static HigherSelfRedisStatus later(StatusSituations situation) {
        return StatusFactory.build(situation.input(), Optional.of(ready()), LATER);
    }

    private static StatusSituations withFigures(long micros, long operations) {
        return withFigures(micros, OptionalLong.of(operations));
    }

    private static StatusSituations withFigures(long micros, OptionalLong operations) {
        MemberInput primary = StatusSituations.primary();
        return well().with(new MemberInput(
                primary.pod(),
                0,
                true,
                true,
                true,
                true,
                primary.current(),
                primary.verdict(),
                new Figures(
                        OptionalLong.of(micros),
                        OptionalLong.of(2_000_000),
                        OptionalLong.of(512L << 20),
                        OptionalLong.of(4),
                        operations,
                        OptionalLong.of(97),
                        OptionalLong.of(0),
                        0,
                        0)));
    }

    @Test
    void saysWhatPeopleLookFor() {
        HigherSelfRedisStatus status = ready();
        assertThat(status.ready()).isEqualTo("3/3");
        assertThat(status.primary()).isEqualTo("r-0");
        assertThat(status.version()).isEqualTo("7.0.15");
        assertThat(status.endpoint().host()).isEqualTo("r.ns.svc");
        assertThat(status.endpoint().port()).isEqualTo(6380);
        assertThat(status.binding().name()).isEqualTo("r-binding");
        assertThat(status.summary().memory()).isEqualTo("1.9mb of 512mb");
        assertThat(status.summary().latency()).isEqualTo("400us");
        assertThat(status.summary().clients()).isEqualTo(12);
        assertThat(status.members()).hasSize(3);
        assertThat(status.members().get(1).role()).isEqualTo("Replica");
        assertThat(status.members().get(1).linkUp()).isTrue();
        assertThat(status.members().get(0).linkUp()).isNull();
    }

    @Test
    void aConditionsTimeMovesOnlyWithItsStatus() {
        HigherSelfRedisStatus broken = later(well().with(unreachable(1)));
        assertThat(time(broken, ConditionTypes.READY)).isEqualTo("2027-01-01T00:01:30Z");
        assertThat(time(broken, ConditionTypes.AVAILABLE)).isEqualTo("2027-01-01T00:00:00Z");
        HigherSelfRedisStatus worse = StatusFactory.build(
                well().with(unreachable(1)).gone(2).input(),
                Optional.of(broken),
                Clock.fixed(NOW.plusSeconds(200), ZoneOffset.UTC));
        assertThat(time(worse, ConditionTypes.READY)).isEqualTo("2027-01-01T00:01:30Z");
    }

    private static String time(HigherSelfRedisStatus status, String type) {
        return status.conditions().stream()
                .filter(condition -> condition.getType().equals(type))
                .map(Condition::getLastTransitionTime)
                .findFirst()
                .orElseThrow();
    }

    @Test
    void aRestartOfTheOperatorIsNoNews() {
        assertThat(later(well().nothingObserved())).isEqualTo(ready());
    }

    @Test
    void aSecondLookAtTheSameChangesNothing() {
        HigherSelfRedisStatus again = later(well());
        assertThat(again).isEqualTo(ready());
        assertThat(StatusWriting.shouldWrite(Optional.of(ready()), again, NOW, NOW.plus(Duration.ofDays(1))))
                .isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        // the way has lasted when it was last written, milliseconds ago that was, milliseconds to hold back
        "0, 300, 1700",
        "0, 2000, 0",
        "1, 300, 1700",
        "4, 1000, 3000",
        "4, 4000, 0",
        "600, 1000, 14000",
        "600, 15000, 0",
    })
    void theLongerAWayLastsTheRarerItsStepsAreWritten(long seconds, long ago, long held) {
        HigherSelfRedisStatus step = withReconciling("True");
        Instant lastWrite = NOW.plusSeconds(seconds);
        assertThat(StatusWriting.heldBack(Optional.of(step), step, lastWrite, lastWrite.plusMillis(ago)))
                .isEqualTo(held == 0 ? Optional.empty() : Optional.of(Duration.ofMillis(held)));
    }

    @Test
    void stepsOnTheWayAreHeldBackAndTheEndIsNot() {
        HigherSelfRedisStatus step = withReconciling("True");
        HigherSelfRedisStatus end = withReconciling("False");
        Instant soon = NOW.plusMillis(300);
        assertThat(StatusWriting.heldBack(Optional.of(step), step, NOW, soon)).contains(Duration.ofMillis(1700));
        assertThat(StatusWriting.heldBack(Optional.of(step), step, NOW, NOW.plusSeconds(2)))
                .isEmpty();
        assertThat(StatusWriting.heldBack(Optional.of(step), end, NOW, soon)).isEmpty();
        assertThat(StatusWriting.heldBack(Optional.of(end), step, NOW, soon)).isEmpty();
        assertThat(StatusWriting.heldBack(Optional.empty(), step, NOW, soon)).isEmpty();
    }

    private static HigherSelfRedisStatus withReconciling(String status) {
        List<Condition> conditions = List.of(new ConditionBuilder()
                .withType(ConditionTypes.RECONCILING)
                .withStatus(status)
                .withLastTransitionTime(NOW.toString())
                .build());
        return new HigherSelfRedisStatus(
                1L,
                null,
                conditions,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null);
    }

    @Test
    void conditionsAreWrittenAtOnceAndFiguresOnceAMinute() {
        HigherSelfRedisStatus broken = later(well().with(unreachable(1)));
        HigherSelfRedisStatus busier = later(withFigures(400, 500));
        assertThat(StatusWriting.shouldWrite(Optional.of(ready()), broken, NOW, NOW))
                .isTrue();
        assertThat(StatusWriting.shouldWrite(Optional.of(ready()), busier, NOW, NOW.plusSeconds(59)))
                .isFalse();
        assertThat(StatusWriting.shouldWrite(Optional.of(ready()), busier, NOW, NOW.plusSeconds(60)))
                .isTrue();
    }

    @Test
    void anIdleResourceIsNotWrittenForTenMinutes() {
        HigherSelfRedisStatus idle = idle(400);
        HigherSelfRedisStatus noise = idle(520);
        assertThat(StatusWriting.shouldWrite(Optional.of(idle), noise, NOW, NOW.plus(Duration.ofMinutes(9))))
                .isFalse();
        assertThat(StatusWriting.shouldWrite(Optional.of(idle), noise, NOW, NOW.plus(Duration.ofMinutes(10))))
                .isTrue();
    }

    @Test
    void ratesThatBecomeKnownAreNoNewsWhereThereIsNone() {
        HigherSelfRedisStatus first = idle(400, OptionalLong.empty());
        assertThat(StatusWriting.shouldWrite(Optional.of(first), idle(400), NOW, NOW.plus(Duration.ofMinutes(9))))
                .isFalse();
    }

    private static HigherSelfRedisStatus idle(long micros) {
        return idle(micros, OptionalLong.of(0));
    }

    private static HigherSelfRedisStatus idle(long micros, OptionalLong operations) {
        StatusSituations situation = withFigures(micros, operations);
        for (int ordinal = 1; ordinal < 3; ordinal++) {
            MemberInput replica = StatusSituations.replica(ordinal);
            situation.with(new MemberInput(
                    replica.pod(),
                    ordinal,
                    true,
                    true,
                    true,
                    true,
                    replica.current(),
                    replica.verdict(),
                    Figures.NONE));
        }
        return later(situation);
    }

    @Test
    void aBrokenRouteIsToldInWordsWithItsMendAndNotAsTroubleOfRedis() {
        HigherSelfRedisStatus status = StatusFactory.build(
                well().brokenRoute("sessionStore", "LoginRefused").input(), Optional.of(ready()), LATER);

        assertThat(status.conditions())
                .filteredOn(condition -> condition.getType().equals("RoutesHealthy"))
                .singleElement()
                .satisfies(condition -> {
                    assertThat(condition.getStatus()).isEqualTo("False");
                    assertThat(condition.getMessage())
                            .isEqualTo("Redis is fine, the route sessionStore is broken: something is wrong. Mend it.");
                });
        assertThat(status.routes())
                .extracting(RouteStatus::name, RouteStatus::health, RouteStatus::reason, RouteStatus::latencyMicros)
                .containsExactly(
                        tuple("primary-service", "Healthy", null, 700L),
                        tuple("sessionStore", "Unhealthy", "LoginRefused", null));
        assertThat(StatusNotes.between(Optional.of(ready()), status))
                .containsExactly(new Note(
                        Note.Reason.RouteBroken,
                        "Redis is fine, the route sessionStore is broken: something is wrong. Mend it."));
        assertThat(StatusNotes.between(Optional.of(status), ready()))
                .extracting(Note::reason)
                .containsExactly(Note.Reason.RouteRecovered);
    }

    @Test
    void whereRedisIsNotFineNobodySaysSo() {
        HigherSelfRedisStatus full = StatusFactory.build(
                well().with(StatusSituations.member(
                                0,
                                StatusSituations.primary().current().orElseThrow(),
                                Health.Unhealthy,
                                "MemoryFull",
                                "maxmemory is reached."))
                        .brokenRoute("sessionStore", "WorkFailed")
                        .input(),
                Optional.of(ready()),
                LATER);
        assertThat(full.conditions())
                .filteredOn(condition -> condition.getType().equals("RoutesHealthy"))
                .singleElement()
                .satisfies(condition -> assertThat(condition.getMessage())
                        .startsWith("The primary is not well (MemoryFull), and the route sessionStore is broken"));

        HigherSelfRedisStatus down = StatusFactory.build(
                well().with(unreachable(0))
                        .brokenRoute("sessionStore", "NoAnswer")
                        .input(),
                Optional.of(ready()),
                LATER);
        assertThat(down.conditions())
                .filteredOn(condition -> condition.getType().equals("RoutesHealthy"))
                .singleElement()
                .satisfies(condition -> assertThat(condition.getReason()).isEqualTo("PrimaryNotServing"));
    }

    @Test
    void ofASilentPrimaryItIsSaidWhetherOthersHearItAndWhatToDo() {
        assertThat(available(well().with(unreachable(0))))
                .startsWith("PrimaryUnreachable the primary r-0 does not answer: no answer within spec.probe.timeout.")
                .contains("r-1 still hears from it, so it runs")
                .doesNotContain("delete the pod");
        assertThat(available(well().with(unreachable(0)).with(unreachable(1)).with(unreachable(2))))
                .endsWith("If it is lost, delete the pod r-0: then a replica takes over.");
        assertThat(available(StatusSituations.standalone().with(unreachable(0))))
                .endsWith("no answer within spec.probe.timeout.");
        assertThat(available(well().starting(0))).isEqualTo("PrimaryGone the primary's pod r-0 does not run.");
    }

    private static String available(StatusSituations situation) {
        return later(situation).conditions().stream()
                .filter(condition -> condition.getType().equals("Available"))
                .map(condition -> condition.getReason() + " " + condition.getMessage())
                .findFirst()
                .orElseThrow();
    }

    @Test
    void aWarningIsToldWhereTheConfigurationIs() {
        StatusInput input = well().warning("spec.config.maxmemory-policy", "may evict sessions.")
                .input();

        assertThat(StatusFactory.build(input, Optional.of(ready()), LATER).conditions())
                .filteredOn(condition -> condition.getType().equals("ConfigurationApplied"))
                .singleElement()
                .satisfies(condition -> {
                    assertThat(condition.getStatus()).isEqualTo("True");
                    assertThat(condition.getMessage()).isEqualTo("spec.config.maxmemory-policy: may evict sessions.");
                });
    }

    @Test
    void thirtyMembersFitWellIntoAnObject() {
        MemberInput one = StatusSituations.member(
                0,
                StatusSituations.primary().current().orElseThrow(),
                Health.Degraded,
                "SlowCommands",
                "x".repeat(300));
        HigherSelfRedisStatus status = StatusFactory.build(
                new StatusInput(
                        "ns",
                        "r",
                        1,
                        well().input().plan(),
                        StatusInput.Problems.NONE,
                        Optional.empty(),
                        well().input().route(),
                        new Decision.Settled("r-0"),
                        well().input().roll(),
                        Collections.nCopies(30, one),
                        Optional.empty(),
                        Optional.empty(),
                        List.of(),
                        StatusInput.Routes.NONE),
                Optional.empty(),
                LATER);
        assertThat(Serialization.asJson(status).getBytes(StandardCharsets.UTF_8).length)
                .isLessThan(64 << 10);
    }

    @ParameterizedTest
    @CsvSource({"0, 0b", "512, 512b", "1990000, 1.9mb", "536870912, 512mb", "1073741824, 1gb", "10800000, 10mb"})
    void sizesAreWrittenAsRedisDoes(long bytes, String text) {
        assertThat(Units.bytes(bytes)).isEqualTo(text);
    }

    @ParameterizedTest
    @CsvSource({"400, 400us", "1200, 1.2ms", "15000, 15ms", "3000000, 3s"})
    void latenciesAreShort(long micros, String text) {
        assertThat(Units.micros(micros)).isEqualTo(text);
    }

    @Test
    void eventsTellWhatFellIllAndWhatGotWell() {
        HigherSelfRedisStatus broken = later(well().with(unreachable(1)));
        List<Note> ill = StatusNotes.between(Optional.of(ready()), broken);
        List<Note> cured = StatusNotes.between(Optional.of(broken), ready());
        assertThat(ill).extracting(Note::reason).containsExactly(Note.Reason.InstanceUnhealthy);
        assertThat(ill.get(0).text()).contains("r-1", "Unreachable", "spec.probe.timeout");
        assertThat(cured).extracting(Note::reason).containsExactly(Note.Reason.InstanceRecovered);
        assertThat(StatusNotes.between(Optional.of(broken), broken)).isEmpty();
    }

    @Test
    void aLargeDatasetThatIsLoadedIsToldAndTheOtherStepsOfAStartAreNot() {
        HigherSelfRedisStatus unknown = replica(Health.Unknown, "NotObserved");
        HigherSelfRedisStatus loading = replica(Health.Unhealthy, "Loading");
        HigherSelfRedisStatus unassigned = replica(Health.Unhealthy, "Unassigned");
        HigherSelfRedisStatus syncing = replica(Health.Unhealthy, "Syncing");
        assertThat(StatusNotes.between(Optional.of(unknown), loading))
                .extracting(Note::reason)
                .containsExactly(Note.Reason.InstanceUnhealthy);
        assertThat(StatusNotes.between(Optional.of(syncing), loading))
                .extracting(Note::reason)
                .containsExactly(Note.Reason.InstanceUnhealthy);
        assertThat(StatusNotes.between(Optional.of(loading), ready()))
                .extracting(Note::reason)
                .containsExactly(Note.Reason.InstanceRecovered);
        assertThat(StatusNotes.between(Optional.of(unknown), unassigned)).isEmpty();
        assertThat(StatusNotes.between(Optional.of(loading), unassigned)).isEmpty();
        assertThat(StatusNotes.between(Optional.of(unassigned), syncing)).isEmpty();
        assertThat(StatusNotes.between(Optional.of(syncing), ready())).isEmpty();
    }

    private static HigherSelfRedisStatus replica(Health health, String reason) {
        return later(well().with(StatusSituations.member(
                1, StatusSituations.replica(1).current().orElseThrow(), health, reason, "words")));
    }

    @Test
    void eventsTellWhatIsRefusedAndThatItIsMended() {
        HigherSelfRedisStatus refused = later(well().generation(2).badSpec());
        assertThat(StatusNotes.between(Optional.of(ready()), refused))
                .extracting(Note::reason)
                .containsExactly(Note.Reason.Rejected);
        assertThat(StatusNotes.between(Optional.of(refused), ready()))
                .extracting(Note::reason)
                .containsExactly(Note.Reason.Planned);
    }
}
