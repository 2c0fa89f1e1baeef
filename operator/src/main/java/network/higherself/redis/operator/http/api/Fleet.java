package network.higherself.redis.operator.http.api;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import network.higherself.redis.api.v1.HigherSelfRedis;
import network.higherself.redis.operator.plan.RedisPlan;
import network.higherself.redis.operator.probe.Figures;
import network.higherself.redis.operator.probe.ProbedInstance;
import network.higherself.redis.operator.probe.ResourceKey;

/** What this process knows without asking anybody; nothing while it stands by. */
public interface Fleet {

    /** False until it has seen what there is. */
    boolean known();

    /** The resources that it looks after, as they were last seen. */
    List<HigherSelfRedis> resources();

    /** The instances that are probed. */
    List<ProbedInstance> instances();

    /** Figures of one resource's instances, by pod. */
    Map<String, Figures> figures(ResourceKey key);

    /** The plan that is in force. */
    Optional<RedisPlan> plan(ResourceKey key);
}
