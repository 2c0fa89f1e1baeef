package network.higherself.redis.operator.http.page;

import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.ConditionBuilder;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import network.higherself.redis.api.v1.Endpoint;
import network.higherself.redis.api.v1.HigherSelfRedis;
import network.higherself.redis.api.v1.HigherSelfRedisStatus;
import network.higherself.redis.operator.http.api.Fleet;
import network.higherself.redis.operator.plan.SamplePlans;
import network.higherself.redis.operator.plan.Terms;
import network.higherself.redis.operator.probe.Figures;
import network.higherself.redis.operator.probe.Forecast;
import network.higherself.redis.operator.probe.Histories;
import network.higherself.redis.operator.probe.ProbeTargets;
import network.higherself.redis.operator.probe.ProbedInstance;
import network.higherself.redis.operator.probe.ResourceKey;
import network.higherself.redis.operator.probe.RouteState;
import network.higherself.redis.operator.probe.Verdict;
import network.higherself.redis.operator.probe.Verdict.Health;
import network.higherself.redis.operator.redis.Access;
import network.higherself.redis.operator.redis.Instance;
import network.higherself.redis.operator.redis.Observation;
import network.higherself.redis.operator.redis.RouteObservation;

/** {@code shop/sessions}, whose memory is full; {@code shop/cache} and {@code bank/queue}, which are well. */
final class SampleFleet implements Fleet {

    static final String MEND = "Raise maxmemory, or let keys expire.";
    static final String HOSTILE = "<script>document.title='taken'</script>";

    private final Instant now;
    private final List<HigherSelfRedis> resources = new ArrayList<>();
    private boolean known = true;

    SampleFleet(Instant now) {
        this.now = now;
        resources.add(resource("bank", "queue", true));
        resources.add(resource("shop", "cache", true));
        resources.add(resource("shop", "sessions", false));
    }

    void hasOnlyBegunToLead() {
        known = false;
    }

    void recovers() {
        resources.set(2, resource("shop", "sessions", true));
    }

    @Override
    public boolean known() {
        return known;
    }

    @Override
    public List<HigherSelfRedis> resources() {
        return List.copyOf(resources);
    }

    @Override
    public List<ProbedInstance> instances() {
        return resources.stream().map(this::instance).toList();
    }

    private ProbedInstance instance(HigherSelfRedis resource) {
        String name = resource.getMetadata().getName();
        String namespace = resource.getMetadata().getNamespace();
        Instance instance =
                new Instance(namespace, name, name + "-0", "uid", name + "-0.pods", "10.0.0.1", 6379, false);
        boolean well = resource.getStatus().conditions().get(0).getStatus().equals("True");
        return new ProbedInstance(
                new ResourceKey(namespace, name),
                instance,
                new ProbeTargets(
                        List.of(instance),
                        new Access("user", "s3cret-of-the-operator", Optional.empty()),
                        SamplePlans.development(name).probe(),
                        1000,
                        20),
                now.minus(Duration.ofHours(2)),
                Optional.of(new Observation.Unreachable(instance, now, Observation.Failure.TIMEOUT, HOSTILE)),
                Optional.empty(),
                well
                        ? new Verdict(Health.Healthy, "Healthy", "")
                        : new Verdict(Health.Unhealthy, "MemoryFull", "Memory is full. " + MEND),
                well ? Forecast.NONE : new Forecast(OptionalLong.of(7200), OptionalLong.of(-(20L << 20))),
                Histories.climbing(now, 120));
    }

    @Override
    public Map<String, Figures> figures(ResourceKey key) {
        return Map.of();
    }

    @Override
    public List<RouteState> routes(ResourceKey key) {
        return List.of(
                new RouteState(
                        "primary-service",
                        new Verdict(Health.Healthy, "Healthy", ""),
                        OptionalLong.of(700),
                        now.minus(Duration.ofMinutes(90))),
                new RouteState(
                        "sessionStore",
                        new Verdict(Health.Unhealthy, "WorkFailed", "The work fails. Found: OOM " + HOSTILE),
                        OptionalLong.empty(),
                        now.minus(Duration.ofSeconds(100))));
    }

    @Override
    public Optional<CompletableFuture<RouteObservation>> testRoute(ResourceKey key, String name) {
        return Optional.empty();
    }

    @Override
    public Optional<Terms> terms(ResourceKey key) {
        return Optional.empty();
    }

    private HigherSelfRedis resource(String namespace, String name, boolean well) {
        HigherSelfRedis resource = new HigherSelfRedis();
        resource.getMetadata().setNamespace(namespace);
        resource.getMetadata().setName(name);
        resource.setStatus(new HigherSelfRedisStatus(
                1L,
                well ? "Ready" : "Degraded",
                List.of(
                        condition(
                                "Ready",
                                well,
                                "PrimaryUnhealthy",
                                name + "-0: Memory is full. " + MEND + " " + HOSTILE),
                        condition("Available", true, "PrimaryServes", name + "-0 serves as primary."),
                        new ConditionBuilder(condition("Stalled", false, "NotStalled", "")).build()),
                "Standalone",
                "7.0.15",
                new Endpoint(name + "." + namespace + ".svc", 6379, false),
                null,
                name + "-0",
                1,
                1,
                well ? "1/1" : "0/1",
                null,
                null,
                null,
                null,
                null,
                null));
        return resource;
    }

    private Condition condition(String type, boolean yes, String reason, String message) {
        return new ConditionBuilder()
                .withType(type)
                .withStatus(yes ? "True" : "False")
                .withReason(reason)
                .withMessage(message)
                .withLastTransitionTime(now.minus(Duration.ofMinutes(12)).toString())
                .build();
    }
}
