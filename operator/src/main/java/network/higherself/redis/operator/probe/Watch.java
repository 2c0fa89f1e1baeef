package network.higherself.redis.operator.probe;

import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import network.higherself.redis.operator.probe.ProbeTargets.Absent;
import network.higherself.redis.operator.redis.Observation.Answered;

/** What is known of one resource's instances: of those that are probed, and of those that should run and do not. */
final class Watch {

    private final Instant since;
    private final Map<String, Probing> probes = new ConcurrentHashMap<>();
    private final Map<String, Answered> lastAnswers = new ConcurrentHashMap<>();
    private final Map<String, History> histories = new ConcurrentHashMap<>();
    private volatile ProbeTargets targets;

    Watch(ProbeTargets targets, Instant since) {
        this.targets = targets;
        this.since = since;
    }

    ProbeTargets targets() {
        return targets;
    }

    /** Of what is no instance of the resource any more, nothing is kept. */
    void aim(ProbeTargets newTargets) {
        targets = newTargets;
        Set<String> pods = new HashSet<>();
        newTargets.instances().forEach(instance -> pods.add(instance.pod()));
        newTargets.absent().forEach(absent -> pods.add(absent.instance().pod()));
        histories.keySet().retainAll(pods);
    }

    /** By pod. */
    Map<String, Probing> probes() {
        return probes;
    }

    /** The last answer of each pod name, be it of an earlier process. */
    Map<String, Answered> lastAnswers() {
        return lastAnswers;
    }

    /** How a pod name fared, over all of its processes. */
    History history(String pod) {
        return histories.computeIfAbsent(pod, unknown -> new History());
    }

    List<ProbedInstance> probed(ResourceKey key) {
        return Stream.concat(
                        probes.values().stream().map(probing -> probed(key, probing.probe)),
                        targets.absent().stream().map(absent -> absent(key, absent)))
                .toList();
    }

    private ProbedInstance probed(ResourceKey key, InstanceProbe probe) {
        return new ProbedInstance(
                key,
                probe.instance(),
                targets,
                probe.since(),
                probe.latest(),
                probe.lastAnswer(),
                probe.verdict(),
                probe.forecast(),
                probe.history());
    }

    private ProbedInstance absent(ResourceKey key, Absent absent) {
        String pod = absent.instance().pod();
        Optional<Answered> before = Optional.ofNullable(lastAnswers.get(pod));
        return new ProbedInstance(
                key,
                absent.instance(),
                targets,
                before.map(Answered::at).orElse(since),
                Optional.empty(),
                Optional.empty(),
                HealthReason.NOT_RUNNING.verdict(Optional.of(absent.why()), false),
                Forecast.NONE,
                Optional.ofNullable(histories.get(pod)).orElseGet(History::new));
    }
}
