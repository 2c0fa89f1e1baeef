package network.higherself.redis.operator.probe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicInteger;
import network.higherself.redis.operator.credentials.AclRules;
import network.higherself.redis.operator.credentials.Credentials;
import network.higherself.redis.operator.credentials.VersionFamily;
import network.higherself.redis.operator.plan.FeatureKind;
import network.higherself.redis.operator.plan.RedisPlan;
import network.higherself.redis.operator.plan.RedisPlan.ProbeSettings;
import network.higherself.redis.operator.plan.SamplePlans;
import network.higherself.redis.operator.probe.Verdict.Health;
import network.higherself.redis.operator.redis.Access;
import network.higherself.redis.operator.redis.Observer;
import network.higherself.redis.operator.redis.RedisClients;
import network.higherself.redis.operator.redis.Route;
import network.higherself.redis.operator.redis.Route.Work;
import network.higherself.redis.operator.redis.RouteObservation;
import network.higherself.redis.operator.redis.RouteObservation.Broken;
import network.higherself.redis.operator.redis.RouteObservation.Fault;
import network.higherself.redis.operator.redis.RouteObservation.Served;
import network.higherself.redis.operator.redis.RouteProber;
import network.higherself.redis.operator.resources.Names;
import network.higherself.redis.operator.resources.SampleModels;
import network.higherself.redis.operator.resources.ServerBinaries;
import network.higherself.redis.operator.testing.RealRedis;
import network.higherself.redis.operator.tls.Authority;
import network.higherself.redis.operator.tls.CertificateIssuer;
import network.higherself.redis.operator.tls.ServerCertificate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Routes to real servers, each as the user and under the rules that the operator ships. */
class RoutesToRealServersTest {

    private static final ResourceKey KEY = new ResourceKey("sample", "agents");
    private static final Duration TIMEOUT = Duration.ofSeconds(2);
    private static final RedisPlan PLAN =
            SamplePlans.withFeatures(SamplePlans.development("agents"), FeatureKind.values());
    private static final Credentials CREDENTIALS = SampleModels.credentials(PLAN);
    private static final Map<FeatureKind, Work> WORK = Map.of(
            FeatureKind.CACHE, Work.CACHE,
            FeatureKind.SESSION_STORE, Work.SESSION_STORE,
            FeatureKind.RATE_LIMITING, Work.RATE_LIMITING,
            FeatureKind.TASK_QUEUE, Work.TASK_QUEUE,
            FeatureKind.PUBSUB, Work.PUBSUB);

    private final RedisClients clients = new RedisClients(1);
    private final RouteProber prober = new RouteProber(clients, Clock.systemUTC());

    @AfterEach
    void close() {
        clients.close();
    }

    @ParameterizedTest
    @EnumSource
    void everyFeatureDoesItsWorkWithItsOwnUserAndLeavesNothing(ServerBinaries binary) throws Exception {
        try (RealRedis redis = withUsers(binary)) {
            WORK.forEach((feature, work) -> {
                assertThat(probe(feature(redis, feature), access(feature), true))
                        .as(feature.field())
                        .isInstanceOf(Served.class);
                assertThat(probe(feature(redis, feature), access(feature), true))
                        .as("%s again", feature.field())
                        .isInstanceOf(Served.class);
                assertThat(probe(feature(redis, feature), access(feature), false))
                        .as("%s without its work", feature.field())
                        .isInstanceOf(Served.class);
            });
            assertThat(probe(route(redis, "primary-service", Work.PRIMARY), application(), true))
                    .isInstanceOf(Served.class);
            assertThat(redis.ask("DBSIZE")).isEqualTo("0");
        }
    }

    @ParameterizedTest
    @EnumSource
    void whatIsWrongIsTold(ServerBinaries binary) throws Exception {
        try (RealRedis redis = withUsers(binary)) {
            Route cache = feature(redis, FeatureKind.CACHE);
            Access user = access(FeatureKind.CACHE);

            redis.ask("ACL", "SETUSER", user.user(), "-set");
            assertThat(fault(cache, user)).isEqualTo(Fault.RIGHTS);
            redis.ask("ACL", "SETUSER", user.user(), "+set", "resetkeys");
            assertThat(fault(cache, user)).isEqualTo(Fault.RIGHTS);
            redis.ask("ACL", "DELUSER", user.user());
            assertThat(fault(cache, user)).isEqualTo(Fault.LOGIN);

            redis.ask("CONFIG", "SET", "maxmemory", "1");
            redis.ask("CONFIG", "SET", "maxmemory-policy", "noeviction");
            Broken full = broken(feature(redis, FeatureKind.SESSION_STORE), access(FeatureKind.SESSION_STORE));
            assertThat(full.fault()).isEqualTo(Fault.WORK);
            assertThat(full.message()).startsWith("OOM");
            redis.ask("CONFIG", "SET", "maxmemory", "0");

            Broken replica = broken(route(redis, "replicas-service", Work.REPLICA), application());
            assertThat(replica.fault()).isEqualTo(Fault.WRONG_INSTANCE);
            redis.ask("REPLICAOF", "127.0.0.1", "1");
            assertThat(fault(route(redis, "primary-service", Work.PRIMARY), application()))
                    .isEqualTo(Fault.WRONG_INSTANCE);
            assertThat(fault(feature(redis, FeatureKind.TASK_QUEUE), access(FeatureKind.TASK_QUEUE)))
                    .isEqualTo(Fault.WRONG_INSTANCE);
        }
    }

    @Test
    void aNameThatLeadsNowhereAndAServerThatSaysNothingAreToldApart() throws Exception {
        try (ServerSocket silent = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            assertThat(fault(route("silent.sample.svc", silent.getLocalPort(), false, Work.PRIMARY), application()))
                    .isEqualTo(Fault.SILENT);
        }
        int unused;
        try (ServerSocket closed = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            unused = closed.getLocalPort();
        }
        assertThat(fault(route("unused.sample.svc", unused, false, Work.PRIMARY), application()))
                .isEqualTo(Fault.REFUSED);
        Route nameless = new Route(
                KEY.namespace(),
                KEY.name(),
                "primary-service",
                "nobody.invalid",
                Optional.empty(),
                1,
                false,
                Work.PRIMARY);
        assertThat(fault(nameless, application())).isEqualTo(Fault.UNRESOLVED);
        Route named = new Route(
                KEY.namespace(),
                KEY.name(),
                "primary-service",
                "localhost",
                Optional.empty(),
                unused,
                false,
                Work.PRIMARY);
        assertThat(fault(named, application())).as("a name that resolves").isEqualTo(Fault.REFUSED);
    }

    @Test
    void theCertificateMustNameTheService() throws Exception {
        CertificateIssuer issuer = new CertificateIssuer(Clock.systemUTC());
        Authority authority = issuer.authority("sample", "agents");
        ServerCertificate certificate =
                issuer.issue(authority, "agents", Names.certificateHosts("sample", "agents", "cluster.local"));
        try (RealRedis redis = RealRedis.startTls(ServerBinaries.REDIS_7_0, certificate)) {
            addUser(
                    redis,
                    Credentials.APPLICATION_USER,
                    CREDENTIALS.application(),
                    AclRules.application(PLAN, VersionFamily.V7_0));
            addUser(
                    redis,
                    Credentials.user(FeatureKind.PUBSUB),
                    SampleModels.password(FeatureKind.PUBSUB),
                    AclRules.features(PLAN, CREDENTIALS, VersionFamily.V7_0).get(FeatureKind.PUBSUB));
            Access trusting = new Access(
                    Credentials.APPLICATION_USER, CREDENTIALS.application(), Optional.of(certificate.authorityPem()));
            Access listening = new Access(
                    Credentials.user(FeatureKind.PUBSUB),
                    SampleModels.password(FeatureKind.PUBSUB),
                    Optional.of(certificate.authorityPem()));

            assertThat(probe(route("agents.sample.svc", redis.port(), true, Work.PRIMARY), trusting, true))
                    .isInstanceOf(Served.class);
            Route pubsub = new Route(
                    "sample",
                    "agents",
                    "pubsub",
                    "agents.sample.svc",
                    Optional.of("127.0.0.1"),
                    redis.port(),
                    true,
                    Work.PUBSUB);
            assertThat(probe(pubsub, listening, true)).isInstanceOf(Served.class);
            assertThat(fault(route("other.sample.svc", redis.port(), true, Work.PRIMARY), trusting))
                    .isEqualTo(Fault.CERTIFICATE);
        }
    }

    /** Else an idle resource would look used, and its status would be written for it. */
    @ParameterizedTest
    @EnumSource
    void whatRoutesSendIsNoUse(ServerBinaries binary) throws Exception {
        try (RealRedis redis = withUsers(binary);
                ProbeScheduler scheduler = new ProbeScheduler(
                        new Observer(clients, Clock.systemUTC()), clients, Clock.systemUTC(), 1, key -> {})) {
            prober.leadsTo(KEY.namespace(), KEY.name(), "agents-0");
            scheduler.watch(
                    KEY,
                    new ProbeTargets(
                            List.of(redis.instance("agents-0")),
                            redis.access(),
                            new ProbeSettings(Duration.ofMillis(5), TIMEOUT, Duration.ofSeconds(10)),
                            1000,
                            20));
            await().until(() -> figures(scheduler).clients().isPresent());
            for (int round = 0; round < 20; round++) {
                for (Map.Entry<FeatureKind, Work> feature : WORK.entrySet()) {
                    assertThat(probe(feature(redis, feature.getKey()), access(feature.getKey()), true))
                            .isInstanceOf(Served.class);
                    assertThat(figures(scheduler).clients()).isEqualTo(OptionalLong.of(0));
                    assertThat(figures(scheduler).opsPerSecond()).isEmpty();
                }
            }
            redis.ask("GET", "something");
            await().untilAsserted(
                            () -> assertThat(figures(scheduler).opsPerSecond()).isNotEmpty());
        }
    }

    @ParameterizedTest
    @EnumSource
    void aBrokenRouteCountsOnceItLastedAndIsOverAtTheFirstLook(ServerBinaries binary) throws Exception {
        AtomicInteger news = new AtomicInteger();
        try (RealRedis redis = withUsers(binary);
                RouteScheduler routes =
                        new RouteScheduler(prober, clients, Clock.systemUTC(), key -> news.incrementAndGet())) {
            RouteTargets targets = targets(redis, "first");
            routes.watch(KEY, targets);
            await().untilAsserted(
                            () -> assertThat(state(routes).verdict().health()).isEqualTo(Health.Healthy));
            assertThat(state(routes).latencyMicros()).isPresent();
            assertThat(news).hasValue(1);

            redis.ask("ACL", "DELUSER", Credentials.user(FeatureKind.SESSION_STORE));
            routes.watch(KEY, targets(redis, "something changed"));
            await().untilAsserted(
                            () -> assertThat(state(routes).verdict().reason()).isEqualTo("LoginRefused"));
            assertThat(state(routes).verdict().message()).contains("WRONGPASS").contains("The user of this route");
            assertThat(news).hasValue(2);

            addUsers(redis, binary);
            routes.watch(KEY, targets(redis, "something else"));
            await().untilAsserted(
                            () -> assertThat(state(routes).verdict().health()).isEqualTo(Health.Healthy));
            assertThat(routes.test(KEY, "sessionStore").orElseThrow().join()).isInstanceOf(Served.class);

            routes.forget(KEY);
            assertThat(routes.states(KEY)).isEmpty();
        }
    }

    private static RouteTargets targets(RealRedis redis, String cue) {
        return new RouteTargets(
                List.of(new RouteTargets.Way(
                        feature(redis, FeatureKind.SESSION_STORE), access(FeatureKind.SESSION_STORE))),
                new ProbeSettings(Duration.ofHours(1), TIMEOUT, Duration.ofSeconds(10)),
                "agents-0",
                cue);
    }

    private static RouteState state(RouteScheduler routes) {
        return routes.states(KEY).get(0);
    }

    private static Figures figures(ProbeScheduler scheduler) {
        return scheduler.figures(KEY).get("agents-0");
    }

    private static RealRedis withUsers(ServerBinaries binary) throws Exception {
        RealRedis redis = RealRedis.start(binary);
        addUsers(redis, binary);
        return redis;
    }

    private static void addUsers(RealRedis redis, ServerBinaries binary) {
        VersionFamily family = binary == ServerBinaries.REDIS_6_2 ? VersionFamily.V6_2 : VersionFamily.V7_0;
        AclRules.features(PLAN, CREDENTIALS, family)
                .forEach((feature, rules) ->
                        addUser(redis, Credentials.user(feature), SampleModels.password(feature), rules));
        addUser(redis, Credentials.APPLICATION_USER, CREDENTIALS.application(), AclRules.application(PLAN, family));
    }

    private static void addUser(RealRedis redis, String user, String password, List<String> rules) {
        List<String> words = new ArrayList<>(List.of("ACL", "SETUSER", user, "on", ">" + password));
        words.addAll(rules);
        assertThat(redis.ask(words.toArray(String[]::new))).isEqualTo("OK");
    }

    private static Route feature(RealRedis redis, FeatureKind feature) {
        return route(redis, feature.field(), WORK.get(feature));
    }

    private static Route route(RealRedis redis, String name, Work work) {
        return new Route(
                KEY.namespace(),
                KEY.name(),
                name,
                "agents.sample.svc",
                Optional.of("127.0.0.1"),
                redis.port(),
                false,
                work);
    }

    private static Route route(String host, int port, boolean tls, Work work) {
        return new Route(
                KEY.namespace(), KEY.name(), "primary-service", host, Optional.of("127.0.0.1"), port, tls, work);
    }

    private static Access access(FeatureKind feature) {
        return new Access(Credentials.user(feature), SampleModels.password(feature), Optional.empty());
    }

    private static Access application() {
        return new Access(Credentials.APPLICATION_USER, CREDENTIALS.application(), Optional.empty());
    }

    private RouteObservation probe(Route route, Access access, boolean work) {
        return prober.probe(route, access, new RouteProber.Options(TIMEOUT, work))
                .join();
    }

    private Fault fault(Route route, Access access) {
        return broken(route, access).fault();
    }

    private Broken broken(Route route, Access access) {
        RouteObservation observation = probe(route, access, true);
        assertThat(observation).isInstanceOf(Broken.class);
        assertThat(((Broken) observation).message()).doesNotContain(access.password());
        return (Broken) observation;
    }
}
