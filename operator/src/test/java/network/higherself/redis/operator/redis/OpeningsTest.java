package network.higherself.redis.operator.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class OpeningsTest {

    private static final Duration LONG = Duration.ofMinutes(1);

    private final Queue<Runnable> afterPatience = new ConcurrentLinkedQueue<>();
    private final Openings openings = new Openings(afterPatience::add);
    private final List<CompletableFuture<String>> begun = new ArrayList<>();

    @Test
    void oneThatIsDoneMakesRoomForTheNextAtOnce() {
        List<CompletableFuture<String>> taken = take(Openings.AT_ONCE + 2);
        assertThat(begun).as("at once").hasSize(Openings.AT_ONCE);

        begun.get(0).complete("connected");
        begun.get(1).completeExceptionally(new IllegalStateException("refused"));

        assertThat(begun).hasSize(Openings.AT_ONCE + 2);
        assertThat(taken.get(0)).isCompletedWithValue("connected");
        assertThat(taken.get(1)).isCompletedExceptionally();
    }

    @Test
    void serversThatNeverAnswerDelayNobodyForLong() {
        take(Openings.AT_ONCE);
        CompletableFuture<String> next = openings.turn(() -> CompletableFuture.completedFuture("connected"))
                .take(LONG);

        assertThat(next).isNotDone();
        afterPatience.remove().run();

        assertThat(next).isCompletedWithValue("connected");
        assertThat(begun).as("still waiting for their servers").noneMatch(CompletableFuture::isDone);
    }

    @Test
    void patienceEndsByItself() {
        Openings real = new Openings();
        for (int i = 0; i < Openings.AT_ONCE; i++) {
            real.turn(CompletableFuture::new).take();
        }
        CompletableFuture<String> next =
                real.turn(() -> CompletableFuture.completedFuture("connected")).take();

        await().untilAsserted(() -> assertThat(next).isCompletedWithValue("connected"));
    }

    @Test
    void aDeadlineCountsFromTheBeginningOfTheOpening() {
        List<CompletableFuture<String>> first = take(Openings.AT_ONCE);
        CompletableFuture<String> opening = new CompletableFuture<>();
        AtomicInteger asked = new AtomicInteger();
        CompletableFuture<String> patient = openings.turn(() -> {
                    asked.incrementAndGet();
                    return opening;
                })
                .take(Duration.ofMillis(1));

        assertThat(asked).as("nobody made room yet").hasValue(0);
        assertThat(patient).isNotDone();
        begun.forEach(one -> one.complete("connected"));

        assertThat(first).allMatch(CompletableFuture::isDone);
        assertThatThrownBy(() -> patient.get(10, TimeUnit.SECONDS)).hasCauseInstanceOf(TimeoutException.class);
        assertThat(opening).as("goes on").isNotDone();
    }

    @Test
    void whoeverAsksAgainGetsTheSameConnection() {
        AtomicInteger times = new AtomicInteger();
        Openings.Turn<String> turn = openings.turn(() -> {
            times.incrementAndGet();
            return CompletableFuture.completedFuture("connected");
        });
        assertThat(turn.opened()).as("nobody asked").isNotDone();

        assertThat(turn.take(LONG)).isCompletedWithValue("connected");
        assertThat(turn.take(LONG)).isCompletedWithValue("connected");
        assertThat(times).hasValue(1);
    }

    @Test
    void manyThatCanNotEvenBeginFailEach() {
        List<CompletableFuture<String>> taken = new ArrayList<>();
        take(Openings.AT_ONCE);
        for (int i = 0; i < 20_000; i++) {
            taken.add(openings.<String>turn(() -> {
                        throw new IllegalStateException("no authority");
                    })
                    .take(LONG));
        }

        begun.get(0).complete("connected");

        assertThat(taken).allMatch(CompletableFuture::isCompletedExceptionally);
    }

    @Test
    void whoeverStillWaitsAtTheEndIsTold() {
        List<CompletableFuture<String>> taken = take(Openings.AT_ONCE + 1);

        openings.close();
        assertThat(taken.get(Openings.AT_ONCE)).isCompletedExceptionally();
        CompletableFuture<String> late = take(1).get(0);

        assertThat(late).isCompletedExceptionally();
        assertThat(begun).as("none that was waiting").hasSize(Openings.AT_ONCE);
    }

    private List<CompletableFuture<String>> take(int count) {
        List<CompletableFuture<String>> taken = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            taken.add(openings.turn(() -> {
                        begun.add(new CompletableFuture<>());
                        return begun.get(begun.size() - 1);
                    })
                    .take(LONG));
        }
        return taken;
    }
}
