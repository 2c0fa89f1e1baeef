package network.higherself.redis.operator.probe;

import java.time.Duration;
import java.time.Instant;
import java.util.OptionalLong;

/**
 * Whether figures of an instance are worth a look at its resource: those that applications move at most once a minute,
 * latency and memory, which move by themselves, hardly ever. As the status is written, so that no look is in vain.
 */
public final class FiguresNews {

    /** How often figures are told of at most. */
    public static final Duration INTERVAL = Duration.ofMinutes(1);

    /** The same where applications moved none of them. */
    public static final Duration IDLE_INTERVAL = Duration.ofMinutes(10);

    private Figures told = Figures.NONE;
    private Instant at = Instant.EPOCH;

    /** The figures that only applications move. */
    private record Usage(long clients, long operations, long evicted) {
        static Usage of(Figures figures) {
            return new Usage(some(figures.clients()), some(figures.opsPerSecond()), figures.evictedKeys());
        }

        /** What is not known yet is no more than none: that it becomes known is no news. */
        private static long some(OptionalLong figure) {
            return figure.orElse(0);
        }
    }

    FiguresNews() {}

    boolean due(Figures figures, Instant now) {
        if (figures.equals(told)) {
            return false;
        }
        Usage usage = Usage.of(figures);
        boolean idle = usage.operations() == 0 && usage.equals(Usage.of(told));
        return Duration.between(at, now).compareTo(idle ? IDLE_INTERVAL : INTERVAL) >= 0;
    }

    void told(Figures figures, Instant now) {
        told = figures;
        at = now;
    }
}
