package network.higherself.redis.operator.status;

import static network.higherself.redis.operator.topology.Situations.says;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import network.higherself.redis.api.v1.HigherSelfRedisStatus;
import network.higherself.redis.api.v1.TopologyMode;
import network.higherself.redis.operator.plan.Problem;
import network.higherself.redis.operator.plan.RedisPlan;
import network.higherself.redis.operator.plan.SamplePlans;
import network.higherself.redis.operator.probe.Figures;
import network.higherself.redis.operator.probe.RouteState;
import network.higherself.redis.operator.probe.Verdict;
import network.higherself.redis.operator.probe.Verdict.Health;
import network.higherself.redis.operator.redis.Observation;
import network.higherself.redis.operator.status.StatusInput.MemberInput;
import network.higherself.redis.operator.status.StatusInput.Problems;
import network.higherself.redis.operator.topology.Decision;
import network.higherself.redis.operator.topology.RollStep;
import network.higherself.redis.operator.topology.Situations;

/** A production resource of three instances in which all is well, and what can be otherwise. */
final class StatusSituations {

    static final Instant NOW = Situations.NOW;
    static final Figures FIGURES = new Figures(
            OptionalLong.of(400),
            OptionalLong.of(2_000_000),
            OptionalLong.of(512L << 20),
            OptionalLong.of(4),
            OptionalLong.of(340),
            OptionalLong.of(97),
            OptionalLong.of(0),
            0,
            0);

    private RedisPlan plan = SamplePlans.production("r");
    private boolean accepted = true;
    private long generation = 1;
    private Problems problems = Problems.NONE;
    private Optional<String> leaving = Optional.empty();
    private Optional<StatusInput.Route> route = Optional.of(new StatusInput.Route("r-0", true));
    private Decision topology = new Decision.Settled("r-0");
    private RollStep roll = new RollStep.Done();
    private final List<MemberInput> members = new ArrayList<>(List.of(primary(), replica(1), replica(2)));
    private List<Problem> warnings = List.of();
    private StatusInput.Routes routes = new StatusInput.Routes(
            List.of("primary-service", "sessionStore"), List.of(route("primary-service"), route("sessionStore")));
    private Optional<StatusInput.Configuration> configuration =
            Optional.of(new StatusInput.Configuration(List.of(), List.of()));

    static StatusSituations well() {
        return new StatusSituations();
    }

    static StatusSituations standalone() {
        StatusSituations one = new StatusSituations();
        one.plan = SamplePlans.development("r");
        one.members.remove(2);
        one.members.remove(1);
        return one;
    }

    static MemberInput primary() {
        return member(0, says().primary().of("r-0"), Health.Healthy, "Healthy", "");
    }

    static MemberInput replica(int ordinal) {
        return member(ordinal, says().follows("r-0").of("r-" + ordinal), Health.Healthy, "Healthy", "");
    }

    static MemberInput member(int ordinal, Observation seen, Health health, String reason, String message) {
        return new MemberInput(
                "r-" + ordinal,
                ordinal,
                true,
                true,
                true,
                true,
                Optional.of(seen),
                new Verdict(health, reason, message),
                FIGURES);
    }

    private static RouteState route(String name) {
        return new RouteState(name, new Verdict(Health.Healthy, "Healthy", ""), OptionalLong.of(700), NOW);
    }

    StatusSituations warning(String field, String message) {
        warnings = problem(field, message);
        return this;
    }

    StatusSituations brokenRoute(String name, String reason) {
        return route(name, new Verdict(Health.Unhealthy, reason, "something is wrong. Mend it."));
    }

    StatusSituations untakenRoute(String name) {
        return route(name, new Verdict(Health.Unknown, "NotObserved", "the route has not been taken yet."));
    }

    private StatusSituations route(String name, Verdict verdict) {
        routes = new StatusInput.Routes(
                routes.expected(),
                routes.states().stream()
                        .map(state -> state.name().equals(name)
                                ? new RouteState(name, verdict, OptionalLong.empty(), NOW)
                                : state)
                        .toList());
        return this;
    }

    static MemberInput unreachable(int ordinal) {
        return member(
                ordinal,
                new Observation.Unreachable(
                        Situations.instance("r-" + ordinal, "run"), NOW, Observation.Failure.TIMEOUT, "no answer"),
                Health.Unhealthy,
                "Unreachable",
                "no answer within spec.probe.timeout.");
    }

    private static MemberInput unseen(int ordinal, boolean exists, boolean running, boolean seenBefore) {
        return new MemberInput(
                "r-" + ordinal,
                ordinal,
                exists,
                running,
                running,
                seenBefore,
                Optional.empty(),
                new Verdict(Health.Unknown, "NotObserved", "the instance has not been probed yet."),
                Figures.NONE);
    }

    StatusSituations with(MemberInput member) {
        members.set(member.ordinal(), member);
        return this;
    }

    StatusSituations gone(int ordinal) {
        return with(unseen(ordinal, false, false, true));
    }

    StatusSituations starting(int ordinal) {
        return with(unseen(ordinal, true, false, true));
    }

    /** As an operator sees it that has just started. */
    StatusSituations nothingObserved() {
        members.replaceAll(member -> unseen(member.ordinal(), true, true, false));
        configuration = Optional.empty();
        routes = new StatusInput.Routes(routes.expected(), List.of());
        topology = new Decision.Wait("PrimaryUnreachable", "the primary runs but does not answer.");
        return this;
    }

    StatusSituations neverServed() {
        routes = StatusInput.Routes.NONE;
        route = Optional.empty();
        members.replaceAll(member -> unseen(member.ordinal(), true, false, false));
        configuration = Optional.empty();
        topology = plan.mode() == TopologyMode.Standalone
                ? new Decision.Wait("PodNotRunning", "the instance's pod does not run yet.")
                : new Decision.Wait("WaitingForCopies", "waiting for r-0, r-1, r-2 to answer.");
        return this;
    }

    StatusSituations notRouted() {
        route = route.map(found -> new StatusInput.Route(found.pod(), false));
        return this;
    }

    StatusSituations decided(Decision decision) {
        topology = decision;
        return this;
    }

    StatusSituations next(RollStep step) {
        roll = step;
        return this;
    }

    StatusSituations generation(long number) {
        generation = number;
        return this;
    }

    StatusSituations neverAccepted() {
        routes = StatusInput.Routes.NONE;
        accepted = false;
        members.clear();
        route = Optional.empty();
        configuration = Optional.empty();
        topology = new Decision.Wait("NotPlanned", "nothing is run before the spec is accepted.");
        return this;
    }

    StatusSituations leaving(String words) {
        leaving = Optional.of(words);
        return this;
    }

    StatusSituations configuration(List<String> pending, List<String> rejected) {
        configuration = Optional.of(new StatusInput.Configuration(pending, rejected));
        return this;
    }

    StatusSituations badSpec() {
        return problems(new Problems(
                problem("spec.config.maxmemory", "is above the memory limit"),
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                List.of()));
    }

    StatusSituations badSecret() {
        return problems(new Problems(
                List.of(),
                problem("spec.auth.passwordSecretRef", "Secret mine is missing"),
                List.of(),
                List.of(),
                List.of(),
                List.of()));
    }

    StatusSituations badCertificate() {
        return problems(new Problems(
                List.of(),
                List.of(),
                problem("spec.tls.secretRef", "the certificate has expired"),
                List.of(),
                List.of(),
                List.of()));
    }

    StatusSituations badImage() {
        return problems(new Problems(
                List.of(), List.of(), List.of(), problem("spec.image", "runs no Redis"), List.of(), List.of()));
    }

    StatusSituations badDirective() {
        return problems(new Problems(
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                problem("spec.config.shutdown-timeout", "needs Redis 7.0"),
                List.of()));
    }

    StatusSituations collision() {
        return problems(new Problems(
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                problem("metadata.name", "Service ns/r is there already")));
    }

    private StatusSituations problems(Problems found) {
        problems = found;
        return this;
    }

    private static List<Problem> problem(String field, String message) {
        return List.of(new Problem(field, message));
    }

    StatusInput input() {
        return new StatusInput(
                "ns",
                "r",
                generation,
                accepted ? Optional.of(plan) : Optional.empty(),
                problems,
                leaving,
                route,
                topology,
                roll,
                List.copyOf(members),
                plan.encryption().enabled()
                        ? Optional.of(new StatusInput.Certificate(NOW.plusSeconds(1000), "ab12"))
                        : Optional.empty(),
                configuration,
                warnings,
                routes);
    }

    /** The status of a resource in which all is well. */
    static HigherSelfRedisStatus ready() {
        return StatusFactory.build(well().input(), Optional.empty(), TruthTableTest.CLOCK);
    }
}
