package network.higherself.redis.operator.probe;

import java.time.Duration;
import java.time.Instant;

/** Pasts of instances that were never probed. */
public final class Histories {

    private Histories() {}

    /** Memory that grows, latency and operations that come and go; a point a minute until now. */
    public static History climbing(Instant now, int minutes) {
        History history = new History();
        for (int minute = 0; minute < minutes; minute++) {
            history.add(
                    "process",
                    new History.Point(
                            now.minus(Duration.ofMinutes(minutes - 1 - minute)),
                            (40L << 20) + minute * (100L << 10),
                            (int) (300 + 200 * Math.sin(minute / 7.0)),
                            (int) (1200 + 800 * Math.cos(minute / 11.0))));
        }
        return history;
    }
}
