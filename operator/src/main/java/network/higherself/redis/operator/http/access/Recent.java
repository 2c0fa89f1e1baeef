package network.higherself.redis.operator.http.access;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/**
 * Answers that were given a moment ago, and those that are being waited for: who asks the same at the same time waits
 * for the same answer. Bounded; the oldest go first. An answer that failed is not kept.
 */
final class Recent<K, V> {

    private final Map<K, Entry<V>> entries = new LinkedHashMap<>();
    private final int size;
    private final Duration life;
    private final Clock clock;

    private record Entry<V>(Instant at, CompletableFuture<V> answer) {}

    Recent(int size, Duration life, Clock clock) {
        this.size = size;
        this.life = life;
        this.clock = clock;
    }

    CompletableFuture<V> get(K key, Supplier<CompletableFuture<V>> question) {
        CompletableFuture<V> answer;
        synchronized (entries) {
            Entry<V> known = entries.get(key);
            if (known != null && fresh(known)) {
                return known.answer.copy();
            }
            answer = question.get();
            entries.remove(key);
            entries.put(key, new Entry<>(clock.instant(), answer));
            if (entries.size() > size) {
                entries.remove(entries.keySet().iterator().next());
            }
        }
        answer.whenComplete((value, error) -> {
            if (error != null) {
                synchronized (entries) {
                    Entry<V> present = entries.get(key);
                    if (present != null && present.answer == answer) {
                        entries.remove(key);
                    }
                }
            }
        });
        return answer.copy();
    }

    /** Whether it would be answered without asking. */
    boolean knows(K key) {
        synchronized (entries) {
            Entry<V> known = entries.get(key);
            return known != null && fresh(known);
        }
    }

    private boolean fresh(Entry<V> entry) {
        return Duration.between(entry.at, clock.instant()).compareTo(life) < 0;
    }
}
