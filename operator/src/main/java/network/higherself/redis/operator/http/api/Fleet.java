package network.higherself.redis.operator.http.api;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import network.higherself.redis.api.v1.HigherSelfRedis;
import network.higherself.redis.operator.plan.Terms;
import network.higherself.redis.operator.probe.Figures;
import network.higherself.redis.operator.probe.ProbedInstance;
import network.higherself.redis.operator.probe.ResourceKey;
import network.higherself.redis.operator.probe.RouteState;
import network.higherself.redis.operator.redis.RouteObservation;

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

    /** What is known of each of a resource's routes. */
    List<RouteState> routes(ResourceKey key);

    /** Takes a route now; empty: there is no such route. */
    Optional<CompletableFuture<RouteObservation>> testRoute(ResourceKey key, String name);

    /** What applications are told, by the plan that is in force. */
    Optional<Terms> terms(ResourceKey key);
}
