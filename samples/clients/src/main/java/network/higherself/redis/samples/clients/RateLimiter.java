package network.higherself.redis.samples.clients;

import io.lettuce.core.ScriptOutputType;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;

/**
 * So many calls a window for each caller, right however many processes ask at once: looking and counting are one step on
 * the server. Keys: {@code rate_limit:{caller}}, a counter that ends with its window.
 */
public final class RateLimiter implements AutoCloseable {

    /** A counter without an end would lock its caller out for ever; the Python service could leave one. It gets one. */
    private static final Script CHECK = new Script("""
            local count = tonumber(redis.call('GET', KEYS[1]) or '0')
            local allowed = 0
            if count < tonumber(ARGV[1]) then
              allowed = 1
              count = redis.call('INCR', KEYS[1])
            end
            local left = redis.call('TTL', KEYS[1])
            if left == -1 then
              redis.call('EXPIRE', KEYS[1], ARGV[2])
              left = tonumber(ARGV[2])
            end
            return {allowed, count, left}
            """, ScriptOutputType.MULTI);

    private final KeptConnection redis;

    public RateLimiter(Redis redis) {
        this.redis = redis.connection();
    }

    /** @param resetIn until the caller may begin anew */
    public record Decision(boolean allowed, long count, long limit, Duration resetIn) {
        public long remaining() {
            return Math.max(0, limit - count);
        }
    }

    /**
     * Counts a call unless it is one too many. When an answer got lost, the retry may count the call twice: never too
     * few.
     *
     * @param window whole seconds
     * @throws io.lettuce.core.RedisException if Redis is away: whether to let calls through then is yours to say
     */
    public Decision check(String caller, long limit, Duration window) {
        List<Long> answer = redis.call(commands -> CHECK.run(
                commands,
                List.of("rate_limit:" + caller),
                String.valueOf(limit),
                String.valueOf(Math.max(1, window.toSeconds()))));
        return new Decision(answer.get(0) == 1, answer.get(1), limit, Duration.ofSeconds(answer.get(2)));
    }

    @Override
    public void close() {
        redis.close();
    }

    /** Two hundred calls at once, of which fifty may pass. */
    public static void main(String[] arguments) {
        String caller = arguments.length > 0 ? arguments[0] : "demo-" + System.nanoTime();
        try (Redis redis = Redis.fromEnvironment("rate-limiter");
                RateLimiter limiter = new RateLimiter(redis)) {
            long allowed = IntStream.range(0, 200)
                    .parallel()
                    .filter(i ->
                            limiter.check(caller, 50, Duration.ofMinutes(1)).allowed())
                    .count();
            System.out.println(allowed + " of 200 calls allowed");
        }
    }
}
