package network.higherself.redis.operator.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.lettuce.core.RedisException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import network.higherself.redis.operator.redis.Observation.Answered;
import network.higherself.redis.operator.redis.Observation.Failure;
import network.higherself.redis.operator.redis.Observation.Unreachable;
import network.higherself.redis.operator.resources.Names;
import network.higherself.redis.operator.resources.ServerBinaries;
import network.higherself.redis.operator.testing.RealRedis;
import network.higherself.redis.operator.tls.Authority;
import network.higherself.redis.operator.tls.CertificateIssuer;
import network.higherself.redis.operator.tls.ServerCertificate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ConnectionsToRealServersTest {

    private static final Duration DEADLINE = Duration.ofSeconds(10);

    private final CertificateIssuer issuer = new CertificateIssuer(Clock.systemUTC());
    private final Authority authority = issuer.authority("sample", "agents");
    private final ServerCertificate certificate =
            issuer.issue(authority, "agents", Names.certificateHosts("sample", "agents", "cluster.local"));
    private final RedisClients clients = new RedisClients(1);
    private final Observer observer = new Observer(clients, Clock.systemUTC());
    private final RedisCommands commands = new RedisCommands(clients, DEADLINE);

    @AfterEach
    void close() {
        clients.close();
    }

    @ParameterizedTest
    @EnumSource
    void tlsIsVerifiedByTheNameWhileTheAddressIsConnectedTo(ServerBinaries binary) throws Exception {
        try (RealRedis redis = RealRedis.startTls(binary, certificate)) {
            assertThat(observe(redis.instance("agents-0"), redis.access())).isInstanceOf(Answered.class);

            Instance right = redis.instance("agents-1");
            Instance wrong = new Instance(
                    right.namespace(),
                    right.resource(),
                    right.pod(),
                    right.podUid(),
                    "agents-1.others-pods.sample.svc",
                    right.address(),
                    right.port(),
                    true);
            assertThat(failure(observe(wrong, redis.access()))).isEqualTo(Failure.CERTIFICATE);

            String stranger = issuer.issue(
                            issuer.authority("sample", "others"),
                            "others",
                            Names.certificateHosts("sample", "others", "cluster.local"))
                    .authorityPem();
            Access distrusting =
                    new Access(redis.access().user(), redis.access().password(), Optional.of(stranger));
            assertThat(failure(observe(redis.instance("agents-2"), distrusting)))
                    .isEqualTo(Failure.CERTIFICATE);
        }
    }

    @ParameterizedTest
    @EnumSource
    void oneConnectionIsKeptUntilTheCredentialsChange(ServerBinaries binary) throws Exception {
        try (RealRedis redis = RealRedis.start(binary)) {
            Instance instance = redis.instance("agents-0");
            observe(instance, redis.access());
            observe(instance, redis.access());
            assertThat(connections(redis)).isEqualTo(1);

            redis.ask("ACL", "SETUSER", redis.access().user(), ">another");
            Access changed = new Access(redis.access().user(), "another", Optional.empty());
            assertThat(observe(instance, changed)).isInstanceOf(Answered.class);
            await().untilAsserted(() -> assertThat(connections(redis)).isEqualTo(1));

            // Again and again: the refusal must never be told as the closed connection that comes with it.
            for (int attempt = 0; attempt < 300; attempt++) {
                Access wrong = new Access(redis.access().user(), "wr0ng" + attempt, Optional.empty());
                Observation refused = observe(instance, wrong);
                assertThat(failure(refused)).as(refused.toString()).isEqualTo(Failure.AUTHENTICATION);
                assertThat(refused.toString()).doesNotContain("wr0ng");
            }

            clients.forget(List.of(instance), changed);
            await().untilAsserted(() -> assertThat(connections(redis)).isZero());
            assertThat(clients.open()).isZero();
        }
    }

    @ParameterizedTest
    @EnumSource
    void anEndedServerIsNoticedAtOnceAndNotCalledAgainByItself(ServerBinaries binary) throws Exception {
        List<Instance> closed = new CopyOnWriteArrayList<>();
        clients.onClose(closed::add);
        try (RealRedis redis = RealRedis.start(binary)) {
            Instance instance = redis.instance("agents-0");
            observe(instance, redis.access());

            redis.kill();
            await().atMost(Duration.ofSeconds(10))
                    .untilAsserted(() -> assertThat(closed).containsExactly(instance));
            assertThat(failure(observe(instance, redis.access()))).isEqualTo(Failure.REFUSED);

            redis.begin();
            assertThat(connections(redis)).isZero();
            assertThat(observe(instance, redis.access())).isInstanceOf(Answered.class);
            assertThat(closed).hasSize(1);
        }
    }

    @ParameterizedTest
    @EnumSource
    void aFrozenServerIsGivenUpAtTheDeadline(ServerBinaries binary) throws Exception {
        try (RealRedis redis = RealRedis.start(binary)) {
            Instance instance = redis.instance("agents-0");
            observe(instance, redis.access());
            redis.signal("STOP");

            long start = System.nanoTime();
            assertThat(failure(observe(instance, redis.access()))).isEqualTo(Failure.TIMEOUT);
            assertThat(failure(observe(instance, redis.access())))
                    .as("a new connection too, which the kernel accepts")
                    .isEqualTo(Failure.TIMEOUT);
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(DEADLINE.multipliedBy(3));
        }
    }

    @ParameterizedTest
    @EnumSource
    void whatTheOperatorTellsInstancesHappens(ServerBinaries binary) throws Exception {
        try (RealRedis primary = RealRedis.start(binary);
                RealRedis replica = RealRedis.start(binary, "replicaof 127.0.0.1 1")) {
            Instance first = primary.instance("agents-0");
            Instance second = replica.instance("agents-1");

            assertThat(commands.follow(second, replica.access(), "127.0.0.1", primary.port())
                            .join()
                            .done())
                    .isTrue();
            await().untilAsserted(() -> assertThat(replica.ask("ROLE")).contains("slave", "connected"));
            assertThat(commands.promote(second, replica.access()).join().done()).isTrue();
            assertThat(replica.ask("ROLE")).startsWith("master");

            assertThat(commands.configure(first, primary.access(), "maxmemory", "32mb")
                            .join()
                            .done())
                    .isTrue();
            assertThat(done(commands.configuration(first, primary.access()).join()))
                    .containsEntry("maxmemory", "33554432");
            assertThat(commands.configure(first, primary.access(), "no-such-directive", "1")
                            .join())
                    .isInstanceOf(ActionResult.Failed.class);

            assertThat(commands.setUser(first, primary.access(), "reader", List.of("on", ">pass", "+@read", "~*"))
                            .join()
                            .done())
                    .isTrue();
            assertThat(primary.ask("ACL", "USERS")).contains("reader");
        }
    }

    @ParameterizedTest
    @EnumSource
    void closingApplicationsClientsLeavesReplicationAndTheOperatorAlone(ServerBinaries binary) throws Exception {
        try (RealRedis primary = RealRedis.start(binary);
                RealRedis replica = RealRedis.start(binary, "replicaof 127.0.0.1 " + primary.port());
                var application = primary.connect()) {
            Instance instance = primary.instance("agents-0");
            await().untilAsserted(() -> assertThat(replica.ask("ROLE")).contains("connected"));
            application.getOutputStream().write("PING\r\n".getBytes(java.nio.charset.StandardCharsets.US_ASCII));
            assertThat(application.getInputStream().readNBytes(7)).hasSize(7);
            observe(instance, primary.access());
            String link = primary.ask("CLIENT", "LIST", "TYPE", "replica");

            assertThat(done(commands.closeApplicationClients(instance, primary.access())
                            .join()))
                    .isEqualTo(1);

            assertThat(application.getInputStream().read()).as("end of stream").isEqualTo(-1);
            assertThat(connections(primary)).isEqualTo(1);
            assertThat(id(primary.ask("CLIENT", "LIST", "TYPE", "replica"))).isEqualTo(id(link));
        }
    }

    private static String id(String line) {
        return line.substring(0, line.indexOf(' '));
    }

    private Observation observe(Instance instance, Access access) {
        return observer.observe(instance, access, new Observing.Options(DEADLINE, Optional.empty(), false, false))
                .join();
    }

    private static Failure failure(Observation observation) {
        assertThat(observation).isInstanceOf(Unreachable.class);
        return ((Unreachable) observation).failure();
    }

    private static <T> T done(ActionResult<T> result) {
        assertThat(result).isInstanceOf(ActionResult.Done.class);
        return ((ActionResult.Done<T>) result).value();
    }

    private static long connections(RealRedis redis) {
        return redis.ask("CLIENT", "LIST")
                .lines()
                .filter(line -> line.contains("name=" + RedisClients.CLIENT_NAME))
                .count();
    }

    @Test
    void aCommandOnAConnectionThatEndedIsNoAnswerOfTheServer() {
        assertThat(Failures.of(new RedisException("Currently not connected. Commands are rejected."))
                        .failure())
                .isEqualTo(Observation.Failure.CLOSED);
    }
}
