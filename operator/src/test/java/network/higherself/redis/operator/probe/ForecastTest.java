package network.higherself.redis.operator.probe;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.OptionalLong;
import java.util.Random;
import java.util.function.IntToLongFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ForecastTest {

    private static final Instant START = Instant.parse("2026-05-01T00:00:00Z");
    private static final long MIB = 1L << 20;
    private static final long MAX = 512 * MIB;

    /** At so many points, a minute apart, MiB used first and last on a straight line. */
    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            an hour of growth                        | 61  | 100 | 160 | 21120
            three hours                              | 180 | 100 | 279 | 13980
            nearly full                              | 61  | 440 | 500 | 720
            too few points                           | 14  | 100 | 160 |
            it shrinks                               | 61  | 160 | 100 |
            it stays                                 | 61  | 100 | 100 |
            it grows by less than noise              | 61  | 100 | 102 |
            farther ahead than its past can tell     | 20  | 100 | 103 |
            full already                             | 61  | 460 | 520 |
            """)
    void aStraightLine(String why, int points, long first, long last, Long seconds) {
        History history = history(points, minute -> first * MIB + (last - first) * MIB * minute / (points - 1));

        assertThat(Forecast.full(history, MAX))
                .isEqualTo(seconds == null ? OptionalLong.empty() : OptionalLong.of(seconds));
    }

    @Test
    void aSawToothTellsNothing() {
        assertThat(Forecast.full(history(120, minute -> (100 + (minute % 20) * 10L) * MIB), MAX))
                .isEmpty();
    }

    @Test
    void aStepTellsNothing() {
        assertThat(Forecast.full(history(120, minute -> (minute < 100 ? 100 : 300) * MIB), MAX))
                .isEmpty();
    }

    @Test
    void noiseOverGrowthDoesNotHideIt() {
        Random noise = new Random(1);
        History history = history(120, minute -> (100 + minute) * MIB + noise.nextInt((int) (4 * MIB)));

        assertThat(Forecast.full(history, MAX).orElseThrow()).isBetween(17_000L, 18_500L);
    }

    @Test
    void withoutABoundThereIsNoEnd() {
        assertThat(Forecast.full(history(61, minute -> (100 + minute) * MIB), 0))
                .isEmpty();
    }

    @Test
    void theHistoryIsBoundedAndAnotherProcessBeginsAnew() {
        History history = history(1000, minute -> minute);
        assertThat(history.size()).isEqualTo(History.POINTS);
        assertThat(history.bytesAt(0)).isEqualTo(1000 - History.POINTS);
        assertThat(history.bytesAt(History.POINTS - 1)).isEqualTo(999);

        history.add("another", point(START, 7));
        assertThat(history.size()).as("reckoned from").isEqualTo(1);
        assertThat(history.bytesAt(0)).isEqualTo(7);
        assertThat(history.points())
                .as("what led to the end of the one before")
                .hasSize(History.POINTS)
                .endsWith(point(START.plus(Duration.ofMinutes(999)), 999), point(START, 7));
    }

    @Test
    void probesBetweenTwoPointsLeaveNoneButTheWorstLatency() {
        History history = new History();
        for (int second = 0; second < 60; second += 10) {
            history.add("process", new History.Point(START.plusSeconds(second), second, 100 + second, second));
        }
        assertThat(history.points()).as("the worst latency").containsExactly(new History.Point(START, 0, 150, 0));
    }

    private static History.Point point(Instant at, long bytes) {
        return new History.Point(at, bytes, 100, 10);
    }

    private static History history(int points, IntToLongFunction used) {
        History history = new History();
        for (int minute = 0; minute < points; minute++) {
            history.add("process", point(START.plus(Duration.ofMinutes(minute)), used.applyAsLong(minute)));
        }
        return history;
    }
}
