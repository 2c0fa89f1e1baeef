package network.higherself.redis.operator.status;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import network.higherself.redis.api.v1.HigherSelfRedisStatus;
import network.higherself.redis.api.v1.Member;
import network.higherself.redis.api.v1.Summary;

/** Whether a status is worth a write: conditions, roles and health at once, figures now and then, idle ones hardly. */
public final class StatusWriting {

    /** How often figures are written at most. */
    static final Duration FIGURES = Duration.ofMinutes(1);

    /** How often the figures of a resource that nobody uses are written at most. */
    static final Duration IDLE = Duration.ofMinutes(10);

    /** How often the steps on the way to a settled state are written at most. */
    static final Duration STEPS = Duration.ofSeconds(1);

    private StatusWriting() {}

    /**
     * For how long a status that only shows another step of what is under way is held back; empty: not at all. Where the
     * way ends, in Ready or in Stalled, it is told at once.
     */
    public static Optional<Duration> heldBack(
            Optional<HigherSelfRedisStatus> previous, HigherSelfRedisStatus next, Instant lastWrite, Instant now) {
        Duration since = Duration.between(lastWrite, now);
        boolean step = previous.filter(StatusWriting::underWay)
                        .filter(written -> written.observedGeneration().equals(next.observedGeneration()))
                        .isPresent()
                && underWay(next)
                && since.compareTo(STEPS) < 0;
        return step ? Optional.of(STEPS.minus(since)) : Optional.empty();
    }

    private static boolean underWay(HigherSelfRedisStatus status) {
        return status.observedGeneration() != null
                && status.conditions() != null
                && status.conditions().stream()
                        .anyMatch(condition -> ConditionTypes.RECONCILING.equals(condition.getType())
                                && "True".equals(condition.getStatus()));
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
        boolean noise = usage(written).equals(usage(next)) && idle(next);
        return Duration.between(lastWrite, now).compareTo(noise ? IDLE : FIGURES) >= 0;
    }

    private static boolean idle(HigherSelfRedisStatus status) {
        Long operations = status.summary() == null ? null : status.summary().opsPerSecond();
        return operations == null || operations == 0;
    }

    /** The figures that only applications move; latency and memory move by themselves. */
    private record Usage(Long clients, Long operations, Long evicted) {}

    private static Usage usage(HigherSelfRedisStatus status) {
        Summary summary = status.summary();
        return summary == null
                ? new Usage(null, null, null)
                : new Usage(summary.clients(), summary.opsPerSecond(), summary.evictedKeys());
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
