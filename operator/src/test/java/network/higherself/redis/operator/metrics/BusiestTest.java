package network.higherself.redis.operator.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** However many names an application makes up, their series are few, and no counter ever falls. */
class BusiestTest {

    private static final int MOST = 3;

    private final Busiest<Long> busiest = new Busiest<>(MOST, List.of(count -> count));

    @Test
    void allAreShownWhereTheyAreFew() {
        Busiest.Shown<Long> shown = busiest.of(Map.of("get", 5L, "set", 2L));

        assertThat(shown.each()).hasSize(2);
        assertThat(shown.others()).isEmpty();
    }

    @Test
    void theRestIsSummed() {
        Busiest.Shown<Long> shown = busiest.of(Map.of("get", 50L, "set", 20L, "del", 10L, "incr", 4L, "expire", 3L));

        assertThat(shown.each()).extracting(Map.Entry::getKey).containsExactlyInAnyOrder("get", "set", "del");
        assertThat(shown.others().orElseThrow()).containsExactly(7);
    }

    @Test
    void whatGrowsBusyIsShownAndTheSumGoesOn() {
        busiest.of(Map.of("get", 50L, "set", 20L, "del", 10L, "incr", 4L));
        Busiest.Shown<Long> shown = busiest.of(Map.of("get", 50L, "set", 20L, "del", 11L, "incr", 14L));

        assertThat(shown.each()).extracting(Map.Entry::getKey).containsExactlyInAnyOrder("get", "set", "incr");
        assertThat(shown.others().orElseThrow()[0])
                .as("what incr added while it was summed; del counts from now on")
                .isBetween(4L, 14L);
    }

    @Test
    void noSumEverFalls() {
        Random random = new Random(7);
        Map<String, Long> counters = new HashMap<>();
        long before = 0;
        for (int i = 0; i < 2000; i++) {
            counters.merge("c" + random.nextInt(12), (long) random.nextInt(100), Long::sum);
            Busiest.Shown<Long> shown = busiest.of(counters);
            Optional<long[]> others = shown.others();
            assertThat(shown.each()).hasSizeLessThanOrEqualTo(MOST);
            assertThat(others.map(sums -> sums[0]).orElse(0L)).isGreaterThanOrEqualTo(before);
            before = others.map(sums -> sums[0]).orElse(0L);
        }
        assertThat(before).isPositive();
    }

    @Test
    void countersThatTheServerSetBackBeginAnew() {
        busiest.of(Map.of("a", 500L, "b", 400L, "c", 300L, "d", 20L));
        busiest.of(Map.of("a", 500L, "b", 400L, "c", 300L, "d", 320L));
        Busiest.Shown<Long> shown = busiest.of(Map.of("a", 5L, "b", 4L, "c", 3L, "d", 2L));

        assertThat(shown.others().orElseThrow()[0]).isBetween(0L, 400L);
    }
}
