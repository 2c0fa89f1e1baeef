package network.higherself.redis.operator.walk;

/** What is done to a resource while its operator is killed, in this order; each begins where the one before it ended. */
enum Phase {
    CREATE("create"),
    CONFIG("config change"),
    IMAGE("image change"),
    PASSWORD("password change"),
    SCALE_DOWN("scale down"),
    SCALE_UP("scale up"),
    PRIMARY_RESTARTED("primary restarted"),
    PRIMARY_DELETED("primary deleted");

    private final String words;

    Phase(String words) {
        this.words = words;
    }

    /** Whether it is one of several instances only. */
    boolean scales() {
        return this == SCALE_DOWN || this == SCALE_UP;
    }

    @Override
    public String toString() {
        return words;
    }
}
