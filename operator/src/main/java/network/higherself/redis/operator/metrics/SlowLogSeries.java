package network.higherself.redis.operator.metrics;

import java.io.IOException;
import network.higherself.redis.operator.redis.GuestAnswers;
import network.higherself.redis.operator.redis.Observation.Answered;

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
                (view, answer, to) -> to.value(
                        view.newestSlowId().isPresent()
                                ? view.newestSlowId().getAsLong()
                                : wasReset(answer) ? Double.NaN : 0));
        out.told(
                GuestAnswers.SLOWLOG,
                Families.LAST_SLOW,
                (view, answer, to) ->
                        to.value(RedisSeries.seconds(answer.details().newestSlow())));
    }

    /**
     * Whether somebody has emptied the log, so that the next entry's number may be any: 0 until then would look as if
     * all before it had come at once. 6.2 does not count this by itself.
     */
    private static boolean wasReset(Answered answer) {
        return answer.info().commands().containsKey("slowlog|reset");
    }
}
