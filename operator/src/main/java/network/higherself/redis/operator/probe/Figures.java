package network.higherself.redis.operator.probe;

import java.util.OptionalLong;

/** Figures of one instance as people read them: rounded to two significant digits, applications only. */
public record Figures(
        OptionalLong latencyMicros,
        OptionalLong memoryUsedBytes,
        OptionalLong memoryMaxBytes,
        OptionalLong clients,
        OptionalLong opsPerSecond,
        OptionalLong hitRatePercent,
        OptionalLong errorRatePercent,
        long evictedKeys,
        long slowCommands,
        Forecast forecast) {

    public static final Figures NONE = new Figures(
            OptionalLong.empty(),
            OptionalLong.empty(),
            OptionalLong.empty(),
            OptionalLong.empty(),
            OptionalLong.empty(),
            OptionalLong.empty(),
            OptionalLong.empty(),
            0,
            0,
            Forecast.NONE);

    /** Without a forecast. */
    public Figures(
            OptionalLong latencyMicros,
            OptionalLong memoryUsedBytes,
            OptionalLong memoryMaxBytes,
            OptionalLong clients,
            OptionalLong opsPerSecond,
            OptionalLong hitRatePercent,
            OptionalLong errorRatePercent,
            long evictedKeys,
            long slowCommands) {
        this(
                latencyMicros,
                memoryUsedBytes,
                memoryMaxBytes,
                clients,
                opsPerSecond,
                hitRatePercent,
                errorRatePercent,
                evictedKeys,
                slowCommands,
                Forecast.NONE);
    }

    /** Rounds to two significant digits: 1234 becomes 1200. */
    public static long rounded(long value) {
        long magnitude = 1;
        long rest = Math.abs(value);
        while (rest >= 100) {
            rest /= 10;
            magnitude *= 10;
        }
        return Math.round((double) value / magnitude) * magnitude;
    }
}
