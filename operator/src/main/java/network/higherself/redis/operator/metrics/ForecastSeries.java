package network.higherself.redis.operator.metrics;

import java.io.IOException;
import java.util.OptionalLong;

/** What will become of an instance's memory; none where its past tells nothing. */
final class ForecastSeries {

    private ForecastSeries() {}

    static void write(RedisSeries.Out out) throws IOException {
        out.answered(
                Families.MEMORY_FULL,
                (view, answer, to) -> to.value(known(view.probed().forecast().memoryFullSeconds())));
        out.answered(
                Families.FORK_HEADROOM,
                (view, answer, to) -> to.value(known(view.probed().forecast().forkHeadroomBytes())));
    }

    private static double known(OptionalLong value) {
        return value.isPresent() ? value.getAsLong() : Double.NaN;
    }
}
