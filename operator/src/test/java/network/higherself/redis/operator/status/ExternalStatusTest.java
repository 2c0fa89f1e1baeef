package network.higherself.redis.operator.status;

import static network.higherself.redis.operator.topology.Situations.says;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.fabric8.kubernetes.api.model.Condition;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import network.higherself.redis.api.v1.HigherSelfRedis;
import network.higherself.redis.api.v1.HigherSelfRedisStatus;
import network.higherself.redis.api.v1.RouteStatus;
import network.higherself.redis.operator.plan.ExternalPlan;
import network.higherself.redis.operator.plan.ExternalPlanResult;
import network.higherself.redis.operator.plan.ExternalPlanner;
import network.higherself.redis.operator.plan.Problem;
import network.higherself.redis.operator.probe.Discoveries;
import network.higherself.redis.operator.probe.Figures;
import network.higherself.redis.operator.probe.RouteState;
import network.higherself.redis.operator.probe.Verdict;
import network.higherself.redis.operator.probe.Verdict.Health;
import network.higherself.redis.operator.redis.Discovered;
import network.higherself.redis.operator.redis.Discovered.Node;
import network.higherself.redis.operator.redis.Observation;
import network.higherself.redis.operator.status.StatusInput.MemberInput;
import network.higherself.redis.operator.status.StatusInput.Routes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the conditions say of a Redis that somebody else runs, situation by situation. */
class ExternalStatusTest {

    private static final Clock CLOCK = Clock.fixed(Instant.parse("2026-05-01T00:00:00Z"), ZoneOffset.UTC);
    private static final Node ONE = new Node("a", 1, true, false);
    private static final Node TWO = new Node("b", 2, false, false);

    private static final Map<String, ExternalStatusInput> SITUATIONS = new TreeMap<>(Map.ofEntries(
            Map.entry("all is well", input(found(ONE), member("a:1", true, Health.Healthy, "Healthy"))),
            Map.entry("not probed yet", input(found(ONE), unobserved("a:1"))),
            Map.entry("no answer", input(found(ONE), silent("a:1", "Unreachable"))),
            Map.entry("wrong password", input(found(ONE), silent("a:1", "AuthenticationFailed"))),
            Map.entry("wrong certificate", input(found(ONE), silent("a:1", "CertificateRejected"))),
            Map.entry("a replica", input(found(ONE), member("a:1", false, Health.Healthy, "Healthy"))),
            Map.entry("slow", input(found(ONE), member("a:1", true, Health.Degraded, "SlowCommands"))),
            Map.entry("full", input(found(ONE), member("a:1", true, Health.Unhealthy, "MemoryFull"))),
            Map.entry("no Secret", problem("spec.external.credentials.secretRef.name")),
            Map.entry(
                    "with replicas",
                    input(
                            found(ONE, TWO),
                            member("a:1", true, Health.Healthy, "Healthy"),
                            member("b:2", false, Health.Healthy, "Healthy"))),
            Map.entry(
                    "replica away",
                    input(
                            found(ONE, TWO),
                            member("a:1", true, Health.Healthy, "Healthy"),
                            silent("b:2", "Unreachable"))),
            Map.entry("Sentinels silent", input(failed(Optional.empty()))),
            Map.entry(
                    "Sentinels silent since",
                    input(
                            failed(Optional.of(new Discovered.Found(List.of(ONE), ""))),
                            member("a:1", true, Health.Healthy, "Healthy"))),
            Map.entry(
                    "cluster with holes",
                    input(
                            new Discoveries.Known(
                                    Optional.of(new Discovered.Found(List.of(ONE), "cluster_state:fail")),
                                    Optional.empty()),
                            member("a:1", true, Health.Healthy, "Healthy")))));

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            all is well            | True Ready                | True PrimaryServes       | False Settled   | True InForce               | True Valid                | Ready
            not probed yet         | False Connecting          | Unknown NotObserved      | True Connecting | True InForce               | Unknown NotObserved       | Creating
            no answer              | False PrimaryUnreachable  | False PrimaryUnreachable | False Settled   | True InForce               | Unknown NotObserved       | Unavailable
            wrong password         | False PrimaryUnreachable  | False PrimaryUnreachable | False Settled   | False AuthenticationFailed | Unknown NotObserved       | Unavailable
            wrong certificate      | False PrimaryUnreachable  | False PrimaryUnreachable | False Settled   | True InForce               | False CertificateRejected | Unavailable
            a replica              | False NoPrimary           | False NoPrimary          | False Settled   | True InForce               | True Valid                | Unavailable
            slow                   | True Ready                | True PrimaryServes       | False Settled   | True InForce               | True Valid                | Degraded
            full                   | False PrimaryUnhealthy    | True PrimaryServes       | False Settled   | True InForce               | True Valid                | Unhealthy
            no Secret              | False SecretInvalid       | True PrimaryServes       | False Stalled   | False SecretInvalid        | True Valid                | Stalled
            with replicas          | True Ready                | True PrimaryServes       | False Settled   | True InForce               | True Valid                | Ready
            replica away           | False ReplicaUnhealthy    | True PrimaryServes       | False Settled   | True InForce               | True Valid                | Unhealthy
            Sentinels silent       | False NotDiscovered       | False NotDiscovered      | False Settled   | True InForce               | Unknown NotObserved       | Unavailable
            Sentinels silent since | False NotDiscovered       | True PrimaryServes       | False Settled   | True InForce               | True Valid                | Unhealthy
            cluster with holes     | False ClusterFails        | False ClusterFails       | False Settled   | True InForce               | True Valid                | Unavailable
            """)
    void theConditionsSay(
            String situation,
            String ready,
            String available,
            String reconciling,
            String credentials,
            String certificate,
            String phase) {
        HigherSelfRedisStatus status = ExternalStatusFactory.build(SITUATIONS.get(situation), Optional.empty(), CLOCK);
        Map<String, String> said = status.conditions().stream()
                .collect(Collectors.toMap(
                        Condition::getType, condition -> condition.getStatus() + " " + condition.getReason()));

        assertThat(said)
                .containsOnlyKeys(ConditionTypes.ALL)
                .containsEntry("Ready", ready)
                .containsEntry("Available", available)
                .containsEntry("Reconciling", reconciling)
                .containsEntry("CredentialsReady", credentials)
                .containsEntry("CertificateReady", certificate)
                .containsEntry("ConfigurationApplied", "True NotApplicable");
        assertThat(status.phase()).isEqualTo(phase);
        assertThat(status.mode()).isEqualTo("External");
    }

    @ParameterizedTest(name = "{0}, route {1}")
    @CsvSource(delimiter = '|', textBlock = """
            all is well         | Healthy           | True RoutesServe          | True PrimaryServes       | True Ready               | False Settled   | Ready
            all is well         | LoginRefused      | False LoginRefused        | False RouteBroken        | False RouteBroken        | False Settled   | Unavailable
            all is well         |                   | Unknown NotObserved       | True PrimaryServes       | False Connecting         | True Connecting | Creating
            full                | ConnectionClosed  | False ConnectionClosed    | True PrimaryServes       | False PrimaryUnhealthy   | False Settled   | Unhealthy
            no answer           | ConnectionRefused | Unknown PrimaryNotServing | False PrimaryUnreachable | False PrimaryUnreachable | False Settled   | Unavailable
            a replica           | WrongInstance     | Unknown PrimaryNotServing | False NoPrimary          | False NoPrimary          | False Settled   | Unavailable
            replica away        | Healthy           | True RoutesServe          | True PrimaryServes       | False ReplicaUnhealthy   | False Settled   | Unhealthy
            cluster with holes  | Healthy           | Unknown PrimaryNotServing | False ClusterFails       | False ClusterFails       | False Settled   | Unavailable
            """)
    void theRouteIsJudgedWhereRedisServes(
            String situation,
            String route,
            String routes,
            String available,
            String ready,
            String reconciling,
            String phase) {
        HigherSelfRedisStatus status = ExternalStatusFactory.build(
                taken(SITUATIONS.get(situation), route == null ? List.of() : List.of(route(route))),
                Optional.empty(),
                CLOCK);

        assertThat(status.conditions().stream()
                        .collect(Collectors.toMap(
                                Condition::getType, condition -> condition.getStatus() + " " + condition.getReason())))
                .containsEntry("RoutesHealthy", routes)
                .containsEntry("Available", available)
                .containsEntry("Ready", ready)
                .containsEntry("Reconciling", reconciling);
        assertThat(status.phase()).isEqualTo(phase);
        assertThat(status.routes())
                .extracting(RouteStatus::name, RouteStatus::health, RouteStatus::reason)
                .isEqualTo(
                        route == null
                                ? List.of()
                                : List.of(
                                        "Healthy".equals(route)
                                                ? tuple("endpoint", "Healthy", null)
                                                : tuple("endpoint", "Unhealthy", route)));
    }

    @Test
    void thatTheRouteIsBrokenIsSaidOfARedisThatIsFine() {
        assertThat(condition(
                        taken(SITUATIONS.get("all is well"), List.of(route("LoginRefused"))),
                        Optional.empty(),
                        "RoutesHealthy"))
                .isEqualTo("Redis is fine, the route endpoint is broken: words.");
        assertThat(condition(
                        taken(SITUATIONS.get("full"), List.of(route("LoginRefused"))),
                        Optional.empty(),
                        "RoutesHealthy"))
                .isEqualTo("The primary is not well (MemoryFull), and the route endpoint is broken: words.");
    }

    @Test
    void anOperatorThatHasTakenNoRouteYetLeavesWhatIsWritten() {
        HigherSelfRedisStatus before = ExternalStatusFactory.build(
                taken(SITUATIONS.get("all is well"), List.of(route("LoginRefused"))), Optional.empty(), CLOCK);
        HigherSelfRedisStatus after = ExternalStatusFactory.build(
                taken(SITUATIONS.get("all is well"), List.of()), Optional.of(before), CLOCK);

        assertThat(after.routes()).isEqualTo(before.routes());
        assertThat(after.conditions())
                .filteredOn(condition -> condition.getType().equals("RoutesHealthy"))
                .isEqualTo(before.conditions().stream()
                        .filter(condition -> condition.getType().equals("RoutesHealthy"))
                        .toList());
    }

    @Test
    void whatIsWrongWithTheSentinelsIsSaidWithTheMend() {
        assertThat(condition(SITUATIONS.get("Sentinels silent"), Optional.empty(), "Available"))
                .contains("the Sentinels at sentinels:26379")
                .contains("connection refused")
                .contains("spec.external.sentinel.masterName");
    }

    @Test
    void anOperatorThatJustStartedLeavesWhatIsWritten() {
        HigherSelfRedisStatus before =
                ExternalStatusFactory.build(SITUATIONS.get("all is well"), Optional.empty(), CLOCK);

        assertThat(ExternalStatusFactory.build(SITUATIONS.get("not probed yet"), Optional.of(before), CLOCK))
                .isEqualTo(before);
    }

    private static String condition(ExternalStatusInput input, Optional<HigherSelfRedisStatus> previous, String type) {
        return ExternalStatusFactory.build(input, previous, CLOCK).conditions().stream()
                .collect(Collectors.toMap(Condition::getType, Function.identity()))
                .get(type)
                .getMessage();
    }

    private static ExternalStatusInput problem(String field) {
        ExternalStatusInput well = input(found(ONE), member("a:1", true, Health.Healthy, "Healthy"));
        return new ExternalStatusInput(
                well.name(),
                well.generation(),
                well.plan(),
                new ExternalStatusInput.Problems(
                        List.of(), List.of(new Problem(field, "there is none")), List.of(), List.of()),
                well.leaving(),
                well.endpoint(),
                well.known(),
                well.members(),
                well.routes());
    }

    private static ExternalStatusInput taken(ExternalStatusInput input, List<RouteState> states) {
        return new ExternalStatusInput(
                input.name(),
                input.generation(),
                input.plan(),
                input.problems(),
                input.leaving(),
                input.endpoint(),
                input.known(),
                input.members(),
                new Routes(List.of("endpoint"), states));
    }

    private static RouteState route(String reason) {
        boolean healthy = "Healthy".equals(reason);
        return new RouteState(
                "endpoint",
                new Verdict(healthy ? Health.Healthy : Health.Unhealthy, reason, healthy ? "" : "words."),
                healthy ? OptionalLong.of(700) : OptionalLong.empty(),
                CLOCK.instant());
    }

    private static ExternalStatusInput input(Discoveries.Known known, MemberInput... members) {
        return new ExternalStatusInput(
                "r",
                1,
                Optional.of(plan()),
                ExternalStatusInput.Problems.NONE,
                Optional.empty(),
                Optional.of(new ExternalStatusInput.Endpoint("a", 1)),
                known,
                List.of(members),
                new Routes(List.of("endpoint"), List.of(route("Healthy"))));
    }

    private static Discoveries.Known found(Node... nodes) {
        return new Discoveries.Known(Optional.of(new Discovered.Found(List.of(nodes), "")), Optional.empty());
    }

    private static Discoveries.Known failed(Optional<Discovered.Found> before) {
        return new Discoveries.Known(
                before, Optional.of(new Discovered.Failed(Observation.Failure.REFUSED, "connection refused")));
    }

    private static MemberInput member(String name, boolean primary, Health health, String reason) {
        Observation answer =
                primary ? says().primary().of(name) : says().follows("r-0").of(name);
        return new MemberInput(
                name,
                0,
                true,
                true,
                true,
                true,
                Optional.of(answer),
                new Verdict(health, reason, "words."),
                Figures.NONE);
    }

    private static MemberInput silent(String name, String reason) {
        Observation.Answered answer = says().primary().of(name);
        return new MemberInput(
                name,
                0,
                true,
                true,
                true,
                false,
                Optional.of(new Observation.Unreachable(
                        answer.instance(), answer.at(), Observation.Failure.OTHER, "words")),
                new Verdict(Health.Unhealthy, reason, "words."),
                Figures.NONE);
    }

    private static MemberInput unobserved(String name) {
        return new MemberInput(
                name,
                0,
                true,
                true,
                true,
                false,
                Optional.empty(),
                new Verdict(Health.Unknown, "NotObserved", "words."),
                Figures.NONE);
    }

    private static ExternalPlan plan() {
        HigherSelfRedis resource = new HigherSelfRedis();
        resource.getMetadata().setNamespace("sample");
        resource.getMetadata().setName("r");
        resource.getMetadata().setUid("uid");
        resource.setSpec(new io.fabric8.kubernetes.client.utils.KubernetesSerialization()
                .unmarshal("""
                        apiVersion: redis.higherself.network/v1
                        kind: HigherSelfRedis
                        spec:
                          environment: Production
                          external:
                            host: sentinels
                            mode: Sentinel
                            sentinel: {masterName: m}
                            credentials: {secretRef: {name: s}}
                        """, HigherSelfRedis.class)
                .getSpec());
        return ((ExternalPlanResult.Accepted) ExternalPlanner.plan(resource)).plan();
    }
}
