package network.higherself.redis.operator.http.api;

import java.util.List;
import java.util.Optional;
import network.higherself.redis.api.v1.HigherSelfRedis;
import network.higherself.redis.operator.http.Refusal;
import network.higherself.redis.operator.probe.ProbedInstance;
import network.higherself.redis.operator.probe.ResourceKey;

/**
 * The resource that is asked about.
 *
 * @param instances those that are probed
 */
public record Found(HigherSelfRedis resource, List<ProbedInstance> instances) {

    public ResourceKey key() {
        return new ResourceKey(
                resource.getMetadata().getNamespace(), resource.getMetadata().getName());
    }

    /** The instance that applications write to. */
    Optional<ProbedInstance> primary() {
        String name = resource.getStatus() == null ? null : resource.getStatus().primary();
        return instances.stream()
                .filter(probed -> probed.instance().pod().equals(name))
                .findFirst();
    }

    /** The one of that name, the primary where none is given. */
    ProbedInstance instance(Optional<String> pod) {
        if (pod.isEmpty()) {
            return primary()
                    .map(Found::running)
                    .orElseThrow(() -> new Refusal(503, "there is no primary at present, or none that was probed yet"));
        }
        return instances.stream()
                .filter(probed -> probed.instance().pod().equals(pod.get()))
                .findFirst()
                .map(Found::running)
                .orElseThrow(() -> new Refusal(404, "there is no running instance of that name"));
    }

    /** Nobody can be asked who does not run. */
    private static ProbedInstance running(ProbedInstance instance) {
        if (!instance.runs()) {
            throw new Refusal(
                    503, instance.instance().pod() + ": " + instance.verdict().message());
        }
        return instance;
    }
}
