package network.higherself.redis.operator.probe;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * How one process of Redis fared: a point a minute over the last three hours, about 4 KiB. Another process begins anew. One
 * thread adds at a time; any may look.
 */
public final class History {

    static final Duration SPACING = Duration.ofMinutes(1);
    static final int POINTS = 180;

    private final long[] seconds = new long[POINTS];
    private final long[] bytes = new long[POINTS];
    private final int[] micros = new int[POINTS];
    private final int[] operations = new int[POINTS];
    private int next;
    private int size;
    private String process = "";

    /**
     * One minute.
     *
     * @param memoryBytes what the server used at its beginning
     * @param latencyMicros the worst that a probe met in it
     * @param opsPerSecond of applications, as known at its beginning
     */
    public record Point(Instant at, long memoryBytes, int latencyMicros, int opsPerSecond) {}

    /** @param runId of the process */
    synchronized void add(String runId, Point point) {
        if (!runId.equals(process)) {
            process = runId;
            next = 0;
            size = 0;
        }
        long now = point.at().getEpochSecond();
        int last = (next + POINTS - 1) % POINTS;
        if (size > 0 && now - seconds[last] < SPACING.toSeconds()) {
            micros[last] = Math.max(micros[last], point.latencyMicros());
            return;
        }
        seconds[next] = now;
        bytes[next] = point.memoryBytes();
        micros[next] = point.latencyMicros();
        operations[next] = point.opsPerSecond();
        next = (next + 1) % POINTS;
        size = Math.min(POINTS, size + 1);
    }

    /** The oldest first. */
    public synchronized List<Point> points() {
        List<Point> points = new ArrayList<>(size);
        for (int i = 0; i < size; i++) {
            int at = at(i);
            points.add(new Point(Instant.ofEpochSecond(seconds[at]), bytes[at], micros[at], operations[at]));
        }
        return points;
    }

    synchronized int size() {
        return size;
    }

    /** @param index 0 is the oldest */
    synchronized long secondsAt(int index) {
        return seconds[at(index)];
    }

    /** @param index 0 is the oldest */
    synchronized long bytesAt(int index) {
        return bytes[at(index)];
    }

    private int at(int index) {
        return (next - size + index + POINTS) % POINTS;
    }
}
