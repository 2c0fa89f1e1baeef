package network.higherself.redis.operator.probe;

import java.time.Instant;
import java.util.OptionalLong;

/**
 * What is known of one route.
 *
 * @param name as in {@code primary-service}, {@code sessionStore} or {@code endpoint}
 * @param verdict Unknown until the first look, or two where the first failed
 * @param latencyMicros of a command, as the last look that went well found it
 * @param since when the verdict began
 */
public record RouteState(String name, Verdict verdict, OptionalLong latencyMicros, Instant since) {}
