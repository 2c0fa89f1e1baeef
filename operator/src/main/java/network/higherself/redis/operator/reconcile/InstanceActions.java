package network.higherself.redis.operator.reconcile;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.stream.Collectors;
import network.higherself.redis.operator.probe.ProbeScheduler;
import network.higherself.redis.operator.probe.ResourceKey;
import network.higherself.redis.operator.redis.Access;
import network.higherself.redis.operator.redis.ActionResult;
import network.higherself.redis.operator.redis.Info;
import network.higherself.redis.operator.redis.Instance;
import network.higherself.redis.operator.redis.Observation;
import network.higherself.redis.operator.redis.RedisCommands;
import network.higherself.redis.operator.topology.RedisActions;

/** The topology's actions on the instances of one resource, by their pods' names. */
final class InstanceActions implements RedisActions {

    private final RedisCommands commands;
    private final ProbeScheduler probes;
    private final ResourceKey key;
    private final Map<String, Instance> instances;
    private final Access access;
    private final Function<String, String> hosts;
    private final int port;

    /**
     * @param hosts a pod's host name, as other pods reach it
     * @param port that every instance serves
     */
    InstanceActions(
            RedisCommands commands,
            ProbeScheduler probes,
            ResourceKey key,
            List<Instance> instances,
            Access access,
            Function<String, String> hosts,
            int port) {
        this.commands = commands;
        this.probes = probes;
        this.key = key;
        this.instances = instances.stream().collect(Collectors.toMap(Instance::pod, Function.identity()));
        this.access = access;
        this.hosts = hosts;
        this.port = port;
    }

    @Override
    public CompletableFuture<ActionResult<String>> promote(String pod) {
        return on(pod, commands::promote);
    }

    @Override
    public CompletableFuture<ActionResult<String>> follow(String pod, String primary) {
        return on(pod, (instance, allowed) -> commands.follow(instance, allowed, hosts.apply(primary), port));
    }

    @Override
    public CompletableFuture<ActionResult<String>> relink(String pod, String primary, boolean byAddress) {
        Instance followed = instances.get(primary);
        String host = byAddress && followed != null ? followed.address() : hosts.apply(primary);
        return on(pod, (instance, allowed) -> commands.follow(instance, allowed, host, port));
    }

    @Override
    public CompletableFuture<ActionResult<String>> pauseWrites(String pod, Duration pause) {
        return on(pod, (instance, allowed) -> commands.pauseWrites(instance, allowed, pause));
    }

    @Override
    public CompletableFuture<ActionResult<String>> resumeWrites(String pod) {
        return on(pod, commands::resumeWrites);
    }

    @Override
    public CompletableFuture<ActionResult<Info.Replication>> replication(String pod) {
        return on(pod, commands::replication);
    }

    @Override
    public CompletableFuture<ActionResult<Long>> closeApplicationClients(String pod) {
        return on(pod, commands::closeApplicationClients);
    }

    @Override
    public void probe(String pod) {
        probes.probeNow(key, pod);
    }

    private <T> CompletableFuture<ActionResult<T>> on(
            String pod, BiFunction<Instance, Access, CompletableFuture<ActionResult<T>>> command) {
        Instance instance = instances.get(pod);
        return instance == null
                ? CompletableFuture.completedFuture(
                        new ActionResult.Failed<>(Observation.Failure.REFUSED, pod + " does not run"))
                : command.apply(instance, access);
    }
}
