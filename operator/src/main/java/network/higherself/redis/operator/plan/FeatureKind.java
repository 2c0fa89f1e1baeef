package network.higherself.redis.operator.plan;

import java.util.List;

/** What a Redis may be used for. */
public enum FeatureKind {
    CACHE("cache", "cache", List.of("api:", "notion:", "business_entity:"), List.of()),
    SESSION_STORE("sessionStore", "session-store", List.of("session:", "user_sessions:"), List.of()),
    RATE_LIMITING("rateLimiting", "rate-limiting", List.of("rate_limit:"), List.of()),
    TASK_QUEUE("taskQueue", "task-queue", List.of("queue:", "task:"), List.of()),
    PUBSUB(
            "pubsub",
            "pubsub",
            List.of("agent_messages:", "user_notifications:"),
            List.of("higherself:agents:*", "notifications:*"));

    private final String field;
    private final String kebab;
    private final List<String> keyPrefixes;
    private final List<String> channels;

    FeatureKind(String field, String kebab, List<String> keyPrefixes, List<String> channels) {
        this.field = field;
        this.kebab = kebab;
        this.keyPrefixes = keyPrefixes;
        this.channels = channels;
    }

    /** Its field below {@code spec.features}. */
    public String field() {
        return field;
    }

    /** The same as it stands in names of objects and users. */
    public String kebab() {
        return kebab;
    }

    List<String> keyPrefixes() {
        return keyPrefixes;
    }

    List<String> channels() {
        return channels;
    }

    /** Whether a key that is evicted before its time is a loss and not only a delay. */
    boolean keepsWhatMustNotBeEvicted() {
        return this == SESSION_STORE || this == TASK_QUEUE;
    }
}
