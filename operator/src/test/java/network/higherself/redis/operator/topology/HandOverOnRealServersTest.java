package network.higherself.redis.operator.topology;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.lettuce.core.ClientOptions;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisException;
import io.lettuce.core.RedisURI;
import io.lettuce.core.api.StatefulRedisConnection;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import network.higherself.redis.api.v1.TopologyMode;
import network.higherself.redis.operator.probe.ResourceKey;
import network.higherself.redis.operator.redis.Access;
import network.higherself.redis.operator.redis.ActionResult;
import network.higherself.redis.operator.redis.Info;
import network.higherself.redis.operator.redis.Instance;
import network.higherself.redis.operator.redis.RedisClients;
import network.higherself.redis.operator.redis.RedisCommands;
import network.higherself.redis.operator.resources.FreePorts;
import network.higherself.redis.operator.resources.ServerBinaries;
import network.higherself.redis.operator.topology.TopologyExecutor.Outcome;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A hand-over under a client that writes over a kept connection: nothing that was acknowledged is lost. */
class HandOverOnRealServersTest {

    private static final ResourceKey KEY = new ResourceKey("ns", "r");
    private static final String PASSWORD = "hand-over-test-password";
    private static final Access ACCESS = new Access("default", PASSWORD, Optional.empty());

    @TempDir
    private Path directory;

    private final List<Process> servers = new ArrayList<>();
    private final RedisClients clients = new RedisClients(2);
    private final RedisClient applications = RedisClient.create();

    @AfterEach
    void stop() {
        applications.shutdown(Duration.ZERO, Duration.ofSeconds(1));
        clients.close();
        servers.forEach(Process::destroyForcibly);
    }

    private Instance start(ServerBinaries binary, int ordinal) throws IOException {
        int port = FreePorts.next();
        Path data = directory.resolve("r-" + ordinal);
        assertThat(data.toFile().mkdir()).isTrue();
        servers.add(new ProcessBuilder(
                        binary.path().toString(),
                        "--port",
                        Integer.toString(port),
                        "--bind",
                        "127.0.0.1",
                        "--dir",
                        data.toString(),
                        "--requirepass",
                        PASSWORD,
                        "--masterauth",
                        PASSWORD,
                        "--repl-diskless-sync-delay",
                        "0",
                        "--replicaof",
                        "127.0.0.1",
                        "1")
                .redirectErrorStream(true)
                .redirectOutput(data.resolve("log").toFile())
                .start());
        return new Instance("ns", "r", "r-" + ordinal, "uid-" + ordinal, "127.0.0.1", "127.0.0.1", port, false);
    }

    /** The actions of two instances, which tests find by port. */
    private record Actions(RedisCommands commands, Map<String, Instance> instances) implements RedisActions {
        @Override
        public CompletableFuture<ActionResult<String>> promote(String pod) {
            return commands.promote(instances.get(pod), ACCESS);
        }

        @Override
        public CompletableFuture<ActionResult<String>> follow(String pod, String primary) {
            return commands.follow(
                    instances.get(pod),
                    ACCESS,
                    "127.0.0.1",
                    instances.get(primary).port());
        }

        @Override
        public CompletableFuture<ActionResult<String>> relink(String pod, String primary, boolean byAddress) {
            return commands.follow(
                    instances.get(pod),
                    ACCESS,
                    byAddress ? "127.0.0.1" : "localhost",
                    instances.get(primary).port());
        }

        @Override
        public CompletableFuture<ActionResult<String>> pauseWrites(String pod, Duration pause) {
            return commands.pauseWrites(instances.get(pod), ACCESS, pause);
        }

        @Override
        public CompletableFuture<ActionResult<String>> resumeWrites(String pod) {
            return commands.resumeWrites(instances.get(pod), ACCESS);
        }

        @Override
        public CompletableFuture<ActionResult<Info.Replication>> replication(String pod) {
            return commands.replication(instances.get(pod), ACCESS);
        }

        @Override
        public CompletableFuture<ActionResult<Long>> closeApplicationClients(String pod) {
            return commands.closeApplicationClients(instances.get(pod), ACCESS);
        }

        @Override
        public void probe(String pod) {
            // Nothing is scheduled here.
        }
    }

    @ParameterizedTest
    @EnumSource
    void losesNothingThatWasAcknowledged(ServerBinaries binary) throws Exception {
        Map<String, Instance> instances = Map.of("r-0", start(binary, 0), "r-1", start(binary, 1));
        Actions actions = new Actions(new RedisCommands(clients, Duration.ofSeconds(2)), instances);
        await().atMost(Duration.ofSeconds(10))
                .until(() -> actions.replication("r-0").join().done()
                        && actions.replication("r-1").join().done());
        actions.promote("r-0").join();
        actions.follow("r-1", "r-0").join();
        await().atMost(Duration.ofSeconds(10)).until(() -> linkUp(actions, "r-1"));

        AtomicReference<String> routed = new AtomicReference<>("r-0");
        AtomicBoolean writing = new AtomicBoolean(true);
        List<String> acknowledged = new ArrayList<>();
        Thread writer = new Thread(() -> write(instances, routed, writing, acknowledged));
        writer.start();
        TopologyExecutor executor = new TopologyExecutor(new TopologyMemory(), Clock.systemUTC());
        Situation situation = new Situation(
                TopologyMode.Replication,
                2,
                Optional.empty(),
                List.of(),
                Clock.systemUTC().instant());
        int handOvers = 20;
        for (int i = 0; i < handOvers; i++) {
            String from = routed.get();
            String to = from.equals("r-0") ? "r-1" : "r-0";
            int before = count(acknowledged);
            await().atMost(Duration.ofSeconds(10)).until(() -> count(acknowledged) > before + 50);
            Outcome outcome = executor.handOver(
                    KEY, situation, from, to, actions, (pod, runId, replicationId) -> routed.set(pod));
            assertThat(outcome).isInstanceOf(Outcome.Acted.class);
            await().atMost(Duration.ofSeconds(10)).until(() -> linkUp(actions, from));
        }
        writing.set(false);
        writer.join(Duration.ofSeconds(10).toMillis());

        try (StatefulRedisConnection<String, String> connection = connect(instances.get(routed.get()))) {
            List<String> missing = acknowledged.stream()
                    .filter(key -> connection.sync().exists(key) == 0)
                    .toList();
            System.out.printf(
                    "%s: %d hand-overs, %d acknowledged writes, %d missing%n",
                    binary, handOvers, acknowledged.size(), missing.size());
            assertThat(missing).isEmpty();
        }
    }

    private static boolean linkUp(Actions actions, String pod) {
        return actions.replication(pod).join() instanceof ActionResult.Done<Info.Replication> done
                && done.value().linkUp();
    }

    private static int count(List<String> acknowledged) {
        synchronized (acknowledged) {
            return acknowledged.size();
        }
    }

    /** As an application does: keeps its connection, and opens another where the Service leads when that one ends. */
    private void write(
            Map<String, Instance> instances,
            AtomicReference<String> routed,
            AtomicBoolean writing,
            List<String> acknowledged) {
        int number = 0;
        while (writing.get()) {
            try (StatefulRedisConnection<String, String> connection = connect(instances.get(routed.get()))) {
                while (writing.get()) {
                    String key = "key:" + number++;
                    connection.sync().set(key, "1");
                    synchronized (acknowledged) {
                        acknowledged.add(key);
                    }
                }
            } catch (RedisException endedOrReadOnly) {
                number++;
            }
        }
    }

    private StatefulRedisConnection<String, String> connect(Instance instance) {
        applications.setOptions(ClientOptions.builder().autoReconnect(false).build());
        return applications.connect(RedisURI.builder()
                .withHost("127.0.0.1")
                .withPort(instance.port())
                .withPassword(PASSWORD.toCharArray())
                .withTimeout(Duration.ofSeconds(5))
                .build());
    }
}
