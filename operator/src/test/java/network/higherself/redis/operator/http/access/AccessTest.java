package network.higherself.redis.operator.http.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fabric8.kubernetes.client.KubernetesClientException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import network.higherself.redis.operator.http.Refusal;
import network.higherself.redis.operator.http.Request;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AccessTest {

    private static final Right READ = new Right.OnResource("get", Optional.of("n"), Optional.of("r"));

    private final AtomicInteger asked = new AtomicInteger();
    private final CountDownLatch answer = new CountDownLatch(1);
    private volatile boolean hangs;
    private volatile boolean fails;
    private volatile boolean allows = true;
    private Instant now = Instant.parse("2026-01-01T00:00:00Z");
    private final Access access = new Access(new Kubernetes(), new TestClock());

    private final class TestClock extends Clock {
        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }

        @Override
        public Instant instant() {
            return now;
        }
    }

    private final class Kubernetes implements Reviews {
        @Override
        public Optional<Caller> whose(String token) {
            ask();
            return token.startsWith("good")
                    ? Optional.of(new Caller(token, "", List.of(), Map.of()))
                    : Optional.empty();
        }

        @Override
        public boolean allowed(Caller caller, Right right) {
            ask();
            return allows;
        }

        private void ask() {
            asked.incrementAndGet();
            if (fails) {
                throw new KubernetesClientException("away");
            }
            if (hangs) {
                try {
                    answer.await(30, TimeUnit.SECONDS);
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            }
        }
    }

    @AfterEach
    void close() {
        answer.countDown();
        access.close();
    }

    @Test
    void anAnswerHoldsForTenSecondsAndARightThatWasTakenAwayEndsThen() {
        Caller caller = caller("Bearer good-1").join();
        caller("bearer  good-1").join();
        assertThat(asked).hasValue(1);
        assertThat(access.may(caller, READ).join()).isTrue();
        allows = false;
        assertThat(access.may(caller, READ).join()).isTrue();
        assertThat(asked).hasValue(2);

        now = now.plus(Access.KEPT);

        assertThat(access.may(caller, READ).join()).isFalse();
        caller("Bearer good-1").join();
        assertThat(asked).hasValue(4);
    }

    @Test
    void whoAsksTheSameAtTheSameTimeWaitsForOneAnswer() {
        hangs = true;
        List<CompletableFuture<Caller>> waiting =
                IntStream.range(0, 200).mapToObj(i -> caller("Bearer good-1")).toList();
        answer.countDown();
        waiting.forEach(CompletableFuture::join);

        assertThat(asked).hasValue(1);
    }

    @Test
    void aBoundedNumberOfCallersIsLookedUpAtOnce() {
        hangs = true;
        List<CompletableFuture<Caller>> waiting = IntStream.range(0, 200)
                .mapToObj(i -> caller("Bearer good-" + i))
                .toList();

        assertThat(waiting.get(199)).isCompletedExceptionally();
        assertThat(refusal(waiting.get(199)).status()).isEqualTo(503);
        answer.countDown();
        assertThat(waiting.get(0).join().name()).isEqualTo("good-0");
    }

    @Test
    void whoGuessesTokensIsNotLookedUpForEver() {
        for (int i = 0; i < Strikes.ALLOWED; i++) {
            assertThat(refusal(caller("Bearer bad-" + i)).status()).isEqualTo(401);
        }
        assertThat(refusal(caller("Bearer bad-x")).status()).isEqualTo(429);
        assertThat(asked).hasValue(Strikes.ALLOWED);

        now = now.plus(Duration.ofSeconds(11));

        assertThat(caller("Bearer good-1").join().name()).isEqualTo("good-1");
    }

    @Test
    void aKubernetesThatDoesNotAnswerIsNeitherYesNorNoAndIsAskedAgain() {
        fails = true;
        assertThat(refusal(caller("Bearer good-1")).status()).isEqualTo(503);
        fails = false;
        Caller caller = caller("Bearer good-1").join();
        fails = true;
        assertThat(refusal(access.may(caller, READ)).status()).isEqualTo(503);
        fails = false;
        assertThat(access.may(caller, READ).join()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "Bearer", "Bearer ", "Basic Z29vZA==", "Bearer a b", "Bearer ü", "Bearer a\u0000b", "good-1"
            })
    void whatIsNoTokenIsRefusedWithoutAsking(String header) {
        Refusal refusal = refusal(caller(header));
        assertThat(refusal.status()).isEqualTo(401);
        assertThat(refusal.response().headers()).containsEntry("WWW-Authenticate", "Bearer");
        assertThat(refusal(caller("Bearer " + "a".repeat(20_000))).status()).isEqualTo(401);
        assertThat(asked).hasValue(0);
    }

    @Test
    void noTokenIsInWhatIsWritten() {
        assertThat(new Request("GET", "/", "token=good-1", Map.of("authorization", "Bearer good-1"), new byte[0], "a")
                        .toString())
                .doesNotContain("good-1");
    }

    private CompletableFuture<Caller> caller(String authorization) {
        return access.caller(
                new Request("GET", "/", "", Map.of("authorization", authorization), new byte[0], "10.0.0.1"));
    }

    private static Refusal refusal(CompletableFuture<?> refused) {
        Refusal[] found = new Refusal[1];
        assertThatThrownBy(refused::join)
                .isInstanceOfSatisfying(CompletionException.class, e -> found[0] = (Refusal) e.getCause());
        return found[0];
    }
}
