package network.higherself.redis.operator.redis;

import java.util.List;

/** What Sentinels or a cluster told of their nodes. */
public sealed interface Discovered {

    /**
     * @param primary whether it takes writes, by the word of who was asked
     * @param down whether it is given up, by the same word
     */
    record Node(String host, int port, boolean primary, boolean down) {
        /** How people call it. */
        public String name() {
            return host + ":" + port;
        }
    }

    /**
     * @param nodes primaries first
     * @param problem in words, why the whole does not serve; empty: it does
     */
    record Found(List<Node> nodes, String problem) implements Discovered {}

    /** @param message in words, without any secret */
    record Failed(Observation.Failure failure, String message) implements Discovered {}
}
