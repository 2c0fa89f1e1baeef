package network.higherself.redis.operator.redis;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import network.higherself.redis.operator.redis.GuestObserver.Guest;
import network.higherself.redis.operator.redis.Observation.Answered;
import network.higherself.redis.operator.redis.Observation.Canary;
import network.higherself.redis.operator.redis.Observation.Failure;
import network.higherself.redis.operator.redis.Observation.Unreachable;
import network.higherself.redis.operator.resources.ServerBinaries;
import network.higherself.redis.operator.testing.RealRedis;
import network.higherself.redis.operator.tls.CertificateIssuer;
import network.higherself.redis.operator.tls.ServerCertificate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What is found of a server that somebody else runs, by users with ever fewer rights. */
class GuestsOfRealServersTest {

    private static final Duration DEADLINE = Duration.ofSeconds(10);
    private static final Guest LOOKS = new Guest(0, false);
    private static final Guest WRITES = new Guest(0, true);

    private final RedisClients clients = new RedisClients(1);

    @AfterEach
    void close() {
        clients.close();
    }

    @ParameterizedTest
    @EnumSource
    void withEveryRightEverythingIsToldAndNothingChanged(ServerBinaries binary) throws Exception {
        try (RealRedis redis = RealRedis.start(binary)) {
            String before = redis.ask("INFO", "persistence");
            Answered found = answered(observe(redis, LOOKS, new Access("", "", Optional.empty()), Optional.empty()));

            assertThat(found.details().rights().missing()).isEmpty();
            assertThat(found.details().rights().refused()).isEmpty();
            assertThat(found.info().memory().used()).isPositive();
            assertThat(found.canary()).isInstanceOf(Canary.None.class);
            assertThat(redis.ask("DBSIZE")).isEqualTo("0");
            assertThat(changes(redis.ask("INFO", "persistence"))).isEqualTo(changes(before));
        }
    }

    @ParameterizedTest
    @EnumSource
    void theCanaryIsWrittenWhereItIsAllowedAndLeavesNothing(ServerBinaries binary) throws Exception {
        try (RealRedis redis = RealRedis.start(binary)) {
            Answered found = answered(observe(redis, new Guest(3, true), everything(), Optional.empty()));

            assertThat(found.canary()).isInstanceOf(Canary.Passed.class);
            assertThat(redis.ask("INFO", "keyspace")).doesNotContain("keys=");
            assertThat(redis.ask("INFO", "commandstats")).contains("cmdstat_set:calls=1");
        }
    }

    @ParameterizedTest
    @EnumSource
    void whatAUserMayNotAskIsAbsentAndNotAskedAgainAndAgain(ServerBinaries binary) throws Exception {
        try (RealRedis redis = RealRedis.start(binary)) {
            redis.ask("ACL", "SETUSER", "guest", "on", ">secret", "~app:*", "+@read", "+@write", "+ping", "+select");
            Access guest = new Access("guest", "secret", Optional.empty());

            Answered found = answered(observe(redis, WRITES, guest, Optional.empty()));
            assertThat(found.details().rights().refused())
                    .containsExactly("CLIENT LIST", "INFO", "ROLE", "SLOWLOG", "the canary");
            assertThat(found.details().rights().missing()).contains("memory", "clients", "slow commands", "role");
            assertThat(found.info().replication().role()).isEqualTo(Info.Role.PRIMARY);
            assertThat(found.canary()).isInstanceOf(Canary.None.class);

            redis.ask("ACL", "LOG", "RESET");
            answered(observe(redis, WRITES, guest, Optional.of(found)));
            assertThat(redis.ask("ACL", "LOG")).as("nothing that was refused").isEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource
    void theRightsThatAreAskedForAreEnough(ServerBinaries binary) throws Exception {
        try (RealRedis redis = RealRedis.start(binary)) {
            redis.ask(
                    "ACL SETUSER guest on >secret +ping +info +client|list +slowlog|get +slowlog|len +role".split(" "));

            Answered found =
                    answered(observe(redis, LOOKS, new Access("guest", "secret", Optional.empty()), Optional.empty()));

            assertThat(found.details().rights().refused()).isEmpty();
            assertThat(found.details().rights().missing()).isEmpty();
            assertThat(found.details().connections().byClient()).isNotEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource
    void aServerWithoutTheCommandsOfAdministratorsStillAnswers(ServerBinaries binary) throws Exception {
        try (RealRedis redis = RealRedis.start(
                binary,
                "rename-command CONFIG \"\"",
                "rename-command CLIENT \"\"",
                "rename-command SLOWLOG \"\"",
                "rename-command INFO \"\"")) {
            Answered found = answered(observe(redis, WRITES, everything(), Optional.empty()));

            assertThat(found.details().rights().refused()).containsExactly("CLIENT LIST", "INFO", "SLOWLOG");
            assertThat(found.details().rights().missing()).doesNotContain("role");
            assertThat(found.canary()).isInstanceOf(Canary.Passed.class);
        }
    }

    @ParameterizedTest
    @EnumSource
    void roleIsToldByRoleWhereInfoIsForbidden(ServerBinaries binary) throws Exception {
        try (RealRedis redis = RealRedis.start(binary, "rename-command INFO \"\"", "replicaof 127.0.0.1 1")) {
            Answered found = answered(observe(redis, LOOKS, everything(), Optional.empty()));

            assertThat(found.info().replication().role()).isEqualTo(Info.Role.REPLICA);
            assertThat(found.info().replication().linkUp()).isFalse();
        }
    }

    @ParameterizedTest
    @EnumSource
    void whatIsWrongWithALoginIsToldAsThat(ServerBinaries binary) throws Exception {
        try (RealRedis redis = RealRedis.start(binary)) {
            assertThat(failure(
                            observe(redis, LOOKS, new Access("nobody", "wr0ng", Optional.empty()), Optional.empty())))
                    .isEqualTo(Failure.AUTHENTICATION);
            redis.ask("ACL", "SETUSER", "default", "resetpass", ">secret");
            assertThat(failure(observe(redis, LOOKS, everything(), Optional.empty())))
                    .isEqualTo(Failure.AUTHENTICATION);
            assertThat(observe(redis, LOOKS, new Access("", "secret", Optional.empty()), Optional.empty()))
                    .isInstanceOf(Answered.class);
        }
    }

    @ParameterizedTest
    @EnumSource
    void aDatabaseThatIsNotThereIsAFailureOfTheRoute(ServerBinaries binary) throws Exception {
        try (RealRedis redis = RealRedis.start(binary, "databases 4")) {
            Answered found = answered(observe(redis, new Guest(9, false), everything(), Optional.empty()));

            assertThat(found.canary())
                    .isInstanceOfSatisfying(
                            Canary.Failed.class,
                            failed -> assertThat(failed.error())
                                    .contains("SELECT 9")
                                    .contains("out of range"));
        }
    }

    /** The name is looked up, not told: by it the certificate is verified. */
    @ParameterizedTest
    @EnumSource
    void tlsIsVerifiedByTheHostsName(ServerBinaries binary) throws Exception {
        CertificateIssuer issuer = new CertificateIssuer(Clock.systemUTC());
        ServerCertificate right =
                issuer.issue(issuer.authority("sample", "agents"), "agents", java.util.List.of("localhost"));
        ServerCertificate stranger =
                issuer.issue(issuer.authority("sample", "others"), "agents", java.util.List.of("elsewhere"));
        try (RealRedis redis = RealRedis.startTls(binary, right)) {
            assertThat(observe(redis, LOOKS, new Access("", "", Optional.of(right.authorityPem())), Optional.empty()))
                    .isInstanceOf(Answered.class);
            assertThat(failure(observe(
                            redis, LOOKS, new Access("", "", Optional.of(stranger.authorityPem())), Optional.empty())))
                    .isEqualTo(Failure.CERTIFICATE);
            assertThat(failure(observe(redis, LOOKS, everything(), Optional.empty())))
                    .as("no public authority issued it")
                    .isEqualTo(Failure.CERTIFICATE);

            redis.serve(issuer.issue(issuer.authority("sample", "agents"), "agents", java.util.List.of("elsewhere")));
            assertThat(failure(observe(
                            redis, LOOKS, new Access("", "", Optional.of(right.authorityPem())), Optional.empty())))
                    .isEqualTo(Failure.CERTIFICATE);
        }
    }

    @org.junit.jupiter.api.Test
    void aHostThatNobodyKnowsIsSaidInThoseWords() {
        Instance nowhere = new Instance("sample", "agents", "x", "external", "redis.invalid", "", 6379, false);

        Observation found = observer(LOOKS)
                .observe(nowhere, everything(), new Observing.Options(DEADLINE, Optional.empty(), false, false))
                .join();

        assertThat(((Unreachable) found).message()).contains("no name server knows the host redis.invalid");
    }

    private Observation observe(RealRedis redis, Guest guest, Access access, Optional<Answered> previous) {
        Instance local = redis.instance("agents-0");
        Instance instance = new Instance(
                "sample",
                "agents",
                "localhost:" + local.port(),
                "external",
                "localhost",
                "",
                local.port(),
                local.tls());
        return observer(guest)
                .observe(instance, access, new Observing.Options(DEADLINE, previous, guest.canary(), false))
                .join();
    }

    private GuestObserver observer(Guest guest) {
        return new GuestObserver(new Observer(clients, Clock.systemUTC()), clients, Clock.systemUTC(), guest);
    }

    private static Access everything() {
        return new Access("", "", Optional.empty());
    }

    private static Answered answered(Observation observation) {
        assertThat(observation).isInstanceOf(Answered.class);
        return (Answered) observation;
    }

    private static Failure failure(Observation observation) {
        assertThat(observation).isInstanceOf(Unreachable.class);
        return ((Unreachable) observation).failure();
    }

    private static Map<String, String> changes(String info) {
        return Map.of(
                "changes",
                info.lines()
                        .filter(line -> line.startsWith("rdb_changes"))
                        .findFirst()
                        .orElse(""));
    }
}
