package network.higherself.redis.operator.http.api;

import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import network.higherself.redis.operator.http.Refusal;
import network.higherself.redis.operator.plan.Terms;
import network.higherself.redis.operator.probe.ProbedInstance;
import network.higherself.redis.operator.probe.ResourceKey;
import network.higherself.redis.operator.probe.RouteState;
import network.higherself.redis.operator.redis.ActionResult;
import network.higherself.redis.operator.redis.GuestObserver.Guest;
import network.higherself.redis.operator.redis.RedisQueries;
import network.higherself.redis.operator.redis.RouteObservation;

/** What is asked of a Redis at the moment of the call; everything else is answered from what is known. Never blocks. */
final class RedisQuestions {

    /** What one search for keys may take in all. */
    static final Duration SEARCH = Duration.ofSeconds(2);

    private static final int MOST_CLIENTS = 5000;

    private final RedisQueries queries;
    private final Fleet fleet;
    private final Clock clock;
    private final Set<ResourceKey> searching = ConcurrentHashMap.newKeySet();

    RedisQuestions(RedisQueries queries, Fleet fleet, Clock clock) {
        this.queries = queries;
        this.fleet = fleet;
        this.clock = clock;
    }

    CompletableFuture<HealthViews.Test> test(Found found, Call call) {
        if (call.maybe(Parameter.ROUTE).isPresent()) {
            return route(found, call.value(Parameter.ROUTE));
        }
        ProbedInstance instance = found.instance(call.maybe(Parameter.INSTANCE));
        return test(instance)
                .thenApply(took -> new HealthViews.Test(
                        found.key().namespace(),
                        found.key().name(),
                        instance.instance().pod(),
                        "written, read and deleted",
                        took.toNanos() / 1000));
    }

    /** As the application takes it, as its user, on a connection made anew; where somebody else runs it, nothing is written. */
    private CompletableFuture<HealthViews.Test> route(Found found, String name) {
        CompletableFuture<RouteObservation> test = fleet.testRoute(found.key(), name)
                .orElseThrow(() -> new Refusal(
                        404,
                        "there is no route of that name; there are: "
                                + String.join(
                                        ", ",
                                        fleet.routes(found.key()).stream()
                                                .map(RouteState::name)
                                                .toList())));
        return test.thenApply(observation -> {
            if (observation instanceof RouteObservation.Served served) {
                return new HealthViews.Test(
                        found.key().namespace(),
                        found.key().name(),
                        name,
                        "the route serves",
                        served.latency().toNanos() / 1000);
            }
            throw new Refusal(503, "route " + name + ": " + ((RouteObservation.Broken) observation).message());
        });
    }

    CompletableFuture<OriginalViews.Test> originalTest(Found found, boolean async) {
        return test(found.instance(Optional.empty()))
                .thenApply(took -> new OriginalViews.Test(
                        "success",
                        async ? "Redis async connection test passed" : "Redis connection test passed",
                        async ? "async set/get/delete operation" : "set/get/delete operation",
                        clock.instant()));
    }

    private CompletableFuture<Duration> test(ProbedInstance instance) {
        mayWrite(instance);
        return value(
                instance, queries.canary(instance.instance(), instance.targets().access()));
    }

    private static void mayWrite(ProbedInstance instance) {
        if (instance.targets().guest().filter(guest -> !guest.canary()).isPresent()) {
            throw new Refusal(
                    409,
                    "somebody else runs this Redis, and the resource forbids to write a test key there"
                            + " (spec.external.canary: Forbidden)");
        }
    }

    CompletableFuture<HealthViews.Section> info(Found found, Call call) {
        ProbedInstance instance = found.instance(call.maybe(Parameter.INSTANCE));
        String section = call.value(Parameter.SECTION);
        return info(instance, section)
                .thenApply(info -> new HealthViews.Section(
                        found.key().namespace(),
                        found.key().name(),
                        instance.instance().pod(),
                        section,
                        info));
    }

    CompletableFuture<OriginalViews.Section> originalInfo(Found found, Call call) {
        String section = call.value(Parameter.SECTION);
        return info(found.instance(Optional.empty()), section)
                .thenApply(info -> new OriginalViews.Section(section, info, clock.instant()));
    }

    private CompletableFuture<Map<String, Object>> info(ProbedInstance instance, String section) {
        return value(
                instance, queries.info(instance.instance(), instance.targets().access(), section));
    }

    CompletableFuture<HealthViews.Keys> keys(Found found, Call call) {
        String pattern = call.value(Parameter.PATTERN);
        int limit = call.number(Parameter.LIMIT);
        return search(found, pattern, limit)
                .thenApply(keys -> new HealthViews.Keys(
                        found.key().namespace(),
                        found.key().name(),
                        pattern,
                        limit,
                        keys.keys().size(),
                        keys.complete(),
                        keys.keys()));
    }

    CompletableFuture<OriginalViews.Keys> originalKeys(Found found, Call call) {
        String pattern = call.value(Parameter.PATH_PATTERN);
        int limit = call.number(Parameter.LIMIT);
        return search(found, pattern, limit)
                .thenApply(keys ->
                        new OriginalViews.Keys(pattern, keys.keys(), keys.keys().size(), limit, clock.instant()));
    }

    private CompletableFuture<RedisQueries.Keys> search(Found found, String pattern, int limit) {
        ProbedInstance instance = found.instance(Optional.empty());
        int database = instance.targets()
                .guest()
                .map(Guest::database)
                .orElseGet(() -> fleet.terms(found.key())
                        .map(plan -> plan.client().database())
                        .orElse(0));
        if (!searching.add(found.key())) {
            throw new Refusal(
                    429,
                    "a search for keys of this resource is under way; one at a time, since each costs the server",
                    Map.of("Retry-After", "2"));
        }
        return value(
                        instance,
                        queries.keys(
                                instance.instance(),
                                instance.targets().access(),
                                new RedisQueries.Search(database, pattern, limit, SEARCH)))
                .whenComplete((keys, error) -> searching.remove(found.key()));
    }

    CompletableFuture<HealthViews.SlowLog> slowLog(Found found, Call call) {
        ProbedInstance instance = found.instance(call.maybe(Parameter.INSTANCE));
        return value(
                        instance,
                        queries.slowLog(
                                instance.instance(), instance.targets().access(), call.number(Parameter.ENTRIES)))
                .thenApply(entries -> new HealthViews.SlowLog(
                        found.key().namespace(),
                        found.key().name(),
                        instance.instance().pod(),
                        entries.stream()
                                .map(entry -> new HealthViews.SlowCommand(
                                        entry.id(),
                                        entry.at(),
                                        entry.micros(),
                                        entry.command(),
                                        entry.arguments(),
                                        entry.client()))
                                .toList()));
    }

    CompletableFuture<HealthViews.Clients> clients(Found found, Call call) {
        ProbedInstance instance = found.instance(call.maybe(Parameter.INSTANCE));
        long connected = instance.lastAnswer()
                .map(answer -> answer.info().clients().connected())
                .orElse(0L);
        if (connected > MOST_CLIENTS) {
            throw new Refusal(
                    503,
                    connected + " clients are connected; above " + MOST_CLIENTS
                            + " a list would hold the server up. metrics tells their number");
        }
        return value(
                        instance,
                        queries.clients(instance.instance(), instance.targets().access()))
                .thenApply(clients -> new HealthViews.Clients(
                        found.key().namespace(),
                        found.key().name(),
                        instance.instance().pod(),
                        clients.size(),
                        clients));
    }

    /** The directives of the primary as it runs; of the plan while it does not answer. */
    CompletableFuture<HealthViews.Configuration> configuration(Found found) {
        Optional<Terms> plan = fleet.terms(found.key());
        return found.primary()
                .map(primary -> queries.configuration(
                        primary.instance(), primary.targets().access()))
                .orElseGet(() -> CompletableFuture.completedFuture(new ActionResult.Failed<>(null, "no primary")))
                .thenApply(result -> result instanceof ActionResult.Done<Map<String, String>> done
                        ? Configurations.of(found.resource(), plan, "server", done.value())
                        : Configurations.of(
                                found.resource(),
                                plan,
                                "plan",
                                plan.map(present -> RedisQueries.withoutSecrets(present.directives()))
                                        .orElse(Map.of())));
    }

    private static <T> CompletableFuture<T> value(ProbedInstance instance, CompletableFuture<ActionResult<T>> asked) {
        Function<ActionResult<T>, T> told = result -> {
            if (result instanceof ActionResult.Done<T> done) {
                return done.value();
            }
            throw new Refusal(503, instance.instance().pod() + ": " + ((ActionResult.Failed<T>) result).message());
        };
        return asked.thenApply(told);
    }
}
