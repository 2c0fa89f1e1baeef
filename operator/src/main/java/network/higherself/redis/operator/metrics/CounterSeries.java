package network.higherself.redis.operator.metrics;

import java.io.IOException;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import network.higherself.redis.operator.redis.Info.CommandStats;

/** Series by command and by error: the busiest each, the rest summed. */
final class CounterSeries {

    private static final String FAILED_LOGIN = "WRONGPASS";
    private static final double MICROS = 1e6;
    private static final int CALLS = 0;
    private static final int MICROSECONDS = 1;
    private static final int REJECTED = 2;
    private static final int FAILED = 3;

    private CounterSeries() {}

    static void write(RedisSeries.Out out) throws IOException {
        commands(out, Families.COMMANDS, CommandStats::calls, CALLS, 1);
        commands(out, Families.COMMAND_SECONDS, CommandStats::microseconds, MICROSECONDS, MICROS);
        commands(out, Families.COMMANDS_REJECTED, CommandStats::rejected, REJECTED, 1);
        commands(out, Families.COMMANDS_FAILED, CommandStats::failed, FAILED, 1);
        latencies(out);
        out.family(Families.ERRORS, (view, to) -> {
            boolean loginsTold = view.answer().isEmpty();
            for (Map.Entry<String, Long> error : view.errors().each()) {
                to.value(RedisSeries.label("err", error.getKey()), error.getValue());
                loginsTold |= FAILED_LOGIN.equals(error.getKey());
            }
            if (!loginsTold) {
                // From the start, so that the first failures are an increase, too.
                to.value(RedisSeries.label("err", FAILED_LOGIN), 0);
            }
            if (view.errors().others().isPresent()) {
                to.value(
                        RedisSeries.label("err", ShownBefore.OTHER),
                        view.errors().others().get()[0]);
            }
        });
    }

    private static void commands(
            RedisSeries.Out out, Family family, ToDoubleFunction<CommandStats> figure, int index, double unit)
            throws IOException {
        out.family(family, (view, to) -> {
            for (Map.Entry<String, CommandStats> command : view.commands().each()) {
                to.value(command(command.getKey()), figure.applyAsDouble(command.getValue()) / unit);
            }
            if (view.commands().others().isPresent()) {
                to.value(command(ShownBefore.OTHER), view.commands().others().get()[index] / unit);
            }
        });
    }

    private static void latencies(RedisSeries.Out out) throws IOException {
        out.answered(Families.LATENCIES, (view, answer, to) -> {
            Map<String, String> latencies = answer.details().latencies();
            for (Map.Entry<String, CommandStats> command : view.commands().each()) {
                String percentiles = latencies.get(command.getKey());
                if (percentiles != null) {
                    String label = command(command.getKey());
                    quantiles(to, label, percentiles);
                    to.value("_sum", label, command.getValue().microseconds());
                    to.value("_count", label, command.getValue().calls());
                }
            }
        });
    }

    /** @param percentiles as in {@code p50=3.007,p99=5.023} */
    private static void quantiles(RedisSeries.Out to, String label, String percentiles) throws IOException {
        int start = 0;
        while (start < percentiles.length()) {
            int comma = percentiles.indexOf(',', start);
            int end = comma < 0 ? percentiles.length() : comma;
            int equals = percentiles.indexOf('=', start);
            if (equals > start && equals < end) {
                to.value(
                        label + RedisSeries.label("quantile", percentiles.substring(start + 1, equals)),
                        decimal(percentiles.substring(equals + 1, end)));
            }
            start = end + 1;
        }
    }

    private static double decimal(String text) {
        try {
            return Double.parseDouble(text);
        } catch (NumberFormatException malformed) {
            return Double.NaN;
        }
    }

    private static String command(String name) {
        return RedisSeries.label("cmd", name);
    }
}
