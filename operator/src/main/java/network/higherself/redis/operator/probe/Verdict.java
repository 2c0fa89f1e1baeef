package network.higherself.redis.operator.probe;

/**
 * What an observation means.
 *
 * @param reason CamelCase, as in {@code MemoryFull}; {@code Healthy} where nothing is wrong
 * @param message in words, with the mend
 */
public record Verdict(Health health, String reason, String message) {

    /** The reason of an instance that should be there and does not run. */
    public static final String NOT_RUNNING = "NotRunning";

    /** Degraded never turns a resource's Ready; Unhealthy does. */
    public enum Health {
        Healthy,
        Degraded,
        Unhealthy,
        Unknown
    }
}
