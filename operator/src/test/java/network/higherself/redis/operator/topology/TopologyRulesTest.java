package network.higherself.redis.operator.topology;

import static network.higherself.redis.operator.topology.Situations.NOW;
import static network.higherself.redis.operator.topology.Situations.replicated;
import static network.higherself.redis.operator.topology.Situations.says;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.stream.Stream;
import network.higherself.redis.operator.topology.Decision.Hold;
import network.higherself.redis.operator.topology.Decision.Wait;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class TopologyRulesTest {

    private static final Duration JUST_NOW = Duration.ofMillis(100);
    private static final Duration LONG = Duration.ofMinutes(11);

    private static Situations.Says serving() {
        return says().primary().run("p").history("h", 100).holds(50).marked(7);
    }

    private static Situations.Says survivor(long offset) {
        return says().run("s")
                .follows("r-0")
                .linkDown()
                .history("h", offset)
                .holds(50)
                .marked(7);
    }

    private static Situations.Says restarted(long keys) {
        return says().run("new").history("fresh", 0).holds(keys);
    }

    private static Situations after(Duration missing) {
        return replicated(3).recorded("r-0", "p", "h").missingFor(missing);
    }

    private static Situations linked(Situations.Says replica, long downSeconds) {
        return replicated(2)
                .recorded("r-0", "p", "h")
                .with(serving())
                .with(replica.follows("r-0").history("h", 90).linkDown(downSeconds));
    }

    private static Situations linkedByAddress(long downSeconds) {
        return replicated(2)
                .recorded("r-0", "p", "h")
                .with(serving())
                .with(says().followsAddress("r-0").history("h", 90).linkDown(downSeconds));
    }

    static Stream<Arguments> cases() {
        return Stream.of(
                // A fresh resource
                row("standalone answers", replicated(0).with(says().primary()), "Settled r-0"),
                row("standalone was made a replica by hand", replicated(0).with(says()), "Promote r-0"),
                row("standalone starts", replicated(0).ended(), "Wait PodNotRunning"),
                row("all empty", replicated(3).with(says()).with(says()).with(says()), "Promote r-0"),
                row(
                        "one is still to come",
                        replicated(3).with(says()).with(says()).ended(),
                        "Wait WaitingForCopies"),
                row(
                        "one never comes",
                        replicated(3).missingFor(LONG).with(says()).with(says()).ended(),
                        "Promote r-0"),
                row(
                        "retained volumes: the watermark tells",
                        replicated(2)
                                .with(restarted(900).marked(3))
                                .with(says().history("b", 0).holds(20).marked(9)),
                        "Promote r-1"),
                row(
                        "retained volumes, one without data",
                        replicated(2).with(says()).with(restarted(20)),
                        "Promote r-1"),
                row(
                        "retained volumes, one loads",
                        replicated(2).with(says()).with(restarted(0).loading()),
                        "Wait Loading"),
                row(
                        "within one history the offset tells",
                        replicated(2)
                                .with(says().history("h", 10).holds(99))
                                .with(says().history("h", 20).holds(5)),
                        "Promote r-1"),
                row(
                        "primary found though nothing is recorded",
                        replicated(2).with(says()).with(serving()),
                        "Route r-1"),
                // A primary that serves
                row(
                        "others are assigned",
                        replicated(2).recorded("r-0", "p", "h").with(serving()).with(says()),
                        "Follow r-1"),
                row(
                        "settled",
                        replicated(2)
                                .recorded("r-0", "p", "h")
                                .with(serving())
                                .with(says().follows("r-0").history("h", 90)),
                        "Settled r-0"),
                row(
                        "its replication id has changed",
                        replicated(1).recorded("r-0", "p", "old").with(serving()),
                        "Route r-0"),
                row(
                        "a replica restarted",
                        replicated(2)
                                .recorded("r-0", "p", "h")
                                .with(serving())
                                .with(restarted(60), says().follows("r-0").history("h", 90)),
                        "Follow r-1"),
                row(
                        "a replica restarted, and so did the operator",
                        replicated(2)
                                .recorded("r-0", "p", "h")
                                .with(serving())
                                .with(restarted(60).marked(7)),
                        "Follow r-1"),
                row(
                        "a replica holds a newer dataset",
                        replicated(2)
                                .recorded("r-0", "p", "h")
                                .with(serving())
                                .with(restarted(10).marked(8)),
                        "Hold DatasetsDisagree"),
                row(
                        "a replica that a person is asked about, whatever the watermarks are by now",
                        replicated(2)
                                .recorded("r-0", "p", "h")
                                .with(serving())
                                .with(restarted(60).marked(6))
                                .held("r-1"),
                        "Hold DatasetsDisagree"),
                row(
                        "the same, once it holds nothing any more",
                        replicated(2)
                                .recorded("r-0", "p", "h")
                                .with(serving())
                                .with(restarted(0))
                                .held("r-1"),
                        "Follow r-1"),
                row(
                        "what is known of the primary is older than of the replica",
                        replicated(2)
                                .recorded("r-0", "p", "h")
                                .with(serving().seen(NOW.minusSeconds(9)))
                                .with(restarted(60).marked(8)),
                        "Look r-0"),
                row(
                        "watermark missing and more keys",
                        replicated(2).recorded("r-0", "p", "h").with(serving()).with(restarted(51)),
                        "Hold DatasetsDisagree"),
                row(
                        "an old primary returns after another was promoted",
                        replicated(2)
                                .recorded("r-1", "s", "h2")
                                .with(restarted(60), says().primary().history("h", 100))
                                .with(says().primary()
                                        .run("s")
                                        .history("h2", 150)
                                        .second("h", 101)
                                        .holds(50)),
                        "Follow r-0"),
                row(
                        "a hand-over ended half way",
                        replicated(2)
                                .recorded("r-0", "p", "h")
                                .with(serving())
                                .with(says().primary()
                                        .history("h2", 100)
                                        .second("h", 101)
                                        .holds(50)),
                        "Follow r-1"),
                row(
                        "two primaries with data of their own",
                        replicated(2)
                                .recorded("r-0", "p", "h")
                                .with(serving())
                                .with(says().primary().history("x", 100).holds(5)),
                        "Hold TwoPrimaries"),
                row(
                        "a second primary out of this one's history, whose keys have gone there too",
                        replicated(2)
                                .recorded("r-0", "p", "h")
                                .with(serving())
                                .with(says().primary()
                                        .history("x", 100)
                                        .second("h", 90)
                                        .holds(50)
                                        .marked(7))
                                .held("r-1"),
                        "Follow r-1"),
                row(
                        "a stray primary is not adopted for one that restarts",
                        replicated(2)
                                .recorded("r-0", "p", "h")
                                .missingFor(JUST_NOW)
                                .ended()
                                .with(says().primary().history("x", 100).holds(5))
                                .held("r-1"),
                        "Wait WaitingForCopies"),
                // A replica that does not come to its primary
                row("its link is down a moment", linked(says(), 4), "Settled r-0"),
                row("it waits where the primary was", linked(says(), 5), "Relink r-1 by address"),
                row("it waits at an address that was right", linkedByAddress(5), "Relink r-1 by name"),
                row("it copies the dataset", linked(says().syncing(), 50), "Settled r-0"),
                row("it loads the dataset", linked(says().loading(), 50), "Settled r-0"),
                row("it has connected anew just now", linked(says(), 20).acted("r-1", 9), "Settled r-0"),
                row("it has connected anew in vain", linked(says(), 20).acted("r-1", 11), "Relink r-1 by address"),
                row(
                        "the primary prepares the dataset for it",
                        replicated(3)
                                .recorded("r-0", "p", "h")
                                .with(serving().lists("r-1"))
                                .with(says().follows("r-0").history("h", 90).linkDown(50))
                                .with(says().follows("r-0").history("h", 90)),
                        "Settled r-0"),
                row(
                        "the primary knows its replicas by a proxy's address",
                        replicated(2)
                                .recorded("r-0", "p", "h")
                                .with(serving().lists("r-9"))
                                .with(says().follows("r-0").history("h", 90).linkDown(50)),
                        "Settled r-0"),
                // A primary that ended
                row(
                        "stopping",
                        after(JUST_NOW).stopping(serving().run("p")).with(survivor(100)),
                        "Wait PrimaryStopping"),
                row(
                        "unreachable but running",
                        after(LONG).unreachable().with(survivor(100)),
                        "Wait PrimaryUnreachable"),
                row(
                        "deleted: the survivor in sync",
                        after(JUST_NOW)
                                .gone()
                                .with(survivor(100))
                                .with(survivor(100))
                                .primaryWas("r-0", serving()),
                        "Promote r-1"),
                row(
                        "deleted: the further of two survivors",
                        after(JUST_NOW)
                                .gone()
                                .with(survivor(100))
                                .with(survivor(104))
                                .primaryWas("r-0", serving()),
                        "Promote r-2"),
                row(
                        "a survivor was seen before the primary ended",
                        after(JUST_NOW)
                                .gone()
                                .with(says().follows("r-0").history("h", 99).seen(NOW.minusSeconds(5)))
                                .with(survivor(104))
                                .primaryWas("r-0", serving()),
                        "Look r-1"),
                row(
                        "killed: its container is about to be back",
                        after(JUST_NOW)
                                .ended()
                                .with(survivor(100))
                                .with(survivor(100))
                                .primaryWas("r-0", serving()),
                        "Wait PrimaryRestarting"),
                row(
                        "killed: and does not come back",
                        after(LONG)
                                .ended()
                                .with(survivor(100))
                                .with(survivor(100))
                                .primaryWas("r-0", serving()),
                        "Promote r-1"),
                row(
                        "restarted with all it had and more",
                        after(JUST_NOW).with(restarted(53)).with(survivor(100)).primaryWas("r-0", serving()),
                        "Promote r-0"),
                row(
                        "restarted with less",
                        after(JUST_NOW).with(restarted(49)).with(survivor(100)).primaryWas("r-0", serving()),
                        "Promote r-1"),
                row(
                        "reborn empty",
                        after(JUST_NOW)
                                .with(says().run("new"))
                                .with(survivor(100))
                                .primaryWas("r-0", serving()),
                        "Promote r-1"),
                row(
                        "the survivor lags: the restarted one is waited for",
                        after(JUST_NOW).gone().with(survivor(20)).primaryWas("r-0", serving()),
                        "Wait WaitingForCopies"),
                row(
                        "the survivor lags, and the restarted one never comes",
                        after(LONG).gone().with(survivor(20)).with(survivor(20)).primaryWas("r-0", serving()),
                        "Promote r-1"),
                row(
                        "promoted before the operator ended, not yet routed",
                        after(JUST_NOW)
                                .gone()
                                .with(says().primary()
                                        .history("h2", 120)
                                        .second("h", 100)
                                        .holds(50))
                                .with(survivor(100)),
                        "Route r-1"),
                row(
                        "restarted under RDB with all it had",
                        after(JUST_NOW)
                                .with(says().run("new").history("h", 110).holds(51))
                                .with(survivor(100))
                                .primaryWas("r-0", serving()),
                        "Promote r-0"),
                row(
                        "restarted under RDB with an older save of more keys",
                        after(JUST_NOW)
                                .with(says().run("new").history("h", 40).holds(60))
                                .with(survivor(100))
                                .primaryWas("r-0", serving()),
                        "Promote r-1"),
                // All ended at once
                row(
                        "all restarted under RDB, a replica first: it is no survivor, whatever the primary was seen at",
                        after(Duration.ofSeconds(20))
                                .gone()
                                .with(says().run("new").history("h", 100).holds(3))
                                .with(says().run("new").history("h", 100).holds(3))
                                .primaryWas("r-0", serving()),
                        "Wait WaitingForCopies"),
                row(
                        "all restarted under RDB, and the primary never comes",
                        after(LONG)
                                .gone()
                                .with(says().run("new").history("h", 100).holds(3))
                                .with(says().run("new").history("h", 140).holds(2))
                                .primaryWas("r-0", serving()),
                        "Promote r-2"),
                row(
                        "all restarted: the newest watermark",
                        after(JUST_NOW)
                                .with(restarted(60).marked(8))
                                .with(restarted(50).marked(9))
                                .with(restarted(70).marked(7)),
                        "Promote r-1"),
                row(
                        "all restarted alike: the recorded one",
                        replicated(2)
                                .recorded("r-1", "p", "h")
                                .missingFor(JUST_NOW)
                                .with(says().run("n0").history("a", 0).holds(50).marked(7))
                                .with(says().run("n1").history("b", 0).holds(50).marked(7)),
                        "Promote r-1"),
                row(
                        "watermark missing: the keys",
                        replicated(2)
                                .recorded("r-0", "p", "h")
                                .missingFor(JUST_NOW)
                                .with(restarted(50))
                                .with(says().history("b", 0).holds(55)),
                        "Promote r-1"),
                row(
                        "watermark missing, and the larger copy was last seen behind",
                        replicated(2)
                                .recorded("r-0", "p", "h")
                                .missingFor(JUST_NOW)
                                .with(restarted(50), says().primary().history("h", 100))
                                .with(
                                        says().history("b", 0).holds(55),
                                        says().follows("r-0").linkDown().history("h", 40)),
                        "Hold DatasetsDisagree"),
                row(
                        "a missing watermark is unknown, not oldest",
                        replicated(2)
                                .recorded("r-0", "p", "h")
                                .missingFor(JUST_NOW)
                                .with(restarted(50))
                                .with(says().history("b", 0).holds(5).marked(3)),
                        "Promote r-0"));
    }

    private static Arguments row(String name, Situations situation, String expected) {
        return Arguments.of(name, situation.situation(), expected);
    }

    @ParameterizedTest(name = "{0}: {2}")
    @MethodSource("cases")
    void decides(String name, Situation situation, String expected) {
        Decision decision = TopologyRules.decide(situation);
        assertThat(words(decision)).as(decision.toString()).isEqualTo(expected);
    }

    @Test
    void aHoldNamesTheCommandThatEndsIt() {
        Decision decision = TopologyRules.decide(replicated(2)
                .recorded("r-0", "p", "h")
                .with(serving())
                .with(restarted(10).marked(8))
                .situation());
        assertThat(((Hold) decision).message())
                .contains("r-1 holds a newer dataset", "pvc/data-r-1 pod/r-1", "pvc/data-r-0 pod/r-0");
    }

    @Test
    void aWaitForOthersEnds() {
        Decision decision = TopologyRules.decide(replicated(2)
                .missingFor(Duration.ofSeconds(20))
                .with(says())
                .gone()
                .situation());
        assertThat(((Wait) decision).again()).contains(Duration.ofSeconds(40));
    }

    static String words(Decision decision) {
        if (decision instanceof Decision.Promote promote) {
            return "Promote " + promote.pod();
        }
        if (decision instanceof Decision.Follow follow) {
            return "Follow " + follow.pod();
        }
        if (decision instanceof Decision.Route route) {
            return "Route " + route.primary();
        }
        if (decision instanceof Decision.Relink relink) {
            return "Relink " + relink.pod() + (relink.byAddress() ? " by address" : " by name");
        }
        if (decision instanceof Decision.Look look) {
            return "Look " + String.join(",", look.pods());
        }
        if (decision instanceof Wait wait) {
            return "Wait " + wait.reason();
        }
        if (decision instanceof Hold hold) {
            return "Hold " + hold.reason();
        }
        return "Settled " + ((Decision.Settled) decision).primary();
    }
}
