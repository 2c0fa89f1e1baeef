package network.higherself.redis.operator.resources;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import network.higherself.redis.operator.credentials.Credentials;
import network.higherself.redis.operator.plan.RedisPlan;
import network.higherself.redis.operator.plan.SamplePlans;
import network.higherself.redis.operator.redisconf.ConfigurationParts;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a pod runs, run by a real shell with real servers. */
class ScriptsTest {

    private static final RedisPlan DEVELOPMENT = SamplePlans.development("cache");
    private static final RedisPlan PRODUCTION = SamplePlans.production("agents");

    @ParameterizedTest
    @EnumSource
    void aStandaloneSaysItsVersionStartsAndIsReady(ServerBinaries server) throws Exception {
        try (PodFiles pod = pod(DEVELOPMENT, server)) {
            assertThat(pod.run(Scripts.VERSION)).isZero();
            assertThat(pod.read("dev/termination-log").strip()).startsWith("redis " + server.version());

            Process running = pod.begin(Scripts.START);

            await().untilAsserted(() -> assertThat(pod.run(Scripts.READY)).isZero());
            assertThat(pod.exists("run/redis/synced")).isTrue();
            assertThat(as(pod, "SET", "k", "v")).isEqualTo("OK");
            assertThat(as(pod, "CONFIG", "GET", "maxmemory")).contains("134217728");

            running.destroy();
            assertThat(running.waitFor(10, TimeUnit.SECONDS)).isTrue();
            assertThat(pod.run(Scripts.READY)).as("ready without a server").isNotZero();
        }
    }

    @ParameterizedTest
    @EnumSource
    void aReplicatedOneIsNotReadyUntilItIsToldWhatItIsAndThenStaysReady(ServerBinaries server) throws Exception {
        try (PodFiles pod = pod(PRODUCTION, server)) {
            assertThat(pod.run(Scripts.VERSION)).isZero();
            pod.begin(Scripts.START);
            await().untilAsserted(() -> assertThat(operator(pod, "PING")).isEqualTo("PONG"));

            assertThat(pod.run(Scripts.READY)).as("ready as nobody's primary").isNotZero();
            assertThat(as(pod, "SET", "k", "v")).startsWith("READONLY");

            assertThat(operator(pod, "REPLICAOF", "NO", "ONE")).isEqualTo("OK");
            assertThat(pod.run(Scripts.READY)).isZero();

            assertThat(operator(pod, "REPLICAOF", "127.0.0.1", "1")).startsWith("OK");
            assertThat(pod.run(Scripts.READY)).as("ready after a lost link").isZero();
        }
    }

    /** Over TLS, by the replication user: certificates, users and directives have to fit each other. */
    @ParameterizedTest
    @EnumSource
    void aReplicaSyncsWithItsPrimaryAndIsReadyThen(ServerBinaries server) throws Exception {
        RedisModel model = SampleModels.of(PRODUCTION);
        int port = FreePorts.next();
        try (PodFiles primary = pod(model, server, port);
                PodFiles replica = pod(model, server, FreePorts.next())) {
            for (PodFiles pod : List.of(primary, replica)) {
                pod.run(Scripts.VERSION);
                pod.begin(Scripts.START);
                await().untilAsserted(() -> assertThat(operator(pod, "PING")).isEqualTo("PONG"));
            }
            operator(primary, "REPLICAOF", "NO", "ONE");
            operator(primary, "CONFIG", "SET", "min-replicas-to-write", "0");
            assertThat(as(primary, "SET", "k", "v")).isEqualTo("OK");
            assertThat(replica.run(Scripts.READY)).as("ready without a primary").isNotZero();

            replica.write(
                    "etc/redis/config/ready.sh",
                    replica.read("etc/redis/config/ready.sh").replace("-r 3 ", "-r 300 "));
            Process waiting = replica.begin(Scripts.READY);
            await().untilAsserted(() ->
                    assertThat(operator(replica, "CLIENT", "LIST")).contains("cmd=role"));
            operator(replica, "REPLICAOF", "127.0.0.1", String.valueOf(port));

            assertThat(waiting.waitFor(20, TimeUnit.SECONDS)).as(replica.log()).isTrue();
            assertThat(waiting.exitValue()).isZero();
            assertThat(as(replica, "GET", "k")).isEqualTo("v");
        }
    }

    @ParameterizedTest
    @EnumSource
    void everyStartTakesTheFilesAnewAndSyncsAnew(ServerBinaries server) throws Exception {
        try (PodFiles pod = pod(DEVELOPMENT, server)) {
            pod.run(Scripts.VERSION);
            pod.write("run/redis/synced", "");
            pod.write("etc/redis/config/redis.conf", "maxmemory 64mb\n");
            pod.write("etc/redis/config/since-7.0.conf", "shutdown-timeout 3\n");
            pod.write("etc/redis/config/since-99.0.conf", "a-directive-of-the-future yes\n");

            pod.begin(Scripts.START);

            await().untilAsserted(() -> assertThat(pod.run(Scripts.READY)).isZero());
            assertThat(as(pod, "CONFIG", "GET", "maxmemory")).contains("67108864");
            assertThat(as(pod, "CONFIG", "GET", "shutdown-timeout").contains("3"))
                    .as("the directive of 7.0 is in force")
                    .isEqualTo(server == ServerBinaries.REDIS_7_0);
        }
    }

    /** Redis begins empty where the file that it is to read was never written, and writes that over the other one. */
    @ParameterizedTest
    @EnumSource
    void aServerStartsFromWhatThereIsWhereTheAppendOnlyFileWasSwitched(ServerBinaries server) throws Exception {
        try (PodFiles pod = pod(DEVELOPMENT, server)) {
            pod.run(Scripts.VERSION);
            Process first = start(pod, "appendonly no");
            assertThat(as(pod, "SET", "k", "v")).isEqualTo("OK");
            assertThat(as(pod, "SAVE")).isEqualTo("OK");
            first.destroyForcibly().waitFor();

            Process switched = start(pod, "appendonly yes");
            assertThat(as(pod, "GET", "k")).as("from the snapshot").isEqualTo("v");
            assertThat(as(pod, "SET", "k", "w")).isEqualTo("OK");
            assertThat(operator(pod, "CONFIG", "SET", "appendonly", "yes")).isEqualTo("OK");
            await().untilAsserted(() -> assertThat(operator(pod, "INFO", "persistence"))
                    .contains("aof_enabled:1", "aof_rewrite_in_progress:0", "aof_rewrite_scheduled:0"));
            switched.destroyForcibly().waitFor();

            Process settled = start(pod, "appendonly yes");
            assertThat(as(pod, "GET", "k"))
                    .as("from the file, once it is there")
                    .isEqualTo("w");
            assertThat(operator(pod, "CONFIG", "GET", "appendonly")).contains("yes");
            settled.destroyForcibly().waitFor();
            pod.delete("data/dump.rdb");

            Process back = start(pod, "appendonly no");
            assertThat(as(pod, "GET", "k")).as("where there is no snapshot").isEqualTo("w");
            back.destroyForcibly().waitFor();

            start(pod, "appendonly no\nsave \"\"");
            assertThat(as(pod, "GET", "k"))
                    .as("where nothing is to be kept, a file of old")
                    .isEmpty();
        }
    }

    private static Process start(PodFiles pod, String directives) throws Exception {
        String conf = ConfigMaps.config(SampleModels.of(DEVELOPMENT)).getData().get(ConfigurationParts.FIRST);
        pod.write(
                "etc/redis/config/redis.conf",
                conf.replaceAll("(?m)^appendonly .*\n", "")
                                .replaceAll(directives.contains("save") ? "(?m)^save .*\n" : "none", "")
                        + directives
                        + "\n");
        Process running = pod.begin(Scripts.START);
        await().untilAsserted(() -> assertThat(pod.run(Scripts.READY)).isZero());
        return running;
    }

    @ParameterizedTest
    @EnumSource
    void aServerWhosePasswordsWereLostTakesTheNewOnesWithoutARestart(ServerBinaries server) throws Exception {
        RedisModel model = SampleModels.of(DEVELOPMENT);
        Credentials made = new Credentials(
                "Made2Operator", "Made2Replication", model.credentials().application());
        try (PodFiles pod = pod(model, server, FreePorts.next())) {
            pod.run(Scripts.VERSION);
            pod.begin(Scripts.START);
            await().untilAsserted(() -> assertThat(pod.run(Scripts.READY)).isZero());
            assertThat(as(pod, "SET", "k", "v")).isEqualTo("OK");

            pod.mount(Secrets.server(SampleModels.of(DEVELOPMENT, made)), "etc/redis/secret");
            assertThat(pod.run(Scripts.READY)).isZero();

            assertThat(pod.ask(Credentials.OPERATOR_USER, made.operator(), "PING"))
                    .isEqualTo("PONG");
            assertThat(operator(pod, "PING")).as("by the lost one").contains("WRONGPASS");
            assertThat(as(pod, "GET", "k"))
                    .as("the dataset, by the application")
                    .isEqualTo("v");
            String loaded = pod.ask(Credentials.OPERATOR_USER, made.operator(), "INFO", "commandstats");
            assertThat(pod.run(Scripts.READY)).isZero();
            assertThat(calls(pod.ask(Credentials.OPERATOR_USER, made.operator(), "INFO", "commandstats")))
                    .as("loads once")
                    .isEqualTo(calls(loaded));
        }
    }

    @Test
    void aServerWhoseAuthorityWasLostStartsAnewAndOneWhoseAuthorityIsFollowedDoesNot() throws Exception {
        RedisModel model = SampleModels.of(PRODUCTION);
        RedisModel lost = SampleModels.of(PRODUCTION);
        try (PodFiles pod = pod(model, ServerBinaries.REDIS_7_0, FreePorts.next())) {
            pod.run(Scripts.VERSION);
            Process server = pod.begin(Scripts.START);
            await().untilAsserted(() -> assertThat(operator(pod, "PING")).isEqualTo("PONG"));
            operator(pod, "REPLICAOF", "NO", "ONE");
            assertThat(pod.run(Scripts.READY)).isZero();

            pod.write(
                    "etc/redis/tls/ca.crt",
                    lost.authority().orElseThrow().trustPem()
                            + model.authority().orElseThrow().trustPem());
            assertThat(pod.run(Scripts.READY)).isZero();
            assertThat(pod.read("run/redis/ca.crt")).isEqualTo(pod.read("etc/redis/tls/ca.crt"));
            assertThat(server.isAlive())
                    .as("one that is trusted beside the last")
                    .isTrue();

            pod.mount(Secrets.tls(SampleModels.of(PRODUCTION)), "etc/redis/tls");
            assertThat(pod.run(Scripts.READY)).isNotZero();
            assertThat(server.waitFor(10, TimeUnit.SECONDS)).isTrue();
            assertThat(server.exitValue()).as("saved and ended").isZero();
        }
    }

    private static String calls(String commandstats) {
        return commandstats
                .lines()
                .filter(line -> line.startsWith("cmdstat_acl"))
                .map(line -> line.replaceAll(",.*", ""))
                .collect(Collectors.joining());
    }

    /** Process 1 loses a signal that comes before its handler. */
    @ParameterizedTest
    @EnumSource
    void aServerIsToldToStopOnlyWhenItWouldHear(ServerBinaries server) throws Exception {
        try (PodFiles pod = pod(DEVELOPMENT, server)) {
            pod.run(Scripts.VERSION);
            Process stop = pod.begin(Scripts.STOP);
            assertThat(stop.waitFor(500, TimeUnit.MILLISECONDS))
                    .as("told before there is a server")
                    .isFalse();

            Process running = pod.begin(Scripts.START);

            assertThat(stop.waitFor(10, TimeUnit.SECONDS)).isTrue();
            assertThat(catchesTerm(running.pid())).isTrue();
            assertThat(pod.run(Scripts.STOP)).isZero();
            running.destroyForcibly().waitFor();

            // What a killed server leaves behind says nothing of the next one.
            pod.script("redis-server", "#!/bin/sh\nexec sleep 600\n");
            pod.begin(Scripts.START);
            await().untilAsserted(
                            () -> assertThat(pod.exists("run/redis/redis.sock")).isFalse());
        }
    }

    private static boolean catchesTerm(long pid) throws Exception {
        return Files.readAllLines(Path.of("/proc", String.valueOf(pid), "status")).stream()
                .filter(line -> line.startsWith("SigCgt:"))
                .anyMatch(line -> (Long.parseUnsignedLong(line.substring(7).strip(), 16) >> 14 & 1) == 1);
    }

    @Test
    void anImageWithoutAServerIsSaidInOneLine() throws Exception {
        try (PodFiles pod = new PodFiles(SampleModels.of(DEVELOPMENT), "0")) {
            pod.script("valkey-server", "#!/bin/sh\necho 'exec format error' >&2\nexit 126\n");

            assertThat(pod.run(Scripts.VERSION)).isNotZero();

            assertThat(pod.read("dev/termination-log").lines())
                    .containsExactly("valkey-server --version failed: exec format error");
        }
    }

    @Test
    void valkeyIsTakenForWhatItIsCompatibleWith() throws Exception {
        try (PodFiles pod = new PodFiles(SampleModels.of(DEVELOPMENT), "0")) {
            pod.script("valkey-server", """
                    #!/bin/sh
                    [ "$1" = --version ] || exit 0
                    echo 'Valkey server v=8.0.1 sha=00000000:1 malloc=jemalloc-5.3.0 bits=64 build=8b2a7a2cf2d1bf52'
                    """);
            pod.write("etc/redis/config/since-7.2.conf", "# known to Valkey\n");
            pod.write("etc/redis/config/since-7.4.conf", "# not known to Valkey\n");

            assertThat(pod.run(Scripts.VERSION)).isZero();
            assertThat(pod.run(Scripts.START)).isZero();

            assertThat(pod.read("dev/termination-log").strip()).isEqualTo("valkey 8.0.1");
            assertThat(pod.read("run/redis/redis.conf"))
                    .contains("# known to Valkey")
                    .doesNotContain("# not known");
            assertThat(pod.read("run/redis/users.acl")).isEqualTo(pod.read("etc/redis/secret/users-7.0.acl"));
        }
    }

    @Test
    void scriptsAreWhatEveryPosixShellReads() throws Exception {
        try (PodFiles pod = new PodFiles(SampleModels.of(DEVELOPMENT), "0")) {
            for (String script : Scripts.all().keySet()) {
                for (String shell : new String[] {"dash", "bash"}) {
                    Process check = new ProcessBuilder(shell, "-n", "/dev/stdin").start();
                    try (var input = check.outputWriter()) {
                        input.write(pod.read("etc/redis/config/" + script));
                    }
                    assertThat(check.waitFor()).as(shell + " -n " + script).isZero();
                }
            }
        }
    }

    private static PodFiles pod(RedisPlan plan, ServerBinaries server) throws Exception {
        return pod(SampleModels.of(plan), server, FreePorts.next());
    }

    private static PodFiles pod(RedisModel model, ServerBinaries server, int port) throws Exception {
        PodFiles pod = new PodFiles(model, String.valueOf(port));
        pod.install("redis-server", server.path());
        pod.install("redis-cli", Path.of("/usr/bin/redis-cli"));
        pod.write(
                "etc/redis/config/ready.sh",
                pod.read("etc/redis/config/ready.sh").replace("-lt 30", "-lt 3").replace("-r 80", "-r 3"));
        return pod;
    }

    private static String as(PodFiles pod, String... command) throws Exception {
        return pod.ask(Credentials.APPLICATION_USER, SampleModels.CREDENTIALS.application(), command);
    }

    private static String operator(PodFiles pod, String... command) throws Exception {
        return pod.ask(Credentials.OPERATOR_USER, SampleModels.CREDENTIALS.operator(), command);
    }

    static {
        org.awaitility.Awaitility.setDefaultTimeout(Duration.ofSeconds(20));
    }
}
