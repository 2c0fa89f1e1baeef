package network.higherself.redis.operator.plan;

/**
 * Something that only the user can mend.
 *
 * @param field path in the resource, as in {@code spec.config.maxmemory}
 * @param message what is wrong and the mend; no secret
 */
public record Problem(String field, String message) {
    @Override
    public String toString() {
        return field + ": " + message;
    }
}
