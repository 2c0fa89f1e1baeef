package network.higherself.redis.playground.node.kubelet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.ProbeBuilder;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ProbeLoopTest {

    private final ScheduledExecutorService threads = Executors.newSingleThreadScheduledExecutor();
    private final List<String> told = new CopyOnWriteArrayList<>();
    private final ProbeLoop.Outcome outcome = new ProbeLoop.Outcome() {
        @Override
        public void succeeded() {
            told.add("succeeded");
        }

        @Override
        public void failed(String message, boolean exhausted) {
            told.add("failed" + (exhausted ? " exhausted" : ""));
        }
    };

    @AfterEach
    void stop() {
        threads.shutdownNow();
    }

    @Test
    void noticesAServerThatStartsWithinTheFirstPeriodWithoutCountingItsFirstFailures() {
        AtomicInteger attempts = new AtomicInteger();

        start(10, () -> attempts.incrementAndGet() < 3 ? Optional.of("refused") : Optional.empty());

        await().atMost(Duration.ofSeconds(2))
                .untilAsserted(() -> assertThat(told).containsExactly("succeeded"));
    }

    @Test
    void tellsOfEachFailureAfterASuccessAndWhichWasOneTooMany() {
        AtomicInteger attempts = new AtomicInteger();

        start(1, () -> attempts.incrementAndGet() > 1 ? Optional.of("refused") : Optional.empty());

        await().atMost(Duration.ofSeconds(5))
                .untilAsserted(() -> assertThat(told).startsWith("succeeded", "failed", "failed exhausted"));
    }

    private void start(int period, java.util.function.Supplier<Optional<String>> attempt) {
        new ProbeLoop(
                        new ProbeBuilder()
                                .withPeriodSeconds(period)
                                .withFailureThreshold(2)
                                .build(),
                        attempt,
                        outcome,
                        () -> true,
                        threads)
                .start();
    }
}
