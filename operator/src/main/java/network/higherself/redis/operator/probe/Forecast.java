package network.higherself.redis.operator.probe;

import java.time.Duration;
import java.util.OptionalLong;
import network.higherself.redis.operator.redis.Info;
import network.higherself.redis.operator.redis.InfoField;

/**
 * What will become of an instance's memory, as far as its past tells. Pure.
 *
 * @param memoryFullSeconds until {@code maxmemory} is reached at the present rate; empty: it does not grow, or not so
 *     that a straight line tells anything
 * @param forkHeadroomBytes what the container's memory limit leaves when the next save or rewrite copies as much as the
 *     last one did; below zero the container would be killed; empty: there is no limit, or nothing was saved yet
 */
public record Forecast(OptionalLong memoryFullSeconds, OptionalLong forkHeadroomBytes) {

    public static final Forecast NONE = new Forecast(OptionalLong.empty(), OptionalLong.empty());

    /** A line through fewer points is chance. */
    static final int LEAST_POINTS = 15;

    /** How much of the points' variance the line must account for. */
    static final double LEAST_FIT = 0.9;

    /** Growth within the history by less than this part of maxmemory is noise. */
    static final double LEAST_GROWTH = 0.005;

    /** How many times as far ahead as it looks back. */
    static final int HORIZON = 24;

    static final Duration FARTHEST = Duration.ofDays(3);

    /** @param limit of the container's memory, bytes; 0: none */
    static Forecast of(History history, Info info, long limit) {
        return new Forecast(full(history, info.memory().max()), headroom(info, limit));
    }

    /** By least squares. */
    static OptionalLong full(History history, long max) {
        int count = history.size();
        if (count < LEAST_POINTS || max <= 0) {
            return OptionalLong.empty();
        }
        long origin = history.secondsAt(0);
        double meanTime = 0;
        double meanBytes = 0;
        for (int i = 0; i < count; i++) {
            meanTime += (double) (history.secondsAt(i) - origin) / count;
            meanBytes += (double) history.bytesAt(i) / count;
        }
        double covariance = 0;
        double timeVariance = 0;
        double bytesVariance = 0;
        for (int i = 0; i < count; i++) {
            double time = history.secondsAt(i) - origin - meanTime;
            double bytes = history.bytesAt(i) - meanBytes;
            covariance += time * bytes;
            timeVariance += time * time;
            bytesVariance += bytes * bytes;
        }
        long span = history.secondsAt(count - 1) - origin;
        double slope = covariance / timeVariance;
        boolean grows = slope > 0 && slope * span >= LEAST_GROWTH * max;
        if (!grows || covariance * covariance < LEAST_FIT * timeVariance * bytesVariance) {
            return OptionalLong.empty();
        }
        long used = history.bytesAt(count - 1);
        double left = (max - used) / slope;
        return left > 0 && left <= Math.min(FARTHEST.toSeconds(), (double) span * HORIZON)
                ? OptionalLong.of(Math.round(left))
                : OptionalLong.empty();
    }

    /** What is resident, since that is what the limit bounds, and what the child copied. */
    static OptionalLong headroom(Info info, long limit) {
        double rdb = info.details().numbers().get(InfoField.RDB_LAST_COW_SIZE);
        double aof = info.details().numbers().get(InfoField.AOF_LAST_COW_SIZE);
        long copied = (long) Math.max(Double.isNaN(rdb) ? 0 : rdb, Double.isNaN(aof) ? 0 : aof);
        if (limit <= 0 || copied <= 0) {
            return OptionalLong.empty();
        }
        return OptionalLong.of(
                limit - Math.max(info.memory().rss(), info.memory().used()) - copied);
    }
}
