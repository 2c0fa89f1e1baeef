package network.higherself.redis.operator.topology;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import network.higherself.redis.api.v1.TopologyMode;
import network.higherself.redis.operator.topology.RollView.PodView;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class RollRulesTest {

    private static final Decision SETTLED = new Decision.Settled("r-0");
    private static final Decision HOLD = new Decision.Hold("DatasetsDisagree", "");
    private static final Decision WAIT = new Decision.Wait("PrimaryRestarting", "");

    private static PodView primary(int ordinal, String hash) {
        return new PodView("r-" + ordinal, ordinal, hash, false, true, true, true, false, false, true);
    }

    /** Its append-only file is being switched on or off. */
    private static PodView switching(int ordinal, String hash) {
        return new PodView("r-" + ordinal, ordinal, hash, false, true, true, true, false, false, false);
    }

    private static PodView replica(int ordinal, String hash) {
        return new PodView("r-" + ordinal, ordinal, hash, false, true, true, false, true, false, true);
    }

    private static PodView syncing(int ordinal, String hash) {
        return new PodView("r-" + ordinal, ordinal, hash, false, false, true, false, false, false, true);
    }

    private static PodView crashing(int ordinal, String hash) {
        return new PodView("r-" + ordinal, ordinal, hash, false, false, false, false, false, false, true);
    }

    private static PodView loading(int ordinal, String hash) {
        return new PodView("r-" + ordinal, ordinal, hash, false, false, true, false, false, true, true);
    }

    private static PodView stopping(int ordinal, String hash) {
        return new PodView("r-" + ordinal, ordinal, hash, true, true, true, false, true, false, true);
    }

    static Stream<Arguments> cases() {
        return Stream.of(
                row("all as wanted", 3, 3, SETTLED, "Done", primary(0, "new"), replica(1, "new"), replica(2, "new")),
                row(
                        "replicas first",
                        3,
                        3,
                        SETTLED,
                        "Replace r-2",
                        primary(0, "old"),
                        replica(1, "old"),
                        replica(2, "old")),
                row(
                        "the next one",
                        3,
                        3,
                        SETTLED,
                        "Replace r-1",
                        primary(0, "old"),
                        replica(1, "old"),
                        replica(2, "new")),
                row(
                        "not while one syncs",
                        3,
                        3,
                        SETTLED,
                        "Wait",
                        primary(0, "old"),
                        replica(1, "old"),
                        syncing(2, "new")),
                row(
                        "not while one stops",
                        3,
                        3,
                        SETTLED,
                        "Wait",
                        primary(0, "old"),
                        replica(1, "old"),
                        stopping(2, "old")),
                row("not while one is missing", 3, 3, SETTLED, "Wait", primary(0, "old"), replica(1, "old")),
                row(
                        "not while there is no primary",
                        3,
                        3,
                        WAIT,
                        "Wait",
                        replica(0, "old"),
                        replica(1, "old"),
                        replica(2, "old")),
                row(
                        "the primary last",
                        3,
                        3,
                        SETTLED,
                        "HandOver r-0 r-1",
                        primary(0, "old"),
                        replica(1, "new"),
                        replica(2, "new")),
                row(
                        "the old primary after its hand-over",
                        3,
                        3,
                        new Decision.Settled("r-1"),
                        "Replace r-0",
                        replica(0, "old"),
                        primary(1, "new"),
                        replica(2, "new")),
                row(
                        "a broken superseded pod at once",
                        3,
                        3,
                        SETTLED,
                        "Replace r-1",
                        primary(0, "new"),
                        crashing(1, "bad"),
                        replica(2, "new")),
                row(
                        "also without a primary",
                        3,
                        3,
                        WAIT,
                        "Replace r-0",
                        crashing(0, "bad"),
                        crashing(1, "bad"),
                        crashing(2, "bad")),
                row(
                        "not one that loads its data",
                        3,
                        3,
                        WAIT,
                        "Wait",
                        loading(0, "old"),
                        crashing(1, "new"),
                        crashing(2, "new")),
                row(
                        "a broken present pod is waited for",
                        3,
                        3,
                        SETTLED,
                        "Wait",
                        primary(0, "old"),
                        replica(1, "old"),
                        crashing(2, "new")),
                row(
                        "the broken replica before the good one",
                        3,
                        3,
                        SETTLED,
                        "Replace r-1",
                        primary(0, "old"),
                        syncing(1, "old"),
                        replica(2, "old")),
                row(
                        "nothing while the evidence disagrees",
                        3,
                        3,
                        HOLD,
                        "Wait",
                        primary(0, "old"),
                        crashing(1, "bad"),
                        replica(2, "old")),
                row("more instances", 3, 1, SETTLED, "Scale 3", primary(0, "new")),
                row("no more instances while the evidence disagrees", 3, 1, HOLD, "Wait", primary(0, "new")),
                row(
                        "fewer instances",
                        1,
                        3,
                        SETTLED,
                        "Scale 1",
                        primary(0, "new"),
                        replica(1, "new"),
                        replica(2, "new")),
                row(
                        "fewer instances, the primary goes: hand over",
                        2,
                        3,
                        new Decision.Settled("r-2"),
                        "HandOver r-2 r-0",
                        replica(0, "new"),
                        replica(1, "new"),
                        primary(2, "new")),
                row(
                        "fewer instances, the primary goes and nobody is in sync",
                        1,
                        2,
                        new Decision.Settled("r-1"),
                        "Wait",
                        syncing(0, "new"),
                        primary(1, "new")),
                row("fewer instances without a primary", 1, 2, WAIT, "Wait", replica(0, "new"), replica(1, "new")),
                row("the only instance of a replicated resource", 1, 1, SETTLED, "Replace r-0", primary(0, "old")),
                row("the only one, before its file is written", 1, 1, SETTLED, "Wait", switching(0, "old")),
                row(
                        "one of several, whose file is being written",
                        2,
                        2,
                        SETTLED,
                        "HandOver r-0 r-1",
                        switching(0, "old"),
                        replica(1, "new")));
    }

    private static Arguments row(
            String name, int wanted, int replicas, Decision topology, String expected, PodView... pods) {
        return Arguments.of(
                name,
                new RollView(TopologyMode.Replication, wanted, replicas, "new", topology, List.of(pods)),
                expected);
    }

    static Stream<Arguments> standalone() {
        return Stream.of(
                Arguments.of(
                        "replaced",
                        new RollView(TopologyMode.Standalone, 1, 1, "new", SETTLED, List.of(primary(0, "old"))),
                        "Replace r-0"),
                Arguments.of(
                        "its file is being written",
                        new RollView(TopologyMode.Standalone, 1, 1, "new", SETTLED, List.of(switching(0, "old"))),
                        "Wait"),
                Arguments.of(
                        "never answers",
                        new RollView(TopologyMode.Standalone, 1, 1, "new", SETTLED, List.of(crashing(0, "old"))),
                        "Replace r-0"),
                Arguments.of(
                        "stopping",
                        new RollView(TopologyMode.Standalone, 1, 1, "new", SETTLED, List.of(stopping(0, "old"))),
                        "Wait"));
    }

    @ParameterizedTest(name = "{0}: {2}")
    @MethodSource({"cases", "standalone"})
    void takesTheNextStep(String name, RollView view, String expected) {
        RollStep step = RollRules.next(view);
        assertThat(words(step)).as(step.toString()).isEqualTo(expected);
    }

    private static String words(RollStep step) {
        if (step instanceof RollStep.Replace replace) {
            return "Replace " + replace.pod();
        }
        if (step instanceof RollStep.HandOver handOver) {
            return "HandOver " + handOver.from() + " " + handOver.to();
        }
        if (step instanceof RollStep.Scale scale) {
            return "Scale " + scale.replicas();
        }
        return step.getClass().getSimpleName();
    }

    /** It would make the old pod anew, over and over. */
    @Test
    void noPodIsReplacedByAStatefulSetThatIsNotWhatItShouldBe() {
        assertThat(RollRules.held(new RollStep.Replace("r-0", "why"))).isInstanceOf(RollStep.Wait.class);
        assertThat(RollRules.held(new RollStep.HandOver("r-0", "r-1", "why"))).isInstanceOf(RollStep.Wait.class);
        assertThat(RollRules.held(new RollStep.Done())).isEqualTo(new RollStep.Done());
        assertThat(RollRules.held(new RollStep.Scale(2))).isEqualTo(new RollStep.Scale(2));
    }

    /** Its pod of before the roll holds what no other does, and is back within a second. */
    @ParameterizedTest
    @CsvSource({"r-0, 3, Wait", "r-0, 70, Replace", "r-1, 3, Replace"})
    void aPrimaryWhoseContainerEndedMeanwhileIsGivenTimeToComeBack(String primary, int seconds, String step) {
        Situation situation = Situations.replicated(2)
                .recorded(primary, "p", "h")
                .missingFor(Duration.ofSeconds(seconds))
                .ended()
                .gone()
                .situation();
        RollView view = RollView.of(situation, 2, true, "new", TopologyRules.decide(situation), Map.of("r-0", "old"));

        assertThat(RollRules.next(view).getClass().getSimpleName()).isEqualTo(step);
    }
}
