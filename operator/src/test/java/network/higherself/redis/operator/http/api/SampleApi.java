package network.higherself.redis.operator.http.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.fabric8.kubernetes.api.model.ConditionBuilder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.BiPredicate;
import network.higherself.redis.api.v1.Endpoint;
import network.higherself.redis.api.v1.HigherSelfRedis;
import network.higherself.redis.api.v1.HigherSelfRedisStatus;
import network.higherself.redis.operator.http.LeaderConnection;
import network.higherself.redis.operator.http.Network;
import network.higherself.redis.operator.http.Request;
import network.higherself.redis.operator.http.Response;
import network.higherself.redis.operator.http.access.Access;
import network.higherself.redis.operator.http.access.Right;
import network.higherself.redis.operator.http.access.SampleAccess;
import network.higherself.redis.operator.plan.RedisPlan;
import network.higherself.redis.operator.plan.SamplePlans;
import network.higherself.redis.operator.plan.Terms;
import network.higherself.redis.operator.probe.Figures;
import network.higherself.redis.operator.probe.ProbeScheduler;
import network.higherself.redis.operator.probe.ProbeTargets;
import network.higherself.redis.operator.probe.ProbedInstance;
import network.higherself.redis.operator.probe.ResourceKey;
import network.higherself.redis.operator.probe.RouteState;
import network.higherself.redis.operator.probe.Verdict;
import network.higherself.redis.operator.redis.GuestObserver.Guest;
import network.higherself.redis.operator.redis.Instance;
import network.higherself.redis.operator.redis.Observer;
import network.higherself.redis.operator.redis.RedisClients;
import network.higherself.redis.operator.redis.RedisQueries;
import network.higherself.redis.operator.redis.Route;
import network.higherself.redis.operator.redis.RouteObservation;

/**
 * The API of an operator that leads and looks after {@code sample/agents}, whose one instance {@code agents-0} is really
 * probed, and {@code other/cache}, which was not looked at yet. Users: {@code reader} and {@code writer} of
 * {@code sample}, {@code scraper}, and {@code nobody}.
 */
final class SampleApi implements AutoCloseable, Fleet {

    static final ResourceKey KEY = new ResourceKey("sample", "agents");
    static final String ROUTE = "primary-service";
    private static final Duration DEADLINE = Duration.ofSeconds(3);
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Clock clock = Clock.systemUTC();
    private final RedisClients clients = new RedisClients(1);
    private final ProbeScheduler scheduler =
            new ProbeScheduler(new Observer(clients, clock), clients, clock, 1, key -> {});
    private final Network network = new Network(1);
    private final Access access;
    private final HealthApi api;
    private boolean leads = true;
    private boolean routeServes = true;
    private boolean known = true;
    private int database;
    private List<ProbedInstance> pointed = List.of();
    private Optional<String> primary = Optional.of("agents-0");

    SampleApi(Optional<ResourceKey> original) {
        BiPredicate<String, Right> may = (user, right) -> right instanceof Right.OnPath
                ? user.equals("scraper")
                : right instanceof Right.OnResource on
                        && on.namespace().equals(Optional.of("sample"))
                        && (user.equals("writer")
                                || (user.equals("reader") && !on.verb().equals("update")));
        access = SampleAccess.of(List.of("reader", "writer", "scraper", "nobody"), may, clock);
        Leader leader = new Leader() {
            @Override
            public boolean here() {
                return leads;
            }

            @Override
            public String name() {
                return "operator-0";
            }

            @Override
            public Optional<InetSocketAddress> address() {
                return Optional.empty();
            }
        };
        api = new HealthApi(
                access,
                leader,
                new LeaderConnection(network, "operator", "operator-1", Duration.ofSeconds(1)),
                original,
                new Answers(
                        this,
                        leader,
                        new RedisQueries(clients, DEADLINE, () -> true),
                        out -> out.write("up 1\n".getBytes(StandardCharsets.UTF_8)),
                        clock),
                (request, line) -> CompletableFuture.completedFuture(Response.problem(404, "elsewhere")));
    }

    SampleApi watch(Instance instance, network.higherself.redis.operator.redis.Access access) {
        scheduler.watch(KEY, new ProbeTargets(List.of(instance), access, plan().probe(), 1000, 20));
        return this;
    }

    /** The instance is there and is not probed, so that whoever comes to it was sent by a call. */
    void pointsTo(Instance instance, network.higherself.redis.operator.redis.Access access) {
        points(instance, new ProbeTargets(List.of(instance), access, plan().probe(), 1000, 20));
    }

    /** The same, of a Redis that somebody else runs, where nothing may be written. */
    void pointsToTheirs(Instance instance, network.higherself.redis.operator.redis.Access access) {
        points(
                instance,
                new ProbeTargets(
                        List.of(instance), access, plan().probe(), 1000, 20, 0, Optional.of(new Guest(0, false))));
    }

    private void points(Instance instance, ProbeTargets targets) {
        pointed = List.of(new ProbedInstance(
                KEY,
                instance,
                targets,
                clock.instant(),
                Optional.empty(),
                Optional.empty(),
                new Verdict(Verdict.Health.Unknown, "NotObserved", "the instance has not been probed yet.")));
    }

    void standsBy() {
        leads = false;
    }

    void withDatabase(int number) {
        database = number;
    }

    void withoutPrimary() {
        primary = Optional.empty();
    }

    record Answer(int status, String type, JsonNode body, String text) {}

    /** A call in the words {@code GET /path?query}. */
    Answer call(String user, String call) {
        return begin(user, call).join();
    }

    /** The same, without waiting for the answer. */
    CompletableFuture<Answer> begin(String user, String call) {
        String[] words = call.split(" ", 2);
        int mark = words[1].indexOf('?');
        return begin(new Request(
                words[0],
                mark < 0 ? words[1] : words[1].substring(0, mark),
                mark < 0 ? "" : words[1].substring(mark + 1),
                user.isEmpty() ? Map.of() : Map.of("authorization", "Bearer " + user),
                new byte[0],
                "10.0.0.1"));
    }

    Answer call(Request request) {
        return begin(request).join();
    }

    Response answer(Request request) {
        return api.handle(request)
                .toCompletableFuture()
                .orTimeout(20, TimeUnit.SECONDS)
                .join();
    }

    private CompletableFuture<Answer> begin(Request request) {
        return api.handle(request)
                .toCompletableFuture()
                .orTimeout(20, TimeUnit.SECONDS)
                .thenApply(SampleApi::answer);
    }

    private static Answer answer(Response response) {
        StringBuilder text = new StringBuilder();
        response.body().forEach(piece -> text.append(new String(piece, StandardCharsets.UTF_8)));
        String type = response.headers().get(Response.CONTENT_TYPE);
        try {
            return new Answer(
                    response.status(),
                    type,
                    type.contains("json") ? JSON.readTree(text.toString()) : JSON.createObjectNode(),
                    text.toString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void hasOnlyBegunToLead() {
        known = false;
    }

    @Override
    public boolean known() {
        return known;
    }

    @Override
    public List<HigherSelfRedis> resources() {
        return List.of(resource(), other());
    }

    @Override
    public List<ProbedInstance> instances() {
        return pointed.isEmpty() ? scheduler.probed() : pointed;
    }

    @Override
    public Map<String, Figures> figures(ResourceKey key) {
        return scheduler.figures(key);
    }

    @Override
    public List<RouteState> routes(ResourceKey key) {
        return KEY.equals(key)
                ? List.of(new RouteState(
                        ROUTE,
                        new Verdict(Verdict.Health.Healthy, "Serves", "it serves."),
                        OptionalLong.of(700),
                        clock.instant()))
                : List.of();
    }

    @Override
    public Optional<CompletableFuture<RouteObservation>> testRoute(ResourceKey key, String name) {
        Route route = new Route(
                key.namespace(),
                key.name(),
                name,
                "agents.sample.svc",
                Optional.empty(),
                6379,
                false,
                Route.Work.PRIMARY);
        return ROUTE.equals(name)
                ? Optional.of(CompletableFuture.completedFuture(
                        routeServes
                                ? new RouteObservation.Served(route, clock.instant(), Duration.ofNanos(700_000))
                                : new RouteObservation.Broken(
                                        route,
                                        clock.instant(),
                                        RouteObservation.Fault.UNRESOLVED,
                                        "the name agents.sample.svc has no address")))
                : Optional.empty();
    }

    void routeBreaks() {
        routeServes = false;
    }

    @Override
    public Optional<Terms> terms(ResourceKey key) {
        return KEY.equals(key) ? Optional.of(Terms.of(plan())) : Optional.empty();
    }

    private RedisPlan plan() {
        RedisPlan plan = SamplePlans.development("agents");
        RedisPlan.ClientSettings client = plan.client();
        return new RedisPlan(
                plan.identity(),
                plan.environment(),
                plan.image(),
                plan.mode(),
                plan.instances(),
                plan.volume(),
                plan.access(),
                plan.encryption(),
                plan.directives(),
                new RedisPlan.ClientSettings(
                        database,
                        client.maxConnections(),
                        client.timeout(),
                        client.connectTimeout(),
                        client.socketTimeout(),
                        client.healthCheckInterval(),
                        client.mountPath(),
                        client.maxRetries(),
                        client.retryDelay(),
                        client.retryOnTimeout(),
                        client.retryOnError()),
                new RedisPlan.ProbeSettings(Duration.ofMillis(200), Duration.ofSeconds(2), Duration.ofMillis(10)),
                plan.network(),
                plan.resources(),
                plan.template(),
                plan.disruptionBudget(),
                plan.preferredSpread(),
                plan.features());
    }

    private HigherSelfRedis resource() {
        HigherSelfRedis resource = other();
        resource.getMetadata().setNamespace(KEY.namespace());
        resource.getMetadata().setName(KEY.name());
        resource.setStatus(new HigherSelfRedisStatus(
                1L,
                "Ready",
                List.of(condition("Ready"), condition("Available")),
                "Standalone",
                "7.0.15",
                new Endpoint("agents.sample.svc", 6379, false),
                null,
                primary.orElse(null),
                1,
                1,
                "1/1",
                null,
                null,
                null,
                null,
                null,
                null));
        return resource;
    }

    private static HigherSelfRedis other() {
        HigherSelfRedis resource = new HigherSelfRedis();
        resource.getMetadata().setNamespace("other");
        resource.getMetadata().setName("cache");
        return resource;
    }

    private static io.fabric8.kubernetes.api.model.Condition condition(String type) {
        return new ConditionBuilder()
                .withType(type)
                .withStatus("True")
                .withReason("Good")
                .withMessage("all is well")
                .withLastTransitionTime("2026-01-01T00:00:00Z")
                .build();
    }

    @Override
    public void close() {
        scheduler.close();
        clients.close();
        access.close();
        network.close();
    }
}
