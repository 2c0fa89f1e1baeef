package network.higherself.redis.operator.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import network.higherself.redis.operator.probe.ResourceKey;
import network.higherself.redis.operator.reconcile.Background.Ending;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class BackgroundTest {

    private static final ResourceKey KEY = new ResourceKey("ns", "r");
    private static final Supplier<Ending> FAILS = () -> new Ending("refused", false);
    private static final Supplier<Ending> THROWS = () -> {
        throw new IllegalStateException("refused");
    };
    private static final Supplier<Ending> SUCCEEDS = () -> new Ending("done", true);

    private final Time time = new Time();
    private final BlockingQueue<ResourceKey> ends = new LinkedBlockingQueue<>();
    private final Background background = new Background(1, time, ends::add);

    @AfterEach
    void close() {
        background.close();
    }

    @Test
    void whatFailsIsTriedAgainAfterAPauseThatGrows() throws Exception {
        Duration before = Duration.ZERO;
        for (int i = 0; i < 12; i++) {
            runs("Follow r-1", i % 2 == 0 ? FAILS : THROWS);
            Duration pause = background.start(KEY, "Follow r-1", SUCCEEDS).orElseThrow();
            assertThat(pause).isGreaterThanOrEqualTo(before).isLessThanOrEqualTo(Background.LONGEST_PAUSE);
            before = pause;
            time.now = time.now.plus(pause);
        }
        assertThat(before).isEqualTo(Background.LONGEST_PAUSE);
    }

    @Test
    void somethingElseDoesNotWait() throws Exception {
        runs("Follow r-1", FAILS);
        runs("Promote r-2", SUCCEEDS);
        assertThat(background.start(KEY, "Follow r-1", SUCCEEDS)).isPresent();
    }

    @Test
    void aSuccessEndsIt() throws Exception {
        runs("Follow r-1", FAILS);
        time.now = time.now.plus(Background.FIRST_PAUSE);
        runs("Follow r-1", SUCCEEDS);
        runs("Follow r-1", FAILS);
        assertThat(background.start(KEY, "Follow r-1", SUCCEEDS)).contains(Background.FIRST_PAUSE);
    }

    @Test
    void aResourceThatIsGoneIsForgotten() throws Exception {
        runs("Follow r-1", FAILS);
        background.forget(KEY);
        runs("Follow r-1", SUCCEEDS);
    }

    private void runs(String what, Supplier<Ending> task) throws InterruptedException {
        assertThat(background.start(KEY, what, task)).isEqualTo(Optional.empty());
        assertThat(ends.poll(10, TimeUnit.SECONDS)).as(what + " ran").isEqualTo(KEY);
    }

    private static final class Time extends Clock {
        private volatile Instant now = Instant.parse("2027-01-01T00:00:00Z");

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
