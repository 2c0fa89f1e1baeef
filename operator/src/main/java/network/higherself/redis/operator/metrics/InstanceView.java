package network.higherself.redis.operator.metrics;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import network.higherself.redis.operator.probe.ProbedInstance;
import network.higherself.redis.operator.redis.Info;
import network.higherself.redis.operator.redis.Info.CommandStats;
import network.higherself.redis.operator.redis.Instance;
import network.higherself.redis.operator.redis.Observation.Answered;

/**
 * One instance as a scrape shows it.
 *
 * @param labels of all its series, from the opening brace to the last quote
 * @param answer what the last probe was answered; empty where it was not
 * @param newestSlowId of the newest entry that its slow log has had; empty where none is known
 */
record InstanceView(
        ProbedInstance probed,
        byte[] labels,
        Optional<Answered> answer,
        Busiest.Shown<CommandStats> commands,
        Busiest.Shown<Long> errors,
        OptionalLong newestSlowId) {

    private static final Busiest.Shown<CommandStats> NO_COMMANDS = new Busiest.Shown<>(List.of(), Optional.empty());
    private static final Busiest.Shown<Long> NO_ERRORS = new Busiest.Shown<>(List.of(), Optional.empty());

    static InstanceView of(ProbedInstance probed, ShownBefore before) {
        Optional<Answered> answer =
                probed.latest().filter(Answered.class::isInstance).map(Answered.class::cast);
        return new InstanceView(
                probed,
                labels(probed),
                answer,
                answer.map(told -> before.commands(told.info().commands())).orElse(NO_COMMANDS),
                answer.map(told -> before.errors(told.info().errors())).orElse(NO_ERRORS),
                answer.map(told -> before.newestSlowId(told.newestSlowId())).orElse(OptionalLong.empty()));
    }

    private static byte[] labels(ProbedInstance probed) {
        Instance instance = probed.instance();
        return ("{namespace=\"" + PrometheusText.escaped(instance.namespace())
                        + "\",resource=\"" + PrometheusText.escaped(instance.resource())
                        + "\",instance=\"" + PrometheusText.escaped(instance.host()) + ':' + instance.port()
                        + "\",pod=\"" + PrometheusText.escaped(instance.pod())
                        + "\",role=\"" + role(probed) + '"')
                .getBytes(StandardCharsets.UTF_8);
    }

    /** In the words of Redis, which existing dashboards ask for; that of the last answer. */
    private static String role(ProbedInstance probed) {
        return probed.lastAnswer()
                .map(answer -> answer.info().replication().role())
                .map(role -> role == Info.Role.PRIMARY ? "master" : "slave")
                .orElse("unknown");
    }
}
