package network.higherself.redis.operator.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import network.higherself.redis.operator.redis.Discovered.Found;
import network.higherself.redis.operator.redis.Discovered.Node;
import network.higherself.redis.operator.resources.ServerBinaries;
import network.higherself.redis.operator.testing.RealRedis;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What real Sentinels and a real cluster tell of their nodes. */
class DiscoveryOfRealServersTest {

    private static final Duration DEADLINE = Duration.ofSeconds(10);
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Access OPEN = new Access("", "", Optional.empty());

    private final RedisClients clients = new RedisClients(1);
    private final Discovery discovery = new Discovery(clients);

    @TempDir
    Path directory;

    @AfterEach
    void close() {
        clients.close();
    }

    @Test
    void sentinelsTellThePrimaryAndItsReplicas() throws Exception {
        try (RealRedis primary = RealRedis.start(ServerBinaries.REDIS_7_0);
                RealRedis replica = RealRedis.start(ServerBinaries.REDIS_7_0, "replicaof 127.0.0.1 " + primary.port());
                Sentinel sentinel = new Sentinel(directory, primary.port())) {
            Node first = new Node("127.0.0.1", primary.port(), true, false);
            Node second = new Node("127.0.0.1", replica.port(), false, false);
            await().atMost(PATIENCE)
                    .untilAsserted(() ->
                            assertThat(ask(sentinel, "mymaster")).isEqualTo(new Found(List.of(first, second), "")));

            assertThat(ask(sentinel, "another"))
                    .isInstanceOfSatisfying(
                            Discovered.Failed.class,
                            failed -> assertThat(failed.message()).containsIgnoringCase("no "));

            primary.kill();
            await().atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(ask(sentinel, "mymaster"))
                            .isInstanceOfSatisfying(Found.class, found -> {
                                assertThat(found.nodes().get(0).name()).isEqualTo(second.name());
                                assertThat(found.nodes().get(0).primary()).isTrue();
                                assertThat(found.nodes())
                                        .anyMatch(node ->
                                                node.down() && node.name().equals(first.name()));
                            }));
        }
    }

    @Test
    void aClusterTellsItsNodesAndWhetherItServes() throws Exception {
        int bus = freePort();
        int lastBus = freePort();
        try (RealRedis one = node(freePort());
                RealRedis two = node(bus);
                RealRedis three = node(lastBus)) {
            assertThat(ask(one)).isInstanceOfSatisfying(Found.class, alone -> {
                assertThat(alone.nodes()).extracting(Node::name).containsExactly("127.0.0.1:" + one.port());
                assertThat(alone.problem()).contains("cluster_state:fail");
            });

            one.ask("CLUSTER", "ADDSLOTSRANGE", "0", "8191");
            two.ask("CLUSTER", "ADDSLOTSRANGE", "8192", "16383");
            one.ask("CLUSTER", "MEET", "127.0.0.1", String.valueOf(two.port()), String.valueOf(bus));
            one.ask("CLUSTER", "MEET", "127.0.0.1", String.valueOf(three.port()), String.valueOf(lastBus));
            String id = one.ask("CLUSTER", "MYID");
            await().atMost(PATIENCE)
                    .untilAsserted(() ->
                            assertThat(three.ask("CLUSTER", "REPLICATE", id)).isEqualTo("OK"));

            await().atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(ask(one)).isInstanceOfSatisfying(Found.class, found -> {
                        assertThat(found.problem()).isEmpty();
                        assertThat(found.nodes())
                                .containsExactlyInAnyOrder(
                                        new Node("127.0.0.1", one.port(), true, false),
                                        new Node("127.0.0.1", two.port(), true, false),
                                        new Node("127.0.0.1", three.port(), false, false));
                        assertThat(found.nodes().get(2).primary()).isFalse();
                    }));
        }
    }

    @Test
    void aServerThatIsNeitherIsToldApart() throws Exception {
        try (RealRedis redis = RealRedis.start(ServerBinaries.REDIS_7_0)) {
            assertThat(ask(redis))
                    .isInstanceOfSatisfying(
                            Discovered.Failed.class,
                            failed -> assertThat(failed.message()).contains("cluster support disabled"));
        }
    }

    /** Names where there are any; nodes that nobody can reach are left out. */
    @Test
    void aNodeIsCalledByTheNameThatItAnnounces() {
        String nodes = """
                a1 10.0.0.1:6379@16379,node-1.cache.amazonaws.com myself,master - 0 0 1 connected 0-16383
                a2 10.0.0.2:6379@16379,,tls-port=0,shard-id=x slave a1 0 0 1 connected
                a3 :6380@16380 master,fail - 0 0 1 disconnected
                a4 :0@0 master,noaddr - 0 0 1 disconnected
                """;

        assertThat(((Found) Discovery.cluster(nodes, "", "seed")).nodes())
                .containsExactly(
                        new Node("node-1.cache.amazonaws.com", 6379, true, false),
                        new Node("seed", 6380, true, true),
                        new Node("10.0.0.2", 6379, false, false));
    }

    private Discovered ask(Sentinel sentinel, String master) {
        return discovery.ofSentinels(at(sentinel.port), OPEN, master, DEADLINE).join();
    }

    private Discovered ask(RealRedis node) {
        return discovery.ofCluster(at(node.port()), OPEN, DEADLINE).join();
    }

    private static Instance at(int port) {
        return new Instance("sample", "agents", "discovery", "external", "127.0.0.1", "", port, false);
    }

    /** @param bus the port of the cluster's bus: the client's plus 10000 may be too high for a port */
    private static RealRedis node(int bus) throws IOException {
        return RealRedis.start(
                ServerBinaries.REDIS_7_0, "cluster-enabled yes", "cluster-port " + bus, "cluster-node-timeout 2000");
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    /** A real Sentinel that watches one primary. */
    private static final class Sentinel implements AutoCloseable {
        private final int port = freePort();
        private final Process process;

        private Sentinel(Path directory, int primary) throws IOException {
            Path file = directory.resolve("sentinel.conf");
            Files.writeString(file, """
                    port %d
                    bind 127.0.0.1
                    dir %s
                    sentinel monitor mymaster 127.0.0.1 %d 1
                    sentinel down-after-milliseconds mymaster 1000
                    sentinel failover-timeout mymaster 3000
                    """.formatted(port, directory, primary));
            process = new ProcessBuilder(ServerBinaries.REDIS_7_0.path().toString(), file.toString(), "--sentinel")
                    .redirectErrorStream(true)
                    .redirectOutput(directory.resolve("log").toFile())
                    .start();
            await().atMost(PATIENCE).until(() -> {
                try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
                    return socket.isConnected();
                } catch (IOException refused) {
                    return false;
                }
            });
        }

        @Override
        public void close() {
            process.destroyForcibly();
        }
    }
}
