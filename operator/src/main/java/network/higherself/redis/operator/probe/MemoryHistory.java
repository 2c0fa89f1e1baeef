package network.higherself.redis.operator.probe;

import java.time.Duration;
import java.time.Instant;

/**
 * How much memory one process of Redis used: a point a minute over the last three hours, about 3 KiB. Another process
 * begins anew. Not safe for use by several threads at once.
 */
final class MemoryHistory {

    static final Duration SPACING = Duration.ofMinutes(1);
    static final int POINTS = 180;

    private final long[] seconds = new long[POINTS];
    private final long[] bytes = new long[POINTS];
    private int next;
    private int size;
    private String process = "";

    /** @param runId of the process */
    void add(String runId, Instant at, long used) {
        if (!runId.equals(process)) {
            process = runId;
            next = 0;
            size = 0;
        }
        long now = at.getEpochSecond();
        if (size > 0 && now - seconds[(next + POINTS - 1) % POINTS] < SPACING.toSeconds()) {
            return;
        }
        seconds[next] = now;
        bytes[next] = used;
        next = (next + 1) % POINTS;
        size = Math.min(POINTS, size + 1);
    }

    int size() {
        return size;
    }

    /** @param index 0 is the oldest */
    long secondsAt(int index) {
        return seconds[(next - size + index + POINTS) % POINTS];
    }

    /** @param index 0 is the oldest */
    long bytesAt(int index) {
        return bytes[(next - size + index + POINTS) % POINTS];
    }
}
