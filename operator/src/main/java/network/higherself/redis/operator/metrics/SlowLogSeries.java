package network.higherself.redis.operator.metrics;

import java.io.IOException;
import network.higherself.redis.operator.redis.GuestObserver;

/** Of the slow log, where it is not forbidden to look at it. */
final class SlowLogSeries {

    private SlowLogSeries() {}

    static void write(RedisSeries.Out out) throws IOException {
        out.told(
                GuestObserver.SLOWLOG,
                Families.SLOWLOG_LENGTH,
                (view, answer, to) -> to.value(answer.details().slowLogLength()));
        out.told(
                GuestObserver.SLOWLOG,
                Families.SLOWLOG_LAST_ID,
                (view, answer, to) -> to.value(Math.max(0, answer.newestSlowId())));
        out.told(
                GuestObserver.SLOWLOG,
                Families.LAST_SLOW,
                (view, answer, to) ->
                        to.value(RedisSeries.seconds(answer.details().newestSlow())));
    }
}
