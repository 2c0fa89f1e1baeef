package network.higherself.redis.operator.probe;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import network.higherself.redis.operator.probe.Verdict.Health;
import network.higherself.redis.operator.redis.Observation;
import network.higherself.redis.operator.redis.Observation.Canary;
import network.higherself.redis.operator.resources.ServerBinaries;
import network.higherself.redis.operator.testing.RealRedis;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Each health rule: a real server is brought into the state, the verdict is seen, and seen to clear. */
class HealthOfRealServersTest {

    private static final String FILL =
            "for i=1,tonumber(ARGV[1]) do redis.call('SET','filler:'..i,string.rep('x',tonumber(ARGV[2]))) end";
    private static final String SLOW = "local x=0 for i=1,3000000 do x=x+i end return x";

    @ParameterizedTest
    @EnumSource
    void memoryFull(ServerBinaries binary) throws Exception {
        try (RealRedis redis = RealRedis.start(binary, "maxmemory 20mb", "maxmemory-policy noeviction");
                Patient patient = new Patient(redis, "agents-0")) {
            patient.untilHealthy();

            redis.ask("EVAL", FILL, "0", "160", "100000");
            Verdict high = patient.until(HealthReason.MEMORY_HIGH);
            assertThat(high.message()).contains("90 %").contains("Raise spec.config.maxmemory");

            redis.ask("EVAL", FILL, "0", "2000", "100000");
            assertThat(redis.ask("SET", "one", "more")).startsWith("OOM");
            Verdict full = patient.until(HealthReason.MEMORY_FULL);
            assertThat(full.message()).contains("writes are refused").contains("spec.config.maxmemory-policy");

            redis.ask("FLUSHALL");
            patient.untilHealthy();
            assertThat(patient.answer().canary()).isInstanceOf(Canary.Passed.class);
        }
    }

    @ParameterizedTest
    @EnumSource
    void aFullCacheThatEvictsIsHealthy(ServerBinaries binary) throws Exception {
        try (RealRedis redis = RealRedis.start(binary, "maxmemory 20mb", "maxmemory-policy allkeys-lru");
                Patient patient = new Patient(redis, "agents-0")) {
            redis.ask("EVAL", FILL, "0", "400", "100000");

            for (int i = 0; i < 5; i++) {
                patient.probe();
                assertThat(patient.known().verdict().health()).isEqualTo(Health.Healthy);
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void savingToAnUnwritableDirectory(ServerBinaries binary) throws Exception {
        try (RealRedis redis = RealRedis.start(binary, "save 900 1", "stop-writes-on-bgsave-error no");
                Patient patient = new Patient(redis, "agents-0")) {
            patient.untilHealthy();

            redis.writable(false);
            redis.ask("BGSAVE");
            Verdict failing = patient.until(HealthReason.SAVE_FAILING);
            assertThat(failing.message()).contains("See that the volume has space");

            redis.ask("CONFIG", "SET", "stop-writes-on-bgsave-error", "yes");
            patient.until(HealthReason.PERSISTENCE_FAILING);

            redis.writable(true);
            redis.ask("BGSAVE");
            patient.untilHealthy();
        }
    }

    @ParameterizedTest
    @EnumSource
    void appendingToAFullDisk(ServerBinaries binary) throws Exception {
        try (RealRedis redis = RealRedis.start(binary);
                Patient patient = new Patient(redis, "agents-0")) {
            patient.untilHealthy();

            redis.kill();
            Path file = appendOnlyFile(redis, binary);
            Files.createSymbolicLink(file, Path.of("/dev/full"));
            redis.begin("appendonly yes", "appendfsync everysec");
            redis.ask("SET", "some", "key");
            patient.until(HealthReason.PERSISTENCE_FAILING);

            redis.ask("CONFIG", "SET", "appendonly", "no");
            Files.delete(file);
            redis.ask("CONFIG", "SET", "appendonly", "yes");
            patient.untilHealthy();
            assertThat(patient.answer().info().persistence().aofEnabled()).isTrue();
        }
    }

    private static Path appendOnlyFile(RealRedis redis, ServerBinaries binary) throws IOException {
        return binary == ServerBinaries.REDIS_6_2
                ? redis.data().resolve("appendonly.aof")
                : redis.directory("appendonlydir").resolve("appendonly.aof.1.incr.aof");
    }

    @ParameterizedTest
    @EnumSource
    void clientsAtTheLimit(ServerBinaries binary) throws Exception {
        List<Socket> clients = new ArrayList<>();
        try (RealRedis redis = RealRedis.start(binary, "maxclients 20");
                Patient patient = new Patient(redis, "agents-0");
                Patient late = new Patient(redis, "agents-0")) {
            patient.untilHealthy();

            while (clients.size() < 17) {
                clients.add(redis.connect());
            }
            Verdict near = patient.until(HealthReason.CLIENTS_NEAR_LIMIT);
            assertThat(near.message()).contains("90 %").contains("raise spec.config.maxclients");

            while (clients.size() < 30) {
                clients.add(redis.connect());
            }
            patient.until(HealthReason.CLIENTS_AT_LIMIT);
            Verdict refused = late.until(HealthReason.CLIENTS_AT_LIMIT);
            assertThat(refused.message()).contains("new ones are refused");

            for (Socket client : clients) {
                client.close();
            }
            patient.until(HealthReason.REJECTED_CONNECTIONS);
            patient.untilHealthy();
            late.untilHealthy();
        }
    }

    @ParameterizedTest
    @EnumSource
    void aCutLink(ServerBinaries binary) throws Exception {
        try (RealRedis primary = RealRedis.start(binary);
                RealRedis replica = RealRedis.start(binary, "replicaof 127.0.0.1 1");
                Patient patient = new Patient(replica, "agents-1")) {
            patient.until(HealthReason.UNASSIGNED);
            assertThat(patient.pace()).contains(InstanceProbe.FAST);
            patient.pass(InstanceProbe.FAST_FOR);
            assertThat(patient.pace()).contains(InstanceProbe.STEADY);
            patient.pass(InstanceProbe.STEADY_FOR);
            assertThat(patient.pace()).isEmpty();

            replica.ask("REPLICAOF", "127.0.0.1", String.valueOf(primary.port()));
            patient.untilHealthy();
            assertThat(patient.pace()).isEmpty();
            assertThat(patient.known().figures().clients().orElseThrow())
                    .as("neither the operator nor the primary is an application")
                    .isZero();

            primary.kill();
            Verdict down = patient.until(HealthReason.LINK_DOWN);
            assertThat(down.message()).contains("lost its primary").contains("See the network");
            assertThat(patient.pace()).as("probed fast again").isPresent();

            primary.begin();
            patient.untilHealthy();
        }
    }

    @ParameterizedTest
    @EnumSource
    void aSilentPrimary(ServerBinaries binary) throws Exception {
        try (RealRedis primary = RealRedis.start(binary);
                RealRedis replica = RealRedis.start(binary, "replicaof 127.0.0.1 " + primary.port());
                Patient patient = new Patient(replica, "agents-1")) {
            patient.untilHealthy();

            primary.signal("STOP");
            patient.until(HealthReason.REPLICA_LAGGING);

            primary.signal("CONT");
            patient.untilHealthy();
        }
    }

    @ParameterizedTest
    @EnumSource
    void tooFewReplicas(ServerBinaries binary) throws Exception {
        try (RealRedis redis = RealRedis.start(binary, "min-replicas-to-write 1");
                Patient patient = new Patient(redis, "agents-0")) {
            patient.until(HealthReason.TOO_FEW_REPLICAS);

            redis.ask("CONFIG", "SET", "min-replicas-to-write", "0");
            patient.untilHealthy();
        }
    }

    @ParameterizedTest
    @EnumSource
    void loadingALargeDataset(ServerBinaries binary) throws Exception {
        try (RealRedis redis = RealRedis.start(binary, "rdbcompression no");
                Patient patient = new Patient(redis, "agents-0")) {
            redis.ask("EVAL", FILL, "0", "1000", "20000");
            redis.ask("SAVE");
            redis.kill();
            patient.until(HealthReason.UNREACHABLE);
            String before = patient.known()
                    .lastAnswer()
                    .map(known -> known.info().server().runId())
                    .orElse("");

            redis.begin("key-load-delay 500");
            patient.until(HealthReason.LOADING);
            assertThat(patient.pace()).isPresent();

            patient.untilHealthy();
            assertThat(patient.answer().keys()).isGreaterThanOrEqualTo(1000);
            assertThat(patient.answer().info().server().runId()).isNotEqualTo(before);
        }
    }

    @ParameterizedTest
    @EnumSource
    void slowCommands(ServerBinaries binary) throws Exception {
        try (RealRedis redis = RealRedis.start(binary, "slowlog-log-slower-than 0");
                Patient patient = new Patient(redis, "agents-0")) {
            patient.untilHealthy();

            redis.ask("EVAL", SLOW, "0");
            for (int i = 0; i < 5; i++) {
                patient.probe();
            }
            assertThat(patient.known().verdict().health())
                    .as("a single slow command is no news")
                    .isEqualTo(Health.Healthy);
            assertThat(patient.known().figures().slowCommands())
                    .as("those below the threshold, and the operator's, do not count")
                    .isEqualTo(1);

            for (int i = 0; i < 4; i++) {
                redis.ask("EVAL", SLOW, "0");
            }
            patient.probe();
            assertThat(patient.answer().slow())
                    .extracting(Observation.SlowCommand::command)
                    .contains("EVAL")
                    .doesNotContain("INFO", "PING", "SLOWLOG");
            Verdict slow = patient.until(HealthReason.SLOW_COMMANDS);
            assertThat(slow.message()).contains("SLOWLOG GET");

            patient.untilHealthy();
        }
    }

    @ParameterizedTest
    @EnumSource
    void aSlowCommandThatOutlastsTheDeadlineIsStillTold(ServerBinaries binary) throws Exception {
        String[] debug = binary == ServerBinaries.REDIS_6_2 ? new String[0] : new String[] {"enable-debug-command yes"};
        try (RealRedis redis = RealRedis.start(binary, debug);
                Patient patient = new Patient(redis, "agents-0")) {
            patient.untilHealthy();

            CompletableFuture<String> blocking =
                    CompletableFuture.supplyAsync(() -> redis.ask("DEBUG", "SLEEP", "2.5"));
            patient.until(HealthReason.UNREACHABLE);
            blocking.join();
            patient.untilHealthy();

            assertThat(patient.known().figures().slowCommands())
                    .as(redis.ask("SLOWLOG", "GET", "5"))
                    .isPositive();
        }
    }

    @ParameterizedTest
    @EnumSource
    void aScriptThatDoesNotEnd(ServerBinaries binary) throws Exception {
        try (RealRedis redis = RealRedis.start(binary, "lua-time-limit 100");
                Patient patient = new Patient(redis, "agents-0")) {
            patient.untilHealthy();

            CompletableFuture<String> script =
                    CompletableFuture.supplyAsync(() -> redis.ask("EVAL", "while true do end", "0"));
            Verdict running = patient.until(HealthReason.SCRIPT_RUNNING);
            assertThat(running.message()).contains("SCRIPT KILL");

            redis.ask("SCRIPT", "KILL");
            script.join();
            patient.untilHealthy();
        }
    }

    @ParameterizedTest
    @EnumSource
    void manyErrors(ServerBinaries binary) throws Exception {
        try (RealRedis redis = RealRedis.start(binary);
                Patient patient = new Patient(redis, "agents-0")) {
            patient.untilHealthy();

            redis.ask("SET", "text", "not a number");
            redis.ask("-r", "150", "INCR", "text");
            Verdict errors = patient.until(HealthReason.ERROR_RATE);
            assertThat(errors.message()).contains("5 %").contains("INFO errorstats");

            patient.untilHealthy();
        }
    }

    @ParameterizedTest
    @EnumSource
    void anUnreachableServer(ServerBinaries binary) throws Exception {
        try (RealRedis redis = RealRedis.start(binary);
                Patient patient = new Patient(redis, "agents-0")) {
            patient.untilHealthy();

            redis.kill();
            assertThat(patient.until(HealthReason.UNREACHABLE).message()).contains("refused");
            redis.begin();
            patient.untilHealthy();

            redis.signal("STOP");
            assertThat(patient.until(HealthReason.UNREACHABLE).message()).contains("deadline");
            redis.signal("CONT");
            patient.untilHealthy();
        }
    }

    @ParameterizedTest
    @EnumSource
    void theOperatorsUserChangedByHand(ServerBinaries binary) throws Exception {
        try (RealRedis redis = RealRedis.start(binary);
                Patient patient = new Patient(redis, "agents-0")) {
            redis.ask("ACL", "SETUSER", "higherself-operator", "resetpass", ">somethingelse");
            Verdict refused = patient.until(HealthReason.AUTHENTICATION_FAILED);
            assertThat(refused.message()).contains("Restart the pod").doesNotContain(RealRedis.OPERATOR_PASSWORD);

            redis.ask("ACL", "SETUSER", "higherself-operator", "resetpass", ">" + RealRedis.OPERATOR_PASSWORD);
            patient.untilHealthy();

            redis.ask("ACL", "SETUSER", "higherself-operator", "-info");
            patient.until(HealthReason.AUTHENTICATION_FAILED);
            redis.ask("ACL", "SETUSER", "higherself-operator", "+info");
            patient.untilHealthy();

            redis.ask("ACL", "SETUSER", "higherself-operator", "-set");
            for (int i = 0; i < 10; i++) {
                patient.probe();
            }
            assertThat(patient.until(HealthReason.CANARY_FAILED).message()).contains("NOPERM");
            redis.ask("ACL", "SETUSER", "higherself-operator", "+set");
            patient.untilHealthy();
        }
    }

    @ParameterizedTest
    @EnumSource
    void fragmentation(ServerBinaries binary) throws Exception {
        try (RealRedis redis = RealRedis.start(binary);
                Patient patient = new Patient(redis, "agents-0")) {
            // Every eighth of many small values is kept, so that hardly a page of the allocator is free.
            redis.ask(
                    "EVAL",
                    "for i=1,1500000 do redis.call('SET','f:'..i,string.rep('x',100)) end "
                            + "for i=1,1500000 do if i%8 ~= 0 then redis.call('DEL','f:'..i) end end",
                    "0");
            Verdict fragmented = patient.until(HealthReason.FRAGMENTED);
            assertThat(fragmented.message()).contains("activedefrag");

            redis.ask("FLUSHALL");
            patient.untilHealthy();
        }
    }

    @ParameterizedTest
    @EnumSource
    void anIdleServerIsNoNewsAndWritesOnceAMinute(ServerBinaries binary) throws Exception {
        try (RealRedis redis = RealRedis.start(binary);
                Patient patient = new Patient(redis, "agents-0")) {
            patient.untilHealthy();
            patient.probe();
            long before = patient.answer().watermark().orElse(0);

            for (int i = 0; i < 60; i++) {
                patient.probe();
                Figures figures = patient.known().figures();
                assertThat(figures.opsPerSecond())
                        .as("nothing is sent but by us")
                        .isEmpty();
                assertThat(figures.hitRatePercent()).isEmpty();
                assertThat(figures.errorRatePercent()).isEmpty();
                assertThat(figures.clients()).hasValue(0);
            }

            assertThat(patient.answer().watermark().orElseThrow() - before)
                    .as("canaries in ten minutes")
                    .isBetween(9L, 10L);
            assertThat(redis.ask("KEYS", "*")).isEqualTo("higherself:health:watermark");
            assertThat(Files.exists(redis.data().resolve("dump.rdb"))).isFalse();
        }
    }
}
