package network.higherself.redis.operator.status;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import network.higherself.redis.api.v1.HigherSelfRedisStatus;
import network.higherself.redis.api.v1.Member;
import network.higherself.redis.api.v1.RouteStatus;
import network.higherself.redis.api.v1.Summary;
import network.higherself.redis.operator.probe.FiguresNews;
import network.higherself.redis.operator.probe.Usage;

/** Whether a status is worth a write: conditions, roles and health at once, figures now and then, idle ones hardly. */
public final class StatusWriting {

    /** How often figures are written at most. */
    static final Duration FIGURES = FiguresNews.INTERVAL;

    /** How often the figures of a resource that nobody uses are written at most. */
    static final Duration IDLE = FiguresNews.IDLE_INTERVAL;

    /** How often the steps on the way to a settled state are written at most, while the way is young. */
    static final Duration STEPS = Duration.ofSeconds(2);

    /** And however long the way is: so that it shows that something still moves. */
    static final Duration LATE_STEPS = Duration.ofSeconds(15);

    private StatusWriting() {}

    /**
     * For how long a status that only shows another step of what is under way is held back; empty: not at all. The
     * longer the way has lasted, the rarer its steps: a slow start costs few writes more than a quick one. Where the way
     * ends, in Ready or in Stalled, it is told at once.
     */
    public static Optional<Duration> heldBack(
            Optional<HigherSelfRedisStatus> previous, HigherSelfRedisStatus next, Instant lastWrite, Instant now) {
        Optional<Instant> began = previous.flatMap(StatusWriting::underWaySince)
                .filter(since -> previous.get().observedGeneration().equals(next.observedGeneration()))
                .filter(since -> underWaySince(next).isPresent());
        return began.map(since -> Duration.between(now, lastWrite.plus(pause(Duration.between(since, lastWrite)))))
                .filter(left -> !left.isNegative() && !left.isZero());
    }

    private static Duration pause(Duration way) {
        if (way.compareTo(STEPS) < 0) {
            return STEPS;
        }
        return way.compareTo(LATE_STEPS) < 0 ? way : LATE_STEPS;
    }

    private static Optional<Instant> underWaySince(HigherSelfRedisStatus status) {
        if (status.observedGeneration() == null || status.conditions() == null) {
            return Optional.empty();
        }
        return status.conditions().stream()
                .filter(condition ->
                        ConditionTypes.RECONCILING.equals(condition.getType()) && "True".equals(condition.getStatus()))
                .map(condition -> Instant.parse(condition.getLastTransitionTime()))
                .findFirst();
    }

    /**
     * @param previous what is written; empty: nothing
     * @param lastWrite when this operator last wrote it; where it never did, when it started to look after the resource
     */
    public static boolean shouldWrite(
            Optional<HigherSelfRedisStatus> previous, HigherSelfRedisStatus next, Instant lastWrite, Instant now) {
        if (previous.isEmpty()) {
            return true;
        }
        HigherSelfRedisStatus written = previous.get();
        if (written.equals(next)) {
            return false;
        }
        if (!withoutFigures(written).equals(withoutFigures(next))) {
            return true;
        }
        boolean noise = usage(next).idleSince(usage(written));
        return Duration.between(lastWrite, now).compareTo(noise ? IDLE : FIGURES) >= 0;
    }

    private static Usage usage(HigherSelfRedisStatus status) {
        Summary summary = status.summary();
        return summary == null
                ? new Usage(0, 0, 0)
                : new Usage(some(summary.clients()), some(summary.opsPerSecond()), some(summary.evictedKeys()));
    }

    private static long some(Long figure) {
        return figure == null ? 0 : figure;
    }

    private static HigherSelfRedisStatus withoutFigures(HigherSelfRedisStatus status) {
        return new HigherSelfRedisStatus(
                status.observedGeneration(),
                status.phase(),
                status.conditions(),
                status.mode(),
                status.version(),
                status.endpoint(),
                status.binding(),
                status.primary(),
                status.instances(),
                status.readyInstances(),
                status.ready(),
                status.selector(),
                null,
                status.members() == null
                        ? List.of()
                        : status.members().stream()
                                .map(StatusWriting::withoutFigures)
                                .toList(),
                status.routes() == null
                        ? List.of()
                        : status.routes().stream()
                                .map(route -> new RouteStatus(route.name(), route.health(), route.reason(), null, null))
                                .toList(),
                status.certificate(),
                status.configuration());
    }

    /** Without the message too: it counts, and its reason says the same. */
    private static Member withoutFigures(Member member) {
        return new Member(
                member.name(),
                member.role(),
                member.health(),
                member.reason(),
                null,
                member.version(),
                member.linkUp(),
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null);
    }
}
