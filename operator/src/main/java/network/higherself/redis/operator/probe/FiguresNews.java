package network.higherself.redis.operator.probe;

import java.time.Duration;
import java.time.Instant;

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

    FiguresNews() {}

    boolean due(Figures figures, Instant now) {
        if (figures.equals(told)) {
            return false;
        }
        boolean idle = Usage.of(figures).idleSince(Usage.of(told));
        return Duration.between(at, now).compareTo(idle ? IDLE_INTERVAL : INTERVAL) >= 0;
    }

    void told(Figures figures, Instant now) {
        told = figures;
        at = now;
    }
}
