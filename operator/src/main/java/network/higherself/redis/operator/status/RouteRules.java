package network.higherself.redis.operator.status;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import network.higherself.redis.api.v1.HigherSelfRedisStatus;
import network.higherself.redis.api.v1.RouteStatus;
import network.higherself.redis.operator.probe.RouteState;
import network.higherself.redis.operator.probe.Verdict.Health;
import network.higherself.redis.operator.resources.Names;
import network.higherself.redis.operator.status.StatusInput.MemberInput;
import network.higherself.redis.operator.status.StatusInput.Routes;

/** What the status says of the ways in. Pure. */
final class RouteRules {

    /** Those that everybody takes: while they are broken, applications have no Redis. */
    private static final Set<String> EVERYBODYS = Set.of(Names.PRIMARY_ROUTE, Names.ENDPOINT_ROUTE);

    private final boolean planned;
    private final Routes routes;
    private final Optional<MemberInput> unwell;
    private final PreviousStatus previous;

    /** @param primaries those that applications write to */
    private RouteRules(boolean planned, Routes routes, Stream<MemberInput> primaries, PreviousStatus previous) {
        this.planned = planned;
        this.routes = routes;
        this.unwell = primaries
                .filter(member -> member.verdict().health() == Health.Unhealthy)
                .findFirst();
        this.previous = previous;
    }

    static RouteRules of(StatusInput input, PreviousStatus previous) {
        Stream<MemberInput> primary = input.route().stream()
                .flatMap(leads ->
                        input.members().stream().filter(member -> member.pod().equals(leads.pod())));
        return new RouteRules(input.plan().isPresent(), input.routes(), primary, previous);
    }

    /** The same of a Redis that somebody else runs. */
    static RouteRules of(ExternalStatusInput input, List<MemberInput> primaries, PreviousStatus previous) {
        return new RouteRules(input.plan().isPresent(), input.routes(), primaries.stream(), previous);
    }

    /** @param serving whether the primary serves, whatever the ways to it are like */
    Finding healthy(Finding serving) {
        if (!planned) {
            return Finding.unknown("NotPlanned", "there is no accepted plan yet.");
        }
        // Of a Service that never led anywhere, nothing is broken yet.
        boolean noEndpoint = ConditionRules.NO_ENDPOINT.equals(serving.reason()) && previous.everAvailable();
        if (!serving.holds() && !noEndpoint) {
            return Finding.unknown(
                    "PrimaryNotServing", "no route is judged while the primary does not serve. See Available.");
        }
        List<RouteState> broken = routes.broken();
        if (!broken.isEmpty()) {
            return Finding.no(
                    broken.get(0).verdict().reason(),
                    broken.stream().map(this::words).collect(Collectors.joining(" ")));
        }
        if (noEndpoint) {
            return Finding.no(
                    serving.reason(),
                    "Redis is fine, the route " + Names.PRIMARY_ROUTE + " is broken: " + serving.message());
        }
        List<String> pending = routes.pending();
        if (!pending.isEmpty()) {
            return previous.finding(ConditionTypes.ROUTES_HEALTHY)
                    .orElseGet(
                            () -> Finding.unknown("NotObserved", "not taken yet: " + String.join(", ", pending) + "."));
        }
        return Finding.yes("RoutesServe", "");
    }

    /** Why the route that everybody takes does not serve, though the primary does; one that is not well says so itself. */
    Optional<Finding> primaryBroken() {
        return routes.broken().stream()
                .filter(state -> EVERYBODYS.contains(state.name()))
                .filter(state -> unwell.isEmpty())
                .map(state -> Finding.no("RouteBroken", words(state)))
                .findFirst();
    }

    private String words(RouteState route) {
        String redis = unwell.map(
                        member -> "The primary is not well (" + member.verdict().reason() + "), and the route ")
                .orElse("Redis is fine, the route ");
        return redis + route.name() + " is broken: " + route.verdict().message();
    }

    /** What is not known yet stays as it was written; of what never was known, nothing is: that would be a write more. */
    List<RouteStatus> statuses() {
        List<RouteStatus> written =
                previous.status().map(HigherSelfRedisStatus::routes).orElse(List.of());
        return routes.expected().stream()
                .flatMap(name -> routes
                        .state(name)
                        .filter(state -> state.verdict().health() != Health.Unknown)
                        .map(RouteRules::status)
                        .or(() -> written.stream()
                                .filter(before -> name.equals(before.name()))
                                .findFirst())
                        .stream())
                .toList();
    }

    private static RouteStatus status(RouteState state) {
        boolean healthy = state.verdict().health() == Health.Healthy;
        return new RouteStatus(
                state.name(),
                state.verdict().health().name(),
                healthy ? null : state.verdict().reason(),
                healthy ? null : state.verdict().message(),
                state.latencyMicros().isPresent() ? state.latencyMicros().getAsLong() : null);
    }
}
