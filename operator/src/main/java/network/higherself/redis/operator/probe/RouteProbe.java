package network.higherself.redis.operator.probe;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;
import network.higherself.redis.operator.probe.RouteTargets.Way;
import network.higherself.redis.operator.probe.Verdict.Health;
import network.higherself.redis.operator.redis.RouteObservation;

/**
 * What is remembered of one route between its probes. Not safe for use by several threads at once: one probe of a route
 * runs at a time.
 */
final class RouteProbe {

    /** A connection of its own each time costs more than a probe of an instance, so it is made this much more seldom. */
    static final int INTERVALS = 6;

    /** What is written is written this often at most. */
    static final Duration WORK_INTERVAL = Duration.ofMinutes(1);

    /** How soon after a first failure a second one must follow to count. */
    static final Duration CONFIRMATION = Duration.ofSeconds(1);

    /** How often a broken route is tried at least. */
    static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);

    private static final Verdict NOT_OBSERVED =
            new Verdict(Health.Unknown, "NotObserved", "the route has not been taken yet.");
    private static final Verdict HEALTHY = new Verdict(Health.Healthy, "Healthy", "");

    private final Way way;
    private volatile RouteState state;
    private int failures;
    private boolean failing;
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
        return failing
                || lastWork.filter(last -> Duration.between(last, now).compareTo(WORK_INTERVAL) < 0)
                        .isEmpty();
    }

    /** Takes an observation in; true if the verdict is another one now. */
    boolean accept(RouteObservation observation, boolean worked) {
        Verdict before = state.verdict();
        if (observation instanceof RouteObservation.Served served) {
            failures = 0;
            failing = false;
            if (worked) {
                lastWork = Optional.of(served.at());
            }
            become(HEALTHY, OptionalLong.of(Figures.rounded(served.latency().toNanos() / 1000)), served.at());
        } else if (observation instanceof RouteObservation.Broken broken) {
            failures++;
            failing = true;
            // Once is a hand-over, a pod that restarts, a moment's load.
            if (failures > 1) {
                become(RouteReason.of(broken.fault()).verdict(broken.message()), OptionalLong.empty(), broken.at());
            }
        }
        return !before.reason().equals(state.verdict().reason());
    }

    /** How long until the next probe. */
    Duration pause(Duration interval) {
        if (failures == 0) {
            return interval.multipliedBy(INTERVALS);
        }
        Duration most = failures == 1 ? CONFIRMATION : LONGEST_PAUSE;
        return interval.compareTo(most) > 0 ? most : interval;
    }

    private void become(Verdict verdict, OptionalLong latencyMicros, Instant at) {
        boolean same = verdict.reason().equals(state.verdict().reason());
        state = new RouteState(state.name(), verdict, latencyMicros, same ? state.since() : at);
    }
}
