package network.higherself.redis.operator.probe;

import java.time.Instant;
import java.util.Optional;
import network.higherself.redis.operator.redis.Instance;
import network.higherself.redis.operator.redis.Observation;
import network.higherself.redis.operator.redis.Observation.Answered;

/**
 * What is known of one instance at this moment, be it that it does not run.
 *
 * @param since when the probing of its present process began
 * @param latest what the last probe found; empty before the first
 * @param lastAnswer the last answer of its present process, be there failures since
 * @param history goes on while it is looked at
 */
public record ProbedInstance(
        ResourceKey resource,
        Instance instance,
        ProbeTargets targets,
        Instant since,
        Optional<Observation> latest,
        Optional<Answered> lastAnswer,
        Verdict verdict,
        Forecast forecast,
        History history) {

    /** Whether it can be asked at all. */
    public boolean runs() {
        return !Verdict.NOT_RUNNING.equals(verdict.reason());
    }

    /** Without a past. */
    public ProbedInstance(
            ResourceKey resource,
            Instance instance,
            ProbeTargets targets,
            Instant since,
            Optional<Observation> latest,
            Optional<Answered> lastAnswer,
            Verdict verdict) {
        this(resource, instance, targets, since, latest, lastAnswer, verdict, Forecast.NONE, new History());
    }
}
