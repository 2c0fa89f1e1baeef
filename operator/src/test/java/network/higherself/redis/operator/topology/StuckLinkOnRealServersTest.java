package network.higherself.redis.operator.topology;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import network.higherself.redis.api.v1.TopologyMode;
import network.higherself.redis.operator.redis.Access;
import network.higherself.redis.operator.redis.Instance;
import network.higherself.redis.operator.redis.Observation;
import network.higherself.redis.operator.redis.Observation.Answered;
import network.higherself.redis.operator.redis.Observer;
import network.higherself.redis.operator.redis.Observing;
import network.higherself.redis.operator.redis.RedisClients;
import network.higherself.redis.operator.redis.RedisCommands;
import network.higherself.redis.operator.resources.ServerBinaries;
import network.higherself.redis.operator.testing.RealRedis;
import network.higherself.redis.operator.topology.Decision.Relink;
import network.higherself.redis.operator.topology.Situation.MemberView;
import network.higherself.redis.operator.topology.Situation.RecordedPrimary;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A replica whose primary's name led to where nothing answers any more, as a pod's name does for a while. */
class StuckLinkOnRealServersTest {

    /** What the name of the primary leads to. */
    private static final String SILENT = "127.0.0.2";

    private static final Duration DEADLINE = Duration.ofSeconds(10);

    private final RedisClients clients = new RedisClients(1);
    private final Observer observer = new Observer(clients, Clock.systemUTC());
    private final RedisCommands commands = new RedisCommands(clients, DEADLINE);

    @AfterEach
    void close() {
        clients.close();
    }

    @ParameterizedTest
    @EnumSource
    void isMadeToConnectToTheAddress(ServerBinaries binary) throws Exception {
        try (RealRedis primary = RealRedis.start(binary);
                ServerSocket silent = new ServerSocket(primary.port(), 1, InetAddress.getByName(SILENT));
                RealRedis replica = RealRedis.start(binary, "replicaof " + SILENT + " " + silent.getLocalPort())) {
            Instance first = named(primary.instance("r-0"));
            Instance second = replica.instance("r-1");

            Decision decision = await().atMost(Duration.ofSeconds(30))
                    .pollInterval(Duration.ofMillis(250))
                    .until(() -> TopologyRules.decide(situation(primary, first, second)), Relink.class::isInstance);
            assertThat(decision).isInstanceOfSatisfying(Relink.class, relink -> {
                assertThat(relink.pod()).isEqualTo("r-1");
                assertThat(relink.byAddress()).isTrue();
                assertThat(relink.down()).isLessThan(Duration.ofSeconds(30));
            });

            commands.follow(second, replica.access(), first.address(), first.port())
                    .join();
            await().atMost(DEADLINE)
                    .until(() -> observe(second, replica.access())
                            .info()
                            .replication()
                            .linkUp());
            assertThat(TopologyRules.decide(situation(primary, first, second))).isEqualTo(new Decision.Settled("r-0"));
        }
    }

    private static Instance named(Instance instance) {
        return new Instance(
                instance.namespace(),
                instance.resource(),
                instance.pod(),
                instance.podUid(),
                SILENT,
                instance.address(),
                instance.port(),
                false);
    }

    private Situation situation(RealRedis primary, Instance first, Instance second) {
        Answered serves = observe(first, primary.access());
        return new Situation(
                TopologyMode.Replication,
                2,
                Optional.of(new RecordedPrimary(
                        "r-0",
                        Optional.of(serves.info().server().runId()),
                        Optional.of(serves.info().replication().replicationId()))),
                List.of(member(serves, 0), member(observe(second, primary.access()), 1)),
                Clock.systemUTC().instant());
    }

    private static MemberView member(Answered seen, int ordinal) {
        return new MemberView(
                seen.instance().pod(), ordinal, true, false, true, true, Optional.of(seen), Optional.empty());
    }

    private Answered observe(Instance instance, Access access) {
        Observation observation = observer.observe(
                        instance, access, new Observing.Options(DEADLINE, Optional.empty(), false, false))
                .join();
        assertThat(observation).isInstanceOf(Answered.class);
        return (Answered) observation;
    }
}
