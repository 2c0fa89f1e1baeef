package network.higherself.redis.operator.status;

import static network.higherself.redis.operator.status.StatusSituations.member;
import static network.higherself.redis.operator.status.StatusSituations.ready;
import static network.higherself.redis.operator.status.StatusSituations.standalone;
import static network.higherself.redis.operator.status.StatusSituations.unreachable;
import static network.higherself.redis.operator.status.StatusSituations.well;
import static network.higherself.redis.operator.topology.Situations.says;
import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Condition;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import network.higherself.redis.api.v1.HigherSelfRedisStatus;
import network.higherself.redis.operator.probe.Verdict.Health;
import network.higherself.redis.operator.topology.Decision;
import network.higherself.redis.operator.topology.RollStep;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What every condition says in every situation. The page {@code docs/truth-table.md} is this table; run with
 * {@code -DtruthTable.write=true} to write it anew.
 */
class TruthTableTest {

    static final Clock CLOCK = Clock.fixed(StatusSituations.NOW, ZoneOffset.UTC);

    private static final Path PAGE = Path.of("..", "docs", "truth-table.md");

    /**
     * @param expected Ready, Available, Reconciling, Stalled, the phase, and what kstatus makes of it
     */
    record Row(String name, StatusSituations situation, Optional<HigherSelfRedisStatus> before, String expected) {
        @Override
        public String toString() {
            return name;
        }

        HigherSelfRedisStatus status() {
            return StatusFactory.build(situation.input(), before, CLOCK);
        }
    }

    static Stream<Row> rows() {
        RollStep replace = new RollStep.Replace("r-2", "what it was made from has changed");
        return Stream.of(
                fresh("created, pods are starting", well().neverServed(), "False False True False Creating InProgress"),
                fresh(
                        "created, one instance, its pod is starting",
                        standalone().neverServed(),
                        "False False True False Creating InProgress"),
                fresh(
                        "created, the primary serves and a replica copies its data",
                        well().with(member(
                                1,
                                says().follows("r-0").linkDown().of("r-1"),
                                Health.Unhealthy,
                                "Syncing",
                                "the replica is copying the primary's dataset.")),
                        "False True True False Creating InProgress"),
                fresh(
                        "created with a spec that is refused",
                        well().neverAccepted().badSpec(),
                        "False False False True Stalled Failed"),
                fresh(
                        "created with a Secret that is missing",
                        well().neverAccepted().badSecret(),
                        "False False False True Stalled Failed"),
                fresh(
                        "created with an image that is no Redis",
                        well().neverServed().badImage(),
                        "False False False True Stalled Failed"),
                fresh(
                        "created, and an object of the name is somebody else's",
                        well().neverServed().collision(),
                        "False False False True Stalled Failed"),
                fresh(
                        "created, and objects of an earlier resource are going",
                        well().neverServed().leaving("Service r of an earlier resource is still there"),
                        "False False True False Creating InProgress"),
                fresh("all is well", well(), "True True False False Ready Current"),
                fresh("all is well, one instance", standalone(), "True True False False Ready Current"),
                served(
                        "an instance is Degraded",
                        well().with(member(
                                0, says().primary().of("r-0"), Health.Degraded, "SlowCommands", "commands were slow.")),
                        "True True False False Degraded Current"),
                fresh(
                        "created, all instances serve, and a route was not taken yet",
                        well().untakenRoute("sessionStore"),
                        "False True True False Creating InProgress"),
                served(
                        "the route to the primary is broken, Redis is fine",
                        well().brokenRoute("primary-service", "ConnectionRefused"),
                        "False False False False Unavailable InProgress"),
                served(
                        "the primary is Unhealthy, and the route to it is broken",
                        well().with(member(
                                        0,
                                        says().primary().of("r-0"),
                                        Health.Unhealthy,
                                        "PersistenceFailing",
                                        "writes are refused."))
                                .brokenRoute("primary-service", "WorkFailed"),
                        "False True False False Unhealthy InProgress"),
                served(
                        "a feature's route is broken, Redis is fine",
                        well().brokenRoute("sessionStore", "LoginRefused"),
                        "True True False False Ready Current"),
                served(
                        "the operator restarted and has taken no route yet",
                        well().untakenRoute("primary-service"),
                        "True True False False Ready Current"),
                served(
                        "a replica does not answer",
                        well().with(unreachable(1)),
                        "False True False False Unhealthy InProgress"),
                served(
                        "a replica's link is down",
                        well().with(member(
                                1,
                                says().follows("r-0").linkDown().of("r-1"),
                                Health.Unhealthy,
                                "LinkDown",
                                "the replica has lost its primary.")),
                        "False True False False Unhealthy InProgress"),
                served("a replica's pod is gone", well().gone(1), "False True False False Unhealthy InProgress"),
                served(
                        "a replica that restarted is being re-linked",
                        well().with(member(1, says().of("r-1"), Health.Unhealthy, "Unassigned", "it waits to be told."))
                                .decided(new Decision.Follow("r-1", "r-0", "it started")),
                        "False True True False Updating InProgress"),
                served(
                        "the primary answers and is Unhealthy",
                        well().with(member(
                                0,
                                says().primary().of("r-0"),
                                Health.Unhealthy,
                                "MemoryFull",
                                "maxmemory is reached.")),
                        "False True False False Unhealthy InProgress"),
                served(
                        "the primary runs and does not answer",
                        well().with(unreachable(0))
                                .decided(new Decision.Wait("PrimaryUnreachable", "the primary does not answer.")),
                        "False False False False Unavailable InProgress"),
                served(
                        "the primary's container restarts",
                        well().starting(0).decided(new Decision.Wait("PrimaryRestarting", "its server restarts.")),
                        "False False True False Updating InProgress"),
                served(
                        "the primary's pod is gone, a replica is being promoted",
                        well().gone(0).decided(new Decision.Promote("r-1", "it was in sync")),
                        "False False True False Updating InProgress"),
                served(
                        "one instance, its pod is gone",
                        standalone().gone(0).decided(new Decision.Wait("PodNotRunning", "its pod does not run yet.")),
                        "False False False False Unavailable InProgress"),
                served(
                        "the primary Service has lost its endpoint",
                        well().notRouted(),
                        "False False False False Unavailable InProgress"),
                served(
                        "the datasets' evidence disagrees, the primary serves",
                        well().decided(new Decision.Hold("DatasetsDisagree", "r-1 holds more keys.")),
                        "False True False True Stalled Failed"),
                served(
                        "an edit is refused; the last good state serves",
                        well().generation(2).badSpec(),
                        "False True False True Stalled Failed"),
                served("the password's Secret was deleted", well().badSecret(), "False True False True Stalled Failed"),
                served(
                        "the user's certificate has expired",
                        well().badCertificate(),
                        "False True False True Stalled Failed"),
                served(
                        "a directive is too new for the image",
                        well().badDirective(),
                        "False True False True Stalled Failed"),
                served(
                        "an edit is refused while a replica is down",
                        well().generation(2).badSpec().gone(1),
                        "False True False True Stalled Failed"),
                served("pods roll", well().generation(2).next(replace), "False True True False Updating InProgress"),
                served(
                        "the primary hands over",
                        well().generation(2).next(new RollStep.HandOver("r-0", "r-1", "its pod is to be made anew")),
                        "False True True False Updating InProgress"),
                served(
                        "the number of instances changes",
                        well().generation(2).next(new RollStep.Scale(5)),
                        "False True True False Updating InProgress"),
                served(
                        "a directive waits for a restart",
                        well().configuration(List.of("databases"), List.of()),
                        "True True False False Ready Current"),
                served(
                        "the server refuses a directive",
                        well().configuration(List.of(), List.of("maxmemory-samples: argument must be positive")),
                        "False True False True Stalled Failed"),
                served(
                        "an edit that changed nothing of the pods",
                        well().generation(2),
                        "True True False False Ready Current"),
                served(
                        "the operator restarted and has observed nothing yet",
                        well().nothingObserved(),
                        "True True False False Ready Current"),
                served(
                        "the operator restarted, and the spec was refused meanwhile",
                        well().nothingObserved().generation(2).badSpec(),
                        "False True False True Stalled Failed"));
    }

    private static Row fresh(String name, StatusSituations situation, String expected) {
        return new Row(name, situation, Optional.empty(), expected);
    }

    private static Row served(String name, StatusSituations situation, String expected) {
        return new Row(name, situation, Optional.of(ready()), expected);
    }

    @ParameterizedTest
    @MethodSource("rows")
    void conditionsSayWhatIs(Row row) {
        HigherSelfRedisStatus status = row.status();
        Map<String, Condition> conditions = byType(status);
        String said = Stream.of("Ready", "Available", "Reconciling", "Stalled")
                        .map(type -> conditions.get(type).getStatus())
                        .collect(Collectors.joining(" "))
                + " " + status.phase() + " "
                + kstatus(status, row.situation().input().generation());
        assertThat(said).as(conditions.values().toString()).isEqualTo(row.expected());
    }

    @ParameterizedTest
    @MethodSource("rows")
    void everyConditionIsWellFormed(Row row) {
        HigherSelfRedisStatus status = row.status();
        assertThat(status.conditions()).extracting(Condition::getType).containsExactlyElementsOf(ConditionTypes.ALL);
        assertThat(status.conditions()).allSatisfy(condition -> {
            assertThat(condition.getReason()).matches("[A-Z][A-Za-z]*");
            assertThat(condition.getObservedGeneration()).isEqualTo(status.observedGeneration());
            assertThat(condition.getLastTransitionTime()).isNotEmpty();
        });
        Map<String, Condition> conditions = byType(status);
        assertThat(conditions.get("Reconciling").getStatus()
                        + conditions.get("Stalled").getStatus())
                .isNotEqualTo("TrueTrue");
        if (conditions.get("Ready").getStatus().equals("False")) {
            assertThat(conditions.get("Ready").getMessage()).isNotEmpty();
        }
    }

    @Test
    void thePageIsThisTable() throws IOException {
        String page = page();
        if (Boolean.getBoolean("truthTable.write")) {
            Files.createDirectories(PAGE.getParent());
            Files.writeString(PAGE, page);
        }
        assertThat(Files.readString(PAGE)).isEqualTo(page);
    }

    private static String page() {
        StringBuilder page = new StringBuilder("""
                # What the conditions say

                Generated from the cases of `TruthTableTest`, which fails where this page differs from what the operator
                does; `mvn -pl operator -am test -Dtest=TruthTableTest -DtruthTable.write=true
                -Dsurefire.failIfNoSpecifiedTests=false` writes it anew. The word
                behind a status is the condition's reason. The last column is what kstatus, and with it Flux, makes of it.

                A resource with a deletion timestamp is Terminating to kstatus; the operator writes it no status.

                """);
        page.append("| situation | Ready | Available | Reconciling | Stalled | CredentialsReady | CertificateReady"
                + " | ConfigurationApplied | ReplicationHealthy | phase | kstatus |\n");
        page.append("|---|---|---|---|---|---|---|---|---|---|---|\n");
        rows().forEach(row -> {
            HigherSelfRedisStatus status = row.status();
            Map<String, Condition> conditions = byType(status);
            page.append("| ").append(row.name()).append(" |");
            ConditionTypes.ALL.forEach(type -> page.append(' ')
                    .append(conditions.get(type).getStatus())
                    .append(' ')
                    .append(conditions.get(type).getReason())
                    .append(" |"));
            page.append(' ')
                    .append(status.phase())
                    .append(" | ")
                    .append(kstatus(status, row.situation().input().generation()))
                    .append(" |\n");
        });
        return page.toString();
    }

    /** The rules of kstatus for a custom resource, in its order. */
    private static String kstatus(HigherSelfRedisStatus status, long generation) {
        Map<String, Condition> conditions = byType(status);
        if (status.observedGeneration() != generation) {
            return "InProgress";
        }
        if (conditions.get("Reconciling").getStatus().equals("True")) {
            return "InProgress";
        }
        if (conditions.get("Stalled").getStatus().equals("True")) {
            return "Failed";
        }
        return conditions.get("Ready").getStatus().equals("True") ? "Current" : "InProgress";
    }

    private static Map<String, Condition> byType(HigherSelfRedisStatus status) {
        Map<String, Condition> byType = new LinkedHashMap<>();
        status.conditions().forEach(condition -> byType.put(condition.getType(), condition));
        return byType;
    }
}
