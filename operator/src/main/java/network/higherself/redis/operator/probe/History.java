package network.higherself.redis.operator.probe;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * How an instance fared: a point a minute over the last three hours, about 4 KiB. What led to the end of a process can be
 * seen after it; what is reckoned from is the present process' alone. One thread adds at a time; any may look.
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
    private int present;
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
            present = 0;
        }
        long now = point.at().getEpochSecond();
        int last = (next + POINTS - 1) % POINTS;
        if (present > 0 && now - seconds[last] < SPACING.toSeconds()) {
            micros[last] = Math.max(micros[last], point.latencyMicros());
            return;
        }
        seconds[next] = now;
        bytes[next] = point.memoryBytes();
        micros[next] = point.latencyMicros();
        operations[next] = point.opsPerSecond();
        next = (next + 1) % POINTS;
        size = Math.min(POINTS, size + 1);
        present = Math.min(POINTS, present + 1);
    }

    /** Of all processes, the oldest first. */
    public synchronized List<Point> points() {
        List<Point> points = new ArrayList<>(size);
        for (int i = 0; i < size; i++) {
            int at = at(size, i);
            points.add(new Point(Instant.ofEpochSecond(seconds[at]), bytes[at], micros[at], operations[at]));
        }
        return points;
    }

    /** Points of the present process. */
    synchronized int size() {
        return present;
    }

    /** @param index 0 is the oldest of the present process */
    synchronized long secondsAt(int index) {
        return seconds[at(present, index)];
    }

    /** @param index 0 is the oldest of the present process */
    synchronized long bytesAt(int index) {
        return bytes[at(present, index)];
    }

    private int at(int count, int index) {
        return (next - count + index + POINTS) % POINTS;
    }
}
