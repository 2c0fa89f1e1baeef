package network.higherself.redis.operator.probe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import network.higherself.redis.operator.plan.RedisPlan.ProbeSettings;
import network.higherself.redis.operator.redis.Access;
import network.higherself.redis.operator.redis.Info;
import network.higherself.redis.operator.redis.Instance;
import network.higherself.redis.operator.redis.Observation;
import network.higherself.redis.operator.redis.Observation.Answered;
import network.higherself.redis.operator.redis.Observation.Unreachable;
import network.higherself.redis.operator.redis.Observer;
import network.higherself.redis.operator.redis.RedisClients;
import network.higherself.redis.operator.resources.ServerBinaries;
import network.higherself.redis.operator.testing.RealRedis;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The schedule over real servers, with an interval so long that whatever is seen soon did not wait for it. */
class ProbeSchedulerTest {

    private static final ResourceKey KEY = new ResourceKey("sample", "agents");
    private static final Duration NEVER = Duration.ofHours(1);

    private final AtomicInteger news = new AtomicInteger();
    private final RedisClients clients = new RedisClients(1);
    private final ProbeScheduler scheduler = new ProbeScheduler(
            new Observer(clients, Clock.systemUTC()), clients, Clock.systemUTC(), 1, key -> news.incrementAndGet());

    @AfterEach
    void close() {
        scheduler.close();
        clients.close();
    }

    @ParameterizedTest
    @EnumSource
    void aServerThatEndsAndStartsAgainIsSeenAtOnce(ServerBinaries binary) throws Exception {
        try (RealRedis redis = RealRedis.start(binary)) {
            scheduler.watch(KEY, targets(redis.access(), NEVER, redis.instance("agents-0")));
            soon().until(() -> latest() instanceof Answered);
            String before = ((Answered) latest()).info().server().runId();

            redis.kill();
            soon().until(() -> latest() instanceof Unreachable);
            assertThat(scheduler
                            .lastAnswers(KEY)
                            .get("agents-0")
                            .info()
                            .server()
                            .runId())
                    .isEqualTo(before);

            redis.begin();
            soon().until(() -> latest() instanceof Answered);
            assertThat(((Answered) latest()).info().server().runId()).isNotEqualTo(before);
        }
    }

    @ParameterizedTest
    @EnumSource
    void anIdleServerIsNoNewsHoweverOftenItIsProbed(ServerBinaries binary) throws Exception {
        try (RealRedis redis = RealRedis.start(binary)) {
            scheduler.watch(KEY, targets(redis.access(), Duration.ofMillis(20), redis.instance("agents-0")));
            soon().until(() -> probes(redis) > 5);
            int before = news.get();
            assertThat(before).as("the first answer is news").isPositive();

            long probed = probes(redis);
            soon().until(() -> probes(redis) > probed + 50);

            assertThat(news).hasValue(before);
        }
    }

    /** As the primary's canary writes, and as its writes arrive. */
    @ParameterizedTest
    @EnumSource
    void whatComesByReplicationIsNoUseOfTheReplica(ServerBinaries binary) throws Exception {
        try (RealRedis primary = RealRedis.start(binary, "repl-diskless-sync-delay 0");
                RealRedis replica = RealRedis.start(binary, "replicaof 127.0.0.1 " + primary.port())) {
            scheduler.watch(KEY, targets(replica.access(), Duration.ofMillis(20), replica.instance("agents-0")));
            soon().until(() -> latest() instanceof Answered answer
                    && answer.info().replication().linkUp());

            primary.ask("SET", "higherself:health:x", "1", "EX", "10");
            primary.ask("INCR", Observer.WATERMARK);
            primary.ask("DEL", "higherself:health:x");
            soon().until(() -> latest() instanceof Answered answer
                    && answer.info().commands().containsKey("del"));

            assertThat(scheduler.figures(KEY).get("agents-0").opsPerSecond()).isEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource
    void aPromotionThatSomebodyElseMadeIsNewsAndTriesACanary(ServerBinaries binary) throws Exception {
        try (RealRedis redis = RealRedis.start(binary, "replicaof 127.0.0.1 1")) {
            scheduler.watch(KEY, targets(redis.access(), NEVER, redis.instance("agents-0")));
            soon().until(() -> latest() instanceof Answered);
            int before = news.get();

            redis.ask("REPLICAOF", "NO", "ONE");

            soon().until(() -> latest() instanceof Answered answer
                    && answer.info().replication().role() == Info.Role.PRIMARY
                    && answer.canary() instanceof Observation.Canary.Passed);
            soon().until(() -> news.get() > before);
        }
    }

    /** One that nobody is led to would look newer than the one that grows. */
    @ParameterizedTest
    @EnumSource
    void thePrimaryThatApplicationsAreLedToAloneGetsTheWatermark(ServerBinaries binary) throws Exception {
        try (RealRedis redis = RealRedis.start(binary)) {
            ProbeTargets undecided = targets(redis.access(), NEVER, redis.instance("agents-0"));
            scheduler.watch(KEY, undecided);
            soon().until(() ->
                    latest() instanceof Answered answer && answer.canary() instanceof Observation.Canary.Passed);
            assertThat(redis.ask("EXISTS", Observer.WATERMARK)).isEqualTo("0");

            scheduler.watch(KEY, ledTo("another-0", undecided));
            scheduler.watch(KEY, ledTo("agents-0", undecided));

            soon().until(() -> redis.ask("GET", Observer.WATERMARK).equals("1"));
            long probed = probes(redis);
            scheduler.watch(KEY, ledTo("agents-0", undecided));
            scheduler.probeNow(KEY, "agents-0");
            soon().until(() -> probes(redis) > probed);
            assertThat(redis.ask("GET", Observer.WATERMARK)).as("once a minute").isEqualTo("1");
        }
    }

    @ParameterizedTest
    @EnumSource
    void aPrimaryThatWaitsForItsFirstReplicaIsSeenToServeAtOnce(ServerBinaries binary) throws Exception {
        try (RealRedis redis = RealRedis.start(binary, "min-replicas-to-write 1", "repl-diskless-sync-delay 0");
                RealRedis replica = RealRedis.start(binary)) {
            scheduler.watch(KEY, targets(redis.access(), NEVER, redis.instance("agents-0")));
            soon().until(() ->
                    latest() instanceof Answered answer && answer.canary() instanceof Observation.Canary.Failed);

            replica.ask("REPLICAOF", "127.0.0.1", String.valueOf(redis.port()));

            soon().until(() ->
                    latest() instanceof Answered answer && answer.canary() instanceof Observation.Canary.Passed);
        }
    }

    @ParameterizedTest
    @EnumSource
    void changedCredentialsAreTriedAtOnce(ServerBinaries binary) throws Exception {
        try (RealRedis redis = RealRedis.start(binary)) {
            Access wrong = new Access(redis.access().user(), "wr0ng", Optional.empty());
            scheduler.watch(KEY, targets(wrong, NEVER, redis.instance("agents-0")));
            soon().until(() -> latest() instanceof Unreachable);

            scheduler.watch(KEY, targets(redis.access(), NEVER, redis.instance("agents-0")));

            soon().until(() -> latest() instanceof Answered);
        }
    }

    @ParameterizedTest
    @EnumSource
    void watchingTheSameAgainIsFreeAndForgettingEndsIt(ServerBinaries binary) throws Exception {
        try (RealRedis redis = RealRedis.start(binary)) {
            ProbeTargets targets = targets(redis.access(), NEVER, redis.instance("agents-0"));
            scheduler.watch(KEY, targets);
            soon().until(() -> latest() instanceof Answered);
            long probed = probes(redis);

            for (int i = 0; i < 100; i++) {
                scheduler.watch(KEY, targets);
            }
            scheduler.probeNow(KEY, "agents-0");
            soon().until(() -> probes(redis) > probed);
            assertThat(probes(redis)).isEqualTo(probed + 1);

            scheduler.forget(KEY);
            soon().until(() -> !redis.ask("CLIENT", "LIST").contains(RedisClients.CLIENT_NAME));
            assertThat(scheduler.latest(KEY)).isEmpty();
            assertThat(scheduler.instances()).isZero();
            scheduler.probeNow(KEY, "agents-0");
            assertThat(probes(redis)).isEqualTo(probed + 1);
        }
    }

    @ParameterizedTest
    @EnumSource
    void whatAnEarlierPodOfTheSameNameAnsweredIsRemembered(ServerBinaries binary) throws Exception {
        try (RealRedis redis = RealRedis.start(binary)) {
            scheduler.watch(KEY, targets(redis.access(), NEVER, redis.instance("agents-0")));
            soon().until(() -> latest() instanceof Answered);

            Instance old = redis.instance("agents-0");
            redis.kill();
            Instance anew = new Instance(
                    old.namespace(),
                    old.resource(),
                    old.pod(),
                    "another uid",
                    old.host(),
                    old.address(),
                    old.port(),
                    old.tls());
            scheduler.watch(KEY, targets(redis.access(), NEVER, anew));
            soon().until(() -> latest() instanceof Unreachable);

            Map<String, Answered> last = scheduler.lastAnswers(KEY);
            assertThat(last.get("agents-0").instance()).isEqualTo(old);
        }
    }

    /** Who is on call sees it, and what led there. */
    @Test
    void anInstanceThatShouldBeThereAndDoesNotRunIsShownWithItsPast() throws Exception {
        try (RealRedis redis = RealRedis.start(ServerBinaries.REDIS_7_0)) {
            Instance instance = redis.instance("agents-0");
            scheduler.watch(KEY, targets(redis.access(), NEVER, instance));
            soon().until(() -> latest() instanceof Answered);
            List<History.Point> past = scheduler.probed().get(0).history().points();
            ProbeTargets before = targets(redis.access(), NEVER, instance);

            scheduler.watch(
                    KEY,
                    new ProbeTargets(
                            List.of(),
                            before.access(),
                            before.settings(),
                            before.maxClients(),
                            before.poolSize(),
                            before.memoryLimit(),
                            before.guest(),
                            List.of(new ProbeTargets.Absent(instance, "its server ended with code 1")),
                            Optional.empty()));

            assertThat(past).hasSize(1);
            assertThat(scheduler.probed()).singleElement().satisfies(lost -> {
                assertThat(lost.runs()).isFalse();
                assertThat(lost.verdict().message())
                        .contains("its server ended with code 1")
                        .contains("pod's events");
                assertThat(lost.history().points()).isEqualTo(past);
            });
            assertThat(scheduler.instances()).as("probed").isZero();

            scheduler.watch(KEY, before);
            soon().until(() -> latest() instanceof Answered);
            assertThat(scheduler.probed())
                    .singleElement()
                    .satisfies(back -> assertThat(back.runs()).isTrue());
        }
    }

    @ParameterizedTest
    @EnumSource
    void oneFrozenServerDelaysNoOther(ServerBinaries binary) throws Exception {
        try (RealRedis frozen = RealRedis.start(binary);
                RealRedis redis = RealRedis.start(binary)) {
            frozen.signal("STOP");
            ResourceKey other = new ResourceKey("sample", "other");
            scheduler.watch(other, targets(frozen.access(), Duration.ofMillis(20), frozen.instance("other-0")));
            scheduler.watch(KEY, targets(redis.access(), Duration.ofMillis(20), redis.instance("agents-0")));

            soon().until(() -> latest() instanceof Answered);
            long probed = probes(redis);
            soon().until(() -> probes(redis) > probed + 20);
        }
    }

    private static ProbeTargets targets(Access access, Duration interval, Instance instance) {
        return new ProbeTargets(
                List.of(instance),
                access,
                new ProbeSettings(interval, Duration.ofSeconds(2), Duration.ofMillis(10)),
                10_000,
                20);
    }

    private static ProbeTargets ledTo(String primary, ProbeTargets targets) {
        return new ProbeTargets(
                targets.instances(),
                targets.access(),
                targets.settings(),
                targets.maxClients(),
                targets.poolSize(),
                targets.memoryLimit(),
                targets.guest(),
                targets.absent(),
                Optional.of(primary));
    }

    private Observation latest() {
        return scheduler.latest(KEY).get("agents-0");
    }

    private static long probes(RealRedis redis) {
        return redis.ask("INFO", "commandstats")
                .lines()
                .filter(line -> line.startsWith("cmdstat_ping:calls="))
                .mapToLong(line -> Long.parseLong(line.substring(line.indexOf('=') + 1, line.indexOf(','))))
                .sum();
    }

    private static ConditionFactory soon() {
        return await().atMost(Duration.ofSeconds(5)).pollInterval(Duration.ofMillis(20));
    }
}
