package network.higherself.redis.operator.redis;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import network.higherself.redis.operator.redis.Observation.Canary;

/** A test key that is written, read and deleted, and expires should that be the last that is heard. */
final class Canaries {

    static final String KEY = "higherself:health:canary";

    private Canaries() {}

    /** Never completes exceptionally. */
    static CompletableFuture<Canary> send(Session session, Duration timeout, String value) {
        long start = System.nanoTime();
        CompletableFuture<String> write = session.text(timeout, "SET", KEY, value, "EX", "60");
        CompletableFuture<Optional<String>> read = session.read(timeout, KEY);
        CompletableFuture<Long> delete = session.integer(timeout, "DEL", KEY);
        return CompletableFuture.allOf(write, read, delete).handle((done, error) -> {
            if (error != null) {
                return new Canary.Failed(Failures.of(error).message());
            }
            return read.join().filter(value::equals).isPresent()
                    ? new Canary.Passed(Duration.ofNanos(System.nanoTime() - start))
                    : new Canary.Failed("a key that was just written was not read back");
        });
    }
}
