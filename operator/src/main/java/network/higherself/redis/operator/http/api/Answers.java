package network.higherself.redis.operator.http.api;

import java.io.IOException;
import java.io.OutputStream;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.stream.Collectors;
import network.higherself.redis.api.v1.HigherSelfRedis;
import network.higherself.redis.operator.http.Refusal;
import network.higherself.redis.operator.http.Response;
import network.higherself.redis.operator.plan.Terms;
import network.higherself.redis.operator.probe.ProbedInstance;
import network.higherself.redis.operator.probe.ResourceKey;
import network.higherself.redis.operator.redis.RedisQueries;

/** Answers the calls that are good and allowed, on the replica that leads. */
public final class Answers {

    private static final int NOT_HEALTHY_SHOWN = 100;

    private final Fleet fleet;
    private final FleetView view;
    private final Leader leader;
    private final RedisQuestions questions;
    private final Scrapes scrapes;
    private final Clock clock;
    private final Response description = Response.json(200, OpenApi.description());

    /** The text that Prometheus reads, written as it is made. */
    @FunctionalInterface
    public interface Page {
        void write(OutputStream out) throws IOException;
    }

    public Answers(Fleet fleet, Leader leader, RedisQueries queries, Page metrics, Clock clock) {
        this.fleet = fleet;
        this.view = new FleetView(fleet);
        this.leader = leader;
        this.questions = new RedisQuestions(queries, fleet, clock);
        this.scrapes = new Scrapes(metrics);
        this.clock = clock;
    }

    CompletableFuture<Response> answer(
            Call call, Optional<ResourceKey> resource, Function<Optional<String>, CompletableFuture<Boolean>> mayList) {
        if (call.operation() != Operation.OPENAPI && call.operation() != Operation.PROMETHEUS && !fleet.known()) {
            throw new Refusal(
                    503, "this replica has only now begun to lead; try again in a second", Map.of("Retry-After", "1"));
        }
        return switch (call.operation()) {
            case OPENAPI -> CompletableFuture.completedFuture(description);
            case PROMETHEUS -> scrapes.scrape(call.zipped());
            case OPERATOR_HEALTH -> view.listed(mayList).thenApply(this::operator);
            case RESOURCES -> view.listed(mayList).thenApply(this::fleet);
            case RESOURCES_IN_NAMESPACE -> inNamespace(call.value(Parameter.NAMESPACE), mayList);
            default -> about(call, view.found(resource.orElseThrow()));
        };
    }

    private CompletableFuture<Response> about(Call call, Found found) {
        ResourceKey key = found.key();
        return switch (call.operation()) {
            case HEALTH -> known(view.resource(found));
            case METRICS -> known(view.metrics(found));
            case CONFIG -> told(questions.configuration(found));
            case TEST_CONNECTION -> told(questions.test(found, call));
            case INFO -> told(questions.info(found, call));
            case KEYS -> told(questions.keys(found, call));
            case SLOWLOG -> told(questions.slowLog(found, call));
            case CLIENTS -> told(questions.clients(found, call));
            case ORIGINAL_HEALTH, ORIGINAL_HEALTH_ASYNC ->
                known(Original.health(
                        found.resource(),
                        found.primary(),
                        plan(key),
                        call.operation() == Operation.ORIGINAL_HEALTH_ASYNC,
                        clock.instant()));
            case ORIGINAL_METRICS -> known(Original.metrics(found.primary(), plan(key)));
            case ORIGINAL_CONFIG ->
                known(Original.config(
                        found.resource(), found.primary(), plan(key), Configurations.features(plan(key))));
            case ORIGINAL_TEST -> told(questions.originalTest(found, false));
            case ORIGINAL_TEST_ASYNC -> told(questions.originalTest(found, true));
            case ORIGINAL_INFO -> told(questions.originalInfo(found, call));
            case ORIGINAL_KEYS -> told(questions.originalKeys(found, call));
            default -> throw new IllegalStateException(call.operation() + " is about no resource");
        };
    }

    private static CompletableFuture<Response> known(Object answer) {
        return CompletableFuture.completedFuture(Response.json(200, answer));
    }

    private static CompletableFuture<Response> told(CompletableFuture<?> answer) {
        return answer.thenApply(content -> Response.json(200, content));
    }

    private Terms plan(ResourceKey key) {
        return fleet.terms(key)
                .orElseThrow(() ->
                        new Refusal(503, "the operator runs nothing for this resource yet; its conditions say why"));
    }

    private CompletableFuture<Response> inNamespace(
            String namespace, Function<Optional<String>, CompletableFuture<Boolean>> mayList) {
        return mayList.apply(Optional.of(namespace)).thenApply(may -> {
            if (!may) {
                throw FleetView.notListed("in this namespace");
            }
            return fleet(fleet.resources().stream()
                    .filter(resource -> namespace.equals(resource.getMetadata().getNamespace()))
                    .toList());
        });
    }

    private Response fleet(List<HigherSelfRedis> resources) {
        return Response.json(200, new HealthViews.Fleet(view.summaries(resources)));
    }

    private Response operator(List<HigherSelfRedis> resources) {
        List<HealthViews.Summary> all = view.summaries(resources);
        Map<HealthViews.Health, Long> counts =
                all.stream().collect(Collectors.groupingBy(HealthViews.Summary::health, Collectors.counting()));
        List<HealthViews.Summary> notHealthy = all.stream()
                .filter(summary -> summary.health() != HealthViews.Health.Healthy)
                .limit(NOT_HEALTHY_SHOWN)
                .toList();
        List<ProbedInstance> instances = view.instances(resources).values().stream()
                .flatMap(List::stream)
                .toList();
        return Response.json(
                200,
                new HealthViews.Operator(
                        notHealthy.isEmpty() ? "healthy" : "degraded",
                        leader.name(),
                        new HealthViews.Counts(
                                all.size(),
                                count(counts, HealthViews.Health.Healthy),
                                count(counts, HealthViews.Health.Degraded),
                                count(counts, HealthViews.Health.Unhealthy),
                                count(counts, HealthViews.Health.Unknown)),
                        new HealthViews.Instances(instances.size(), (int)
                                instances.stream().filter(Views::answered).count()),
                        notHealthy));
    }

    private static int count(Map<HealthViews.Health, Long> counts, HealthViews.Health health) {
        return counts.getOrDefault(health, 0L).intValue();
    }
}
