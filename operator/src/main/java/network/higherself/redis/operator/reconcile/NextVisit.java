package network.higherself.redis.operator.reconcile;

import java.time.Duration;
import java.util.Comparator;
import java.util.Optional;
import java.util.stream.Stream;

/** How long after a visit the next one comes, if nothing happens before. Pure. */
public final class NextVisit {

    /**
     * At the latest, by the SDK's own setting. What was put off and is then overtaken stays in the SDK's timer until its time:
     * put off until a certificate is due, every visit would leave something behind for weeks.
     */
    public static final Duration LATEST = Duration.ofMinutes(10);

    private NextVisit() {}

    /** The soonest of what is due; empty: nothing is due before the latest. */
    static Optional<Duration> after(Stream<Optional<Duration>> due) {
        return due.flatMap(Optional::stream)
                .min(Comparator.naturalOrder())
                .filter(soonest -> soonest.compareTo(LATEST) < 0);
    }
}
