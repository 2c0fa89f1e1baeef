package network.higherself.redis.operator.probe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import network.higherself.redis.operator.plan.RedisPlan.ProbeSettings;
import network.higherself.redis.operator.probe.Verdict.Health;
import network.higherself.redis.operator.redis.Access;
import network.higherself.redis.operator.redis.GuestObserver.Guest;
import network.higherself.redis.operator.redis.Instance;
import network.higherself.redis.operator.redis.Observation.Answered;
import network.higherself.redis.operator.redis.Observer;
import network.higherself.redis.operator.redis.RedisClients;
import network.higherself.redis.operator.redis.Route;
import network.higherself.redis.operator.redis.Route.Work;
import network.higherself.redis.operator.redis.RouteObservation;
import network.higherself.redis.operator.redis.RouteObservation.Broken;
import network.higherself.redis.operator.redis.RouteObservation.Fault;
import network.higherself.redis.operator.redis.RouteObservation.Served;
import network.higherself.redis.operator.redis.RouteProber;
import network.higherself.redis.operator.resources.ServerBinaries;
import network.higherself.redis.operator.testing.RealRedis;
import network.higherself.redis.operator.tls.CertificateIssuer;
import network.higherself.redis.operator.tls.ServerCertificate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The way that applications take to a server that somebody else runs, by users with ever fewer rights. */
class GuestRoutesToRealServersTest {

    private static final ResourceKey KEY = new ResourceKey("sample", "sessions");
    private static final Duration TIMEOUT = Duration.ofSeconds(2);
    private static final Access NOBODY = new Access("", "", Optional.empty());
    private static final Access GUEST = new Access("guest", "secret", Optional.empty());

    private final RedisClients clients = new RedisClients(1);
    private final RouteProber prober = new RouteProber(clients, Clock.systemUTC());

    @AfterEach
    void close() {
        clients.close();
    }

    @ParameterizedTest
    @EnumSource
    void aPrimaryServesAndNothingIsWrittenThere(ServerBinaries binary) throws Exception {
        try (RealRedis redis = RealRedis.start(binary)) {
            redis.ask("CONFIG", "RESETSTAT");

            assertThat(probe(redis, Work.THEIR_PRIMARY, NOBODY)).isInstanceOf(Served.class);
            assertThat(redis.ask("INFO", "commandstats")
                            .lines()
                            .filter(line -> line.startsWith("cmdstat_"))
                            .map(line -> line.substring("cmdstat_".length(), line.indexOf(':')))
                            .filter(word -> !word.startsWith("config") && !word.equals("quit")))
                    .containsExactlyInAnyOrder("ping", "role");
        }
    }

    @ParameterizedTest
    @EnumSource
    void aReplicaIsNoneOfThePrimarysAndAnswersForACluster(ServerBinaries binary) throws Exception {
        try (RealRedis redis = RealRedis.start(binary, "replicaof 127.0.0.1 1")) {
            assertThat(broken(redis, Work.THEIR_PRIMARY, NOBODY).fault()).isEqualTo(Fault.WRONG_INSTANCE);
            assertThat(probe(redis, Work.THEIR_ANSWER, NOBODY)).isInstanceOf(Served.class);
        }
    }

    @ParameterizedTest
    @EnumSource
    void whatAUserMayNotAskIsNoFaultAndNotAskedAgainAndAgain(ServerBinaries binary) throws Exception {
        try (RealRedis redis = RealRedis.start(binary, "replicaof 127.0.0.1 1")) {
            redis.ask("ACL", "SETUSER", "guest", "on", ">secret", "~app:*", "+@read", "+ping");
            assertThat(probe(redis, Work.THEIR_PRIMARY, GUEST)).isInstanceOf(Served.class);

            redis.ask("ACL", "LOG", "RESET");
            assertThat(probe(redis, Work.THEIR_PRIMARY, GUEST)).isInstanceOf(Served.class);
            assertThat(redis.ask("ACL", "LOG")).as("nothing that was refused").isEmpty();

            redis.ask("ACL", "SETUSER", "guest", "-ping");
            assertThat(probe(redis, Work.THEIR_PRIMARY, GUEST))
                    .as("a refusal is an answer")
                    .isInstanceOf(Served.class);
        }
    }

    @ParameterizedTest
    @EnumSource
    void whereALoginFailsIsTold(ServerBinaries binary) throws Exception {
        try (RealRedis redis = RealRedis.start(binary)) {
            assertThat(broken(redis, Work.THEIR_PRIMARY, GUEST).fault()).isEqualTo(Fault.LOGIN);
            redis.ask("ACL", "SETUSER", "default", "resetpass", ">secret");
            assertThat(broken(redis, Work.THEIR_PRIMARY, NOBODY).fault())
                    .as("no password where there is one")
                    .isEqualTo(Fault.LOGIN);
            assertThat(probe(redis, Work.THEIR_PRIMARY, new Access("", "secret", Optional.empty())))
                    .isInstanceOf(Served.class);
        }
    }

    @ParameterizedTest
    @EnumSource
    void tlsIsVerifiedByTheHostsName(ServerBinaries binary) throws Exception {
        CertificateIssuer issuer = new CertificateIssuer(Clock.systemUTC());
        ServerCertificate right = issuer.issue(issuer.authority("sample", "agents"), "agents", List.of("localhost"));
        ServerCertificate stranger = issuer.issue(issuer.authority("sample", "others"), "agents", List.of("elsewhere"));
        try (RealRedis redis = RealRedis.startTls(binary, right)) {
            assertThat(probe(redis, Work.THEIR_PRIMARY, new Access("", "", Optional.of(right.authorityPem()))))
                    .isInstanceOf(Served.class);
            assertThat(broken(redis, Work.THEIR_PRIMARY, new Access("", "", Optional.of(stranger.authorityPem())))
                            .fault())
                    .isEqualTo(Fault.CERTIFICATE);
            assertThat(broken(redis, Work.THEIR_PRIMARY, NOBODY).fault())
                    .as("no public authority issued it")
                    .isEqualTo(Fault.CERTIFICATE);
        }
    }

    @Test
    void aHostWithoutAnAddressAndAPortThatNobodyListensAtAreToldApart() throws Exception {
        assertThat(broken(route("redis.invalid", 6379, false, Work.THEIR_PRIMARY), NOBODY)
                        .fault())
                .isEqualTo(Fault.UNRESOLVED);
        int unused;
        try (ServerSocket closed = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            unused = closed.getLocalPort();
        }
        assertThat(broken(route("localhost", unused, false, Work.THEIR_PRIMARY), NOBODY)
                        .fault())
                .isEqualTo(Fault.REFUSED);
    }

    @ParameterizedTest
    @EnumSource
    void aServerThatAdmitsNobodyElseIsNoWayIn(ServerBinaries binary) throws Exception {
        try (RealRedis redis = RealRedis.start(binary, "maxclients 1");
                Socket only = await().ignoreExceptions().until(() -> admitted(redis), Objects::nonNull)) {
            Broken full = broken(redis, Work.THEIR_PRIMARY, NOBODY);
            assertThat(full.fault()).isIn(Fault.CLOSED, Fault.WORK);
            assertThat(full.message()).containsAnyOf("max number of clients", "closed by the server");
            assertThat(only.isClosed()).isFalse();
        }
    }

    /** The one connection that there may be; null while the server has not noticed that the one before was left. */
    private static Socket admitted(RealRedis redis) throws IOException {
        Socket socket = redis.connect();
        socket.getOutputStream().write("PING\r\n".getBytes(StandardCharsets.US_ASCII));
        if (socket.getInputStream().read() == '+') {
            return socket;
        }
        socket.close();
        return null;
    }

    /** A password that was changed at the provider: what is connected goes on, and nobody else gets in. */
    @ParameterizedTest
    @EnumSource
    void whatIsConnectedGoesOnWhileNobodyElseGetsIn(ServerBinaries binary) throws Exception {
        try (RealRedis redis = RealRedis.start(binary);
                ProbeScheduler instances = new ProbeScheduler(
                        new Observer(clients, Clock.systemUTC()), clients, Clock.systemUTC(), 1, key -> {});
                RouteScheduler routes = new RouteScheduler(prober, clients, Clock.systemUTC(), key -> {})) {
            redis.ask("ACL", "SETUSER", "guest", "on", ">secret", "+@all");
            instances.watch(KEY, instance(redis));
            routes.watch(KEY, targets(redis, "first"));
            await().untilAsserted(
                            () -> assertThat(state(routes).verdict().health()).isEqualTo(Health.Healthy));
            await().untilAsserted(() -> assertThat(instances.latest(KEY)).containsKey("theirs"));

            redis.ask("ACL", "SETUSER", "guest", "resetpass", ">another");
            routes.watch(KEY, targets(redis, "something changed"));
            await().untilAsserted(
                            () -> assertThat(state(routes).verdict().health()).isEqualTo(Health.Unhealthy));

            assertThat(state(routes).verdict().reason()).isEqualTo("LoginRefused");
            assertThat(state(routes).verdict().message())
                    .contains("WRONGPASS", "Secret of spec.external.credentials")
                    .doesNotContain("Service");
            assertThat(instances.latest(KEY).get("theirs")).isInstanceOf(Answered.class);
        }
    }

    private static ProbeTargets instance(RealRedis redis) {
        return new ProbeTargets(
                List.of(new Instance(
                        KEY.namespace(), KEY.name(), "theirs", "external", "localhost", "", redis.port(), false)),
                GUEST,
                new ProbeSettings(Duration.ofMillis(50), TIMEOUT, Duration.ofSeconds(10)),
                0,
                20,
                0,
                Optional.of(new Guest(0, false)));
    }

    private static RouteTargets targets(RealRedis redis, String cue) {
        return new RouteTargets(
                List.of(new RouteTargets.Way(route("localhost", redis.port(), false, Work.THEIR_PRIMARY), GUEST)),
                new ProbeSettings(Duration.ofHours(1), TIMEOUT, Duration.ofSeconds(10)),
                "theirs",
                cue);
    }

    private static RouteState state(RouteScheduler routes) {
        return routes.states(KEY).get(0);
    }

    private static Route route(String host, int port, boolean tls, Work work) {
        return new Route(KEY.namespace(), KEY.name(), "endpoint", host, Optional.empty(), port, tls, work);
    }

    private RouteObservation probe(RealRedis redis, Work work, Access access) {
        return probe(route("localhost", redis.port(), redis.instance("any").tls(), work), access);
    }

    private RouteObservation probe(Route route, Access access) {
        return prober.probe(route, access, new RouteProber.Options(TIMEOUT, true))
                .join();
    }

    private Broken broken(RealRedis redis, Work work, Access access) {
        return broken(route("localhost", redis.port(), redis.instance("any").tls(), work), access);
    }

    private Broken broken(Route route, Access access) {
        RouteObservation observation = probe(route, access);
        assertThat(observation).isInstanceOf(Broken.class);
        return (Broken) observation;
    }
}
