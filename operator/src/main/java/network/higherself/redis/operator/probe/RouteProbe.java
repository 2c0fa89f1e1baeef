package network.higherself.redis.operator.probe;

import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Stream;
import network.higherself.redis.operator.probe.RouteTargets.Way;
import network.higherself.redis.operator.probe.Verdict.Health;
import network.higherself.redis.operator.redis.RouteObservation;
import network.higherself.redis.operator.redis.RouteObservation.Fault;

/**
 * What is remembered of one route between its probes. Not safe for use by several threads at once: one probe of a route
 * runs at a time.
 */
final class RouteProbe {

    /** A connection of its own each time costs more than a probe of an instance, so it is made this much more seldom. */
    static final int INTERVALS = 6;

    /** What is written is written this often at most. */
    static final Duration WORK_INTERVAL = Duration.ofMinutes(1);

    /** How soon after a first failure the next look follows: a Service that was just made may lead there by now. */
    static final Duration SOON = Duration.ofMillis(50);

    /** How long a route must fail to count. */
    static final Duration CONFIRMATION = Duration.ofSeconds(1);

    /**
     * The same of a Service that leads nowhere, or elsewhere: its name and the nodes' proxies follow the endpoints
     * after a while, when a resource is made and when its primary moves.
     */
    static final Duration LAG = Duration.ofSeconds(5);

    private static final Set<Fault> OF_THE_SERVICE =
            EnumSet.of(Fault.UNRESOLVED, Fault.REFUSED, Fault.SILENT, Fault.CLOSED, Fault.WRONG_INSTANCE);

    /** One that fails is tried again after this part of the time that it has been broken. */
    static final int PART = 4;

    /** How often a broken route is tried at least. */
    static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);

    private static final Verdict NOT_OBSERVED =
            new Verdict(Health.Unknown, "NotObserved", "the route has not been taken yet.");
    private static final Verdict HEALTHY = new Verdict(Health.Healthy, "Healthy", "");

    private final Way way;
    private volatile RouteState state;
    private Optional<Instant> failingSince = Optional.empty();
    private Duration failing = Duration.ZERO;
    private Optional<Instant> lastWork = Optional.empty();

    /** A route that was never taken. */
    RouteProbe(Way way, Instant now) {
        this(way, new RouteState(way.route().name(), NOT_OBSERVED, OptionalLong.empty(), now));
    }

    /** A route of which something is known, by another user or address. */
    RouteProbe(Way way, RouteState known) {
        this.way = way;
        this.state = known;
    }

    Way way() {
        return way;
    }

    RouteState state() {
        return state;
    }

    /** Whether the work itself is to be tried: once a minute, and again where it fails. */
    boolean workDue(Instant now) {
        return failingSince.isPresent()
                || lastWork.filter(last -> Duration.between(last, now).compareTo(WORK_INTERVAL) < 0)
                        .isEmpty();
    }

    /** Takes an observation in; true if the verdict is another one now. */
    boolean accept(RouteObservation observation, boolean worked) {
        Verdict before = state.verdict();
        if (observation instanceof RouteObservation.Served served) {
            failingSince = Optional.empty();
            if (worked) {
                lastWork = Optional.of(served.at());
            }
            become(HEALTHY, OptionalLong.of(Figures.rounded(served.latency().toNanos() / 1000)), served.at());
        } else if (observation instanceof RouteObservation.Broken broken) {
            // Once is a hand-over, a pod that restarts, a moment's load.
            failing = Duration.between(failingSince.orElse(broken.at()), broken.at());
            failingSince = Optional.of(broken.at().minus(failing));
            if (failing.compareTo(OF_THE_SERVICE.contains(broken.fault()) ? LAG : CONFIRMATION) >= 0) {
                become(
                        RouteReason.of(broken.fault())
                                .verdict(broken.message(), way.route().work().asGuest()),
                        OptionalLong.empty(),
                        broken.at());
            }
        }
        return !before.reason().equals(state.verdict().reason());
    }

    /** How long until the next probe. */
    Duration pause(Duration interval) {
        if (failingSince.isEmpty()) {
            return interval.multipliedBy(INTERVALS);
        }
        Duration part = failing.dividedBy(PART);
        return Stream.of(interval, LONGEST_PAUSE, part.compareTo(SOON) > 0 ? part : SOON)
                .min(Comparator.naturalOrder())
                .orElseThrow();
    }

    private void become(Verdict verdict, OptionalLong latencyMicros, Instant at) {
        boolean same = verdict.reason().equals(state.verdict().reason());
        state = new RouteState(state.name(), verdict, latencyMicros, same ? state.since() : at);
    }
}
