package network.higherself.redis.operator.resources;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import network.higherself.redis.api.v1.Environment;
import network.higherself.redis.operator.credentials.AclFile;
import network.higherself.redis.operator.credentials.AclRules;
import network.higherself.redis.operator.credentials.Credentials;
import network.higherself.redis.operator.credentials.VersionFamily;
import network.higherself.redis.operator.plan.FeatureKind;
import network.higherself.redis.operator.plan.RedisPlan;
import network.higherself.redis.operator.plan.SamplePlans;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Who may do what, asked of real servers that start with the rendered files. */
class UsersOnRealServersTest {

    private static final RedisPlan STANDALONE = SamplePlans.development("cache");
    private static final RedisPlan PRODUCTION = SamplePlans.withEnvironment(STANDALONE, Environment.Production);

    /** What design and common client libraries need in Production. */
    private static final List<String> ALLOWED_IN_PRODUCTION = List.of(
            "SET k v",
            "GET k",
            "DEL k",
            "LPUSH list a",
            "SORT list ALPHA",
            "XADD stream * f v",
            "EVAL return(1) 0",
            "SCAN 0",
            "INFO",
            "ROLE",
            "DBSIZE",
            "COMMAND COUNT",
            "CLIENT SETNAME app",
            "CLIENT GETNAME",
            "CLIENT ID",
            "CLIENT LIST",
            "CLIENT INFO",
            "CLIENT SETINFO LIB-NAME x",
            "ACL WHOAMI",
            "LATENCY LATEST",
            "SLOWLOG GET",
            "SLOWLOG LEN",
            "CLUSTER INFO",
            "CLUSTER SLOTS",
            "CLUSTER MYID",
            "WAIT 0 0",
            "PUBLISH news hello",
            "OBJECT ENCODING list",
            "MEMORY USAGE list",
            "SELECT 1");

    private static final List<String> DENIED_IN_PRODUCTION = List.of(
            "FLUSHALL",
            "FLUSHDB",
            "CONFIG GET maxmemory",
            "CONFIG SET maxmemory 1mb",
            "DEBUG OBJECT k",
            "SHUTDOWN NOSAVE",
            "KEYS *",
            "MONITOR",
            "SAVE",
            "BGSAVE",
            "BGREWRITEAOF",
            "REPLICAOF NO ONE",
            "SLAVEOF NO ONE",
            "FAILOVER",
            "MIGRATE 127.0.0.1 1 k 0 10",
            "RESTORE k 0 x",
            "MODULE LIST",
            "SWAPDB 0 1",
            "ACL LIST",
            "ACL SETUSER x on",
            "CLIENT KILL ID 1",
            "CLIENT PAUSE 1",
            "LATENCY RESET",
            "SLOWLOG RESET",
            "CLUSTER MEET 127.0.0.1 1",
            "CLUSTER RESET");

    private static final List<String> ALLOWED_TO_OPERATOR = List.of(
            "PING",
            "HELLO 2",
            "SELECT 0",
            "INFO everything",
            "INFO replication",
            "CONFIG GET *",
            "CONFIG SET maxmemory 100mb",
            "SLOWLOG GET 1",
            "ROLE",
            "REPLICAOF NO ONE",
            "CLIENT LIST",
            "CLIENT PAUSE 1 WRITE",
            "CLIENT UNPAUSE",
            "CLIENT KILL TYPE pubsub SKIPME yes",
            "ACL LIST",
            "ACL WHOAMI",
            "ACL GETUSER higherself",
            "ACL SETUSER higherself >another-1",
            "ACL DELUSER somebody",
            "SET higherself:health:canary 1 EX 60",
            "GET higherself:health:canary",
            "DEL higherself:health:canary",
            "INCR higherself:health:watermark",
            "DBSIZE",
            "SCAN 0",
            "WAIT 0 0",
            "FAILOVER ABORT",
            "MEMORY STATS",
            "LATENCY LATEST",
            "LASTSAVE",
            "BGSAVE");

    private static final List<String> DENIED_TO_OPERATOR = List.of(
            "GET k",
            "SET k v",
            "KEYS *",
            "DEBUG OBJECT k",
            "FLUSHALL",
            "MONITOR",
            "EVAL return(1) 0",
            "PUBLISH news hello",
            "CONFIG REWRITE",
            "MODULE LIST",
            "MIGRATE 127.0.0.1 1 k 0 10",
            "PSYNC ? -1");

    private static final List<String> ALLOWED_TO_REPLICATION = List.of("PING", "ROLE", "REPLCONF capa eof");

    private static final List<String> DENIED_TO_REPLICATION =
            List.of("GET k", "SET k v", "INFO", "CONFIG GET *", "SHUTDOWN", "REPLICAOF NO ONE", "ACL LIST");

    @ParameterizedTest
    @EnumSource
    void inProductionTheApplicationMayDoItsWorkAndNothingThatEndsOthers(ServerBinaries server) throws Exception {
        try (PodFiles pod = started(PRODUCTION, server)) {
            verify(
                    pod,
                    Credentials.APPLICATION_USER,
                    SampleModels.CREDENTIALS.application(),
                    ALLOWED_IN_PRODUCTION,
                    DENIED_IN_PRODUCTION);
        }
    }

    @ParameterizedTest
    @EnumSource
    void elsewhereTheApplicationMayDoAnything(ServerBinaries server) throws Exception {
        try (PodFiles pod = started(STANDALONE, server)) {
            verify(
                    pod,
                    Credentials.APPLICATION_USER,
                    SampleModels.CREDENTIALS.application(),
                    List.of("CONFIG GET maxmemory", "KEYS *", "FLUSHALL", "ACL LIST", "SLOWLOG RESET", "MODULE LIST"),
                    List.of());
        }
    }

    @ParameterizedTest
    @EnumSource
    void theOperatorMayAdministerAndReadsNoData(ServerBinaries server) throws Exception {
        try (PodFiles pod = started(PRODUCTION, server)) {
            verify(
                    pod,
                    Credentials.OPERATOR_USER,
                    SampleModels.CREDENTIALS.operator(),
                    ALLOWED_TO_OPERATOR,
                    DENIED_TO_OPERATOR);
        }
    }

    @ParameterizedTest
    @EnumSource
    void theReplicationUserMayOnlyReplicate(ServerBinaries server) throws Exception {
        try (PodFiles pod = started(PRODUCTION, server)) {
            verify(
                    pod,
                    Credentials.REPLICATION_USER,
                    SampleModels.CREDENTIALS.replication(),
                    ALLOWED_TO_REPLICATION,
                    DENIED_TO_REPLICATION);
        }
    }

    @ParameterizedTest
    @EnumSource
    void nobodyGetsInWithoutAPassword(ServerBinaries server) throws Exception {
        try (PodFiles pod = started(STANDALONE, server)) {
            assertThat(pod.ask("default", "", "PING")).contains("WRONGPASS");
            assertThat(pod.ask(Credentials.APPLICATION_USER, "another", "PING")).contains("WRONGPASS");
        }
    }

    @ParameterizedTest
    @EnumSource
    void channelsAreThoseOfThePlan(ServerBinaries server) throws Exception {
        RedisPlan plan = SamplePlans.withChannels(PRODUCTION, List.of("higherself:agents:*", "notifications:*"));
        try (PodFiles pod = started(plan, server)) {
            verify(
                    pod,
                    Credentials.APPLICATION_USER,
                    SampleModels.CREDENTIALS.application(),
                    List.of("PUBLISH higherself:agents:1 hello", "PUBLISH notifications:x hello"),
                    List.of("PUBLISH __sentinel__:hello x", "SUBSCRIBE news"));
        }
    }

    /** The same words change a running server: rights shrink and grow, and the password that is in force stays. */
    @ParameterizedTest
    @EnumSource
    void theRulesChangeARunningServer(ServerBinaries server) throws Exception {
        VersionFamily family = server == ServerBinaries.REDIS_6_2 ? VersionFamily.V6_2 : VersionFamily.V7_0;
        try (PodFiles pod = started(STANDALONE, server)) {
            setUser(pod, AclRules.application(PRODUCTION, family));
            assertThat(application(pod, "KEYS *")).startsWith("NOPERM");
            assertThat(application(pod, "SET k v")).isEqualTo("OK");

            setUser(pod, AclRules.application(STANDALONE, family));
            assertThat(application(pod, "KEYS *")).isEqualTo("k");

            setUser(pod, List.of("resetpass", AclFile.hash("Another-Password-1")));
            assertThat(pod.ask(Credentials.APPLICATION_USER, "Another-Password-1", "GET", "k"))
                    .isEqualTo("v");
        }
    }

    @Test
    void theFamilyOfAVersionIsTheOneItsRulesAreFor() {
        assertThat(VersionFamily.of(6)).isEqualTo(VersionFamily.V6_2);
        assertThat(VersionFamily.of(7)).isEqualTo(VersionFamily.V7_0);
        assertThat(VersionFamily.of(8)).isEqualTo(VersionFamily.V7_0);
    }

    /** What each feature's user may do on its own keys, and what it may not: others' keys, and whatever is not its work. */
    private static final Map<FeatureKind, List<String>> ALLOWED_TO_FEATURES = Map.of(
            FeatureKind.CACHE,
                    List.of(
                            "SET notion:database:1 v EX 60",
                            "GET notion:database:1",
                            "SET api:weather v EX 60",
                            "HSET business_entity:1 data v",
                            "EXPIRE business_entity:1 60",
                            "SADD business_entity:type:studio 1",
                            "SMEMBERS business_entity:type:studio",
                            "MGET api:a notion:b",
                            "EVAL return(redis.call('GET',KEYS[1])) 1 api:weather",
                            "UNLINK api:weather"),
            FeatureKind.SESSION_STORE,
                    List.of(
                            "HSET session:1 data v",
                            "EXPIRE session:1 60",
                            "HGET session:1 data",
                            "HGETALL session:1",
                            "SADD user_sessions:ada 1",
                            "SREM user_sessions:ada 1",
                            "EXISTS session:1",
                            "DEL session:1"),
            FeatureKind.RATE_LIMITING,
                    List.of(
                            "GET rate_limit:ada",
                            "INCR rate_limit:ada",
                            "EXPIRE rate_limit:ada 60",
                            "TTL rate_limit:ada",
                            "ZADD rate_limit:slide 1 a",
                            "EVAL return(redis.call('INCR',KEYS[1])) 1 rate_limit:ada"),
            FeatureKind.TASK_QUEUE,
                    List.of(
                            "LPUSH queue:mail t",
                            "LMOVE queue:mail queue:mail:working RIGHT LEFT",
                            "LREM queue:mail:working 1 t",
                            "BRPOP queue:mail 0.01",
                            "HSET task:1 data v",
                            "HGET task:1 data",
                            "ZADD queue:later 1 t",
                            "XADD queue:stream * f v",
                            "INFO server"),
            FeatureKind.PUBSUB,
                    List.of(
                            "PUBLISH higherself:agents:grace hello",
                            "PUBLISH notifications:ada hello",
                            "LPUSH agent_messages:a:b m",
                            "LTRIM agent_messages:a:b 0 99",
                            "LRANGE user_notifications:ada 0 9",
                            "EXPIRE agent_messages:a:b 60"));

    private static final List<String> ALLOWED_TO_EVERY_FEATURE =
            List.of("PING", "HELLO 2", "CLIENT SETNAME app", "CLIENT ID", "SELECT 0", "MULTI", "COMMAND COUNT");

    private static final List<String> DENIED_TO_EVERY_FEATURE = List.of(
            "GET k",
            "SET higherself:health:watermark 9",
            "KEYS *",
            "SCAN 0",
            "RANDOMKEY",
            "DBSIZE",
            "FLUSHALL",
            "FLUSHDB",
            "SORT list ALPHA",
            "CONFIG GET maxmemory",
            "CLIENT LIST",
            "CLIENT KILL ID 1",
            "CLIENT TRACKING ON BCAST",
            "ACL LIST",
            "MONITOR",
            "DEBUG OBJECT k",
            "SHUTDOWN NOSAVE",
            "REPLICAOF NO ONE",
            "MIGRATE 127.0.0.1 1 k 0 10",
            "SCRIPT FLUSH",
            "EVAL return(redis.call('GET','k')) 0",
            "PUBLISH news hello",
            "SUBSCRIBE news");

    @ParameterizedTest
    @EnumSource
    void aFeatureMayDoItsOwnWorkAndNothingElse(ServerBinaries server) throws Exception {
        RedisPlan plan = SamplePlans.withFeatures(PRODUCTION, FeatureKind.values());
        try (PodFiles pod = started(plan, server)) {
            for (FeatureKind feature : FeatureKind.values()) {
                List<String> allowed = new ArrayList<>(ALLOWED_TO_EVERY_FEATURE);
                allowed.addAll(ALLOWED_TO_FEATURES.get(feature));
                allowed.add("EXPIRE higherself:health:" + feature.field() + ":x 60");
                List<String> denied = new ArrayList<>(DENIED_TO_EVERY_FEATURE);
                ALLOWED_TO_FEATURES.forEach((other, commands) -> {
                    if (other != feature) {
                        denied.add(commands.get(0));
                    }
                });
                verify(pod, Credentials.user(feature), SampleModels.password(feature), allowed, denied);
            }
        }
    }

    private static void verify(PodFiles pod, String user, String password, List<String> allowed, List<String> denied)
            throws Exception {
        SoftAssertions softly = new SoftAssertions();
        for (String command : allowed) {
            softly.assertThat(pod.ask(user, password, command.split(" ")))
                    .as("%s may %s", user, command)
                    .doesNotStartWith("NOPERM")
                    .doesNotStartWith("NOAUTH")
                    .doesNotStartWith("WRONGPASS");
        }
        for (String command : denied) {
            softly.assertThat(pod.ask(user, password, command.split(" ")))
                    .as("%s may not %s", user, command)
                    .containsAnyOf("NOPERM", "DEBUG command not allowed", "can't access", "No permissions");
        }
        softly.assertAll();
    }

    private static String application(PodFiles pod, String command) throws Exception {
        return pod.ask(Credentials.APPLICATION_USER, SampleModels.CREDENTIALS.application(), command.split(" "));
    }

    private static void setUser(PodFiles pod, List<String> rules) throws Exception {
        String[] command = new String[rules.size() + 3];
        command[0] = "ACL";
        command[1] = "SETUSER";
        command[2] = Credentials.APPLICATION_USER;
        for (int i = 0; i < rules.size(); i++) {
            command[i + 3] = rules.get(i);
        }
        assertThat(pod.ask(Credentials.OPERATOR_USER, SampleModels.CREDENTIALS.operator(), command))
                .isEqualTo("OK");
    }

    private static PodFiles started(RedisPlan plan, ServerBinaries server) throws Exception {
        PodFiles pod = new PodFiles(SampleModels.of(plan), String.valueOf(FreePorts.next()));
        pod.install("redis-server", server.path());
        pod.install("redis-cli", Path.of("/usr/bin/redis-cli"));
        pod.run(Scripts.VERSION);
        pod.begin(Scripts.START);
        await().untilAsserted(
                        () -> assertThat(pod.run(Scripts.READY)).as(pod.log()).isZero());
        return pod;
    }
}
