package network.higherself.redis.operator.metrics;

import java.io.IOException;
import network.higherself.redis.operator.redis.GuestAnswers;

/** Of the slow log, where it is not forbidden to look at it. */
final class SlowLogSeries {

    private SlowLogSeries() {}

    static void write(RedisSeries.Out out) throws IOException {
        out.told(
                GuestAnswers.SLOWLOG,
                Families.SLOWLOG_LENGTH,
                (view, answer, to) -> to.value(answer.details().slowLogLength()));
        out.told(
                GuestAnswers.SLOWLOG,
                Families.SLOWLOG_LAST_ID,
                (view, answer, to) -> to.value(Math.max(0, answer.newestSlowId())));
        out.told(
                GuestAnswers.SLOWLOG,
                Families.LAST_SLOW,
                (view, answer, to) ->
                        to.value(RedisSeries.seconds(answer.details().newestSlow())));
    }
}
