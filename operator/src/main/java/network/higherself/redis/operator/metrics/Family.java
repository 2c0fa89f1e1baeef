package network.higherself.redis.operator.metrics;

import java.nio.charset.StandardCharsets;

/**
 * A name with its type and what it means.
 *
 * @param help with the unit; one line
 */
record Family(String name, Type type, String help) {

    enum Type {
        GAUGE("gauge"),
        COUNTER("counter"),
        SUMMARY("summary");

        private final String word;

        Type(String word) {
            this.word = word;
        }

        /** As Prometheus writes it. */
        String word() {
            return word;
        }
    }

    static Family gauge(String name, String help) {
        return new Family(name, Type.GAUGE, help);
    }

    static Family counter(String name, String help) {
        return new Family(name, Type.COUNTER, help);
    }

    byte[] heading() {
        return ("# HELP " + name + ' ' + help + "\n# TYPE " + name + ' ' + type.word() + '\n')
                .getBytes(StandardCharsets.UTF_8);
    }
}
