package network.higherself.redis.operator.http.access;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

/** Counts bad tokens by address, so that who guesses does not make the operator ask Kubernetes for each. */
final class Strikes {

    static final int ALLOWED = 20;
    private static final Duration WINDOW = Duration.ofSeconds(10);
    private static final int ADDRESSES = 1000;

    private final Map<String, Count> counts = new LinkedHashMap<>();
    private final Clock clock;

    private record Count(Instant since, int strikes) {}

    Strikes(Clock clock) {
        this.clock = clock;
    }

    synchronized boolean out(String address) {
        Count count = counts.get(address);
        return count != null && present(count) && count.strikes >= ALLOWED;
    }

    synchronized void strike(String address) {
        Count before = counts.remove(address);
        counts.put(
                address,
                before != null && present(before)
                        ? new Count(before.since, before.strikes + 1)
                        : new Count(clock.instant(), 1));
        if (counts.size() > ADDRESSES) {
            counts.remove(counts.keySet().iterator().next());
        }
    }

    private boolean present(Count count) {
        return Duration.between(count.since, clock.instant()).compareTo(WINDOW) < 0;
    }
}
