package network.higherself.redis.operator.probe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import network.higherself.redis.operator.plan.RedisPlan.ProbeSettings;
import network.higherself.redis.operator.probe.Verdict.Health;
import network.higherself.redis.operator.redis.Observation;
import network.higherself.redis.operator.redis.Observer;
import network.higherself.redis.operator.redis.Observing;
import network.higherself.redis.operator.redis.RedisClients;
import network.higherself.redis.operator.testing.RealRedis;

/**
 * A real server under observation. Each probe is really made; the clock between two probes is the test's, so that a
 * minute's window passes in no time.
 */
final class Patient implements AutoCloseable {

    static final Duration INTERVAL = Duration.ofSeconds(10);

    private final RedisClients clients = new RedisClients(1);
    private final TestClock clock = new TestClock();
    private final Observer observer = new Observer(clients, clock);
    private final ProbeTargets targets;
    private final InstanceProbe probe;

    Patient(RealRedis redis, String pod) {
        targets = new ProbeTargets(
                List.of(redis.instance(pod)),
                redis.access(),
                new ProbeSettings(INTERVAL, Duration.ofSeconds(1), Duration.ofMillis(10)),
                1000,
                20,
                0,
                Optional.empty(),
                List.of(),
                Optional.of(pod));
        probe = new InstanceProbe(redis.instance(pod), clock.instant(), new History());
    }

    /** Probes once, an interval after the last time; tells whether it was news. */
    boolean probe() {
        clock.now = clock.now.plus(INTERVAL);
        Observation observation = observer.observe(
                        probe.instance(),
                        targets.access(),
                        new Observing.Options(
                                targets.settings().timeout(),
                                probe.lastAnswer(),
                                probe.canaryDue(clock.now, targets),
                                targets.marks(probe.instance())))
                .join();
        return probe.accept(observation, targets);
    }

    InstanceProbe known() {
        return probe;
    }

    Observation.Answered answer() {
        return probe.lastAnswer().orElseThrow();
    }

    Optional<Duration> pace() {
        return probe.pace(clock.now);
    }

    void pass(Duration time) {
        clock.now = clock.now.plus(time);
    }

    /** Probes until the verdict is this one, for some seconds at most. */
    Verdict until(HealthReason reason) {
        return until(reason.health(), reason.reason());
    }

    Verdict untilHealthy() {
        return until(Health.Healthy, "Healthy");
    }

    private Verdict until(Health health, String reason) {
        await().atMost(Duration.ofSeconds(30))
                .pollInterval(Duration.ofMillis(20))
                .untilAsserted(() -> {
                    probe();
                    assertThat(probe.verdict())
                            .as("%s", probe.verdict())
                            .extracting(Verdict::health, Verdict::reason)
                            .containsExactly(health, reason);
                });
        return probe.verdict();
    }

    @Override
    public void close() {
        clients.close();
    }

    private static final class TestClock extends Clock {
        private volatile Instant now = Instant.now();

        @Override
        public Instant instant() {
            return now;
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }
    }
}
