package network.higherself.redis.operator.redis;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;

/**
 * What the probes of routes send besides the kept connections, by resource, so that figures can leave it out: an idle
 * resource must look idle.
 */
final class OwnTraffic {

    private final Map<String, OfResource> resources = new ConcurrentHashMap<>();

    /** What was sent to the primary of one resource. */
    static final class OfResource {
        private final Map<String, Long> sent = new HashMap<>();
        private String primary = "";
        private long hits;
        private int underWay;
        private long moment;
        private long series;

        /** A probe begins; what INFO says until it ends may or may not hold it. */
        synchronized void begin() {
            underWay++;
            moment++;
        }

        /**
         * It has ended.
         *
         * @param commands what the primary took of it
         * @param found keys that were read
         */
        synchronized void end(Map<String, Long> commands, long found) {
            underWay--;
            moment++;
            commands.forEach((word, count) -> sent.merge(word, count, Long::sum));
            hits += found;
        }

        /** Which pod it all goes to; that of another one can't be compared with it. */
        synchronized void leadsTo(String pod) {
            // Before the first there was nothing to tell apart, and rates go on.
            if (!primary.equals(pod)) {
                series += primary.isEmpty() ? 0 : 1;
                primary = pod;
            }
        }

        /** Changes while a probe is under way, and with each. */
        synchronized long moment() {
            return underWay == 0 ? moment : -1;
        }

        private synchronized Observation.Own added(String pod, Observation.Own own) {
            if (!primary.equals(pod)) {
                return own;
            }
            Map<String, Long> commands = new HashMap<>(own.commands());
            sent.forEach((word, count) -> commands.merge(word, count, Long::sum));
            return new Observation.Own(
                    series == 0 ? own.connection() : own.connection() + "/" + series,
                    Map.copyOf(commands),
                    own.hits() + hits,
                    own.misses(),
                    own.exact());
        }
    }

    OfResource of(String namespace, String resource) {
        return resources.computeIfAbsent(namespace + "/" + resource, unknown -> new OfResource());
    }

    /** Tells whether any route of an instance's resource was under way between two calls, or is (below zero). */
    LongSupplier moments(Instance instance) {
        return of(instance.namespace(), instance.resource())::moment;
    }

    /** What was sent to an instance, by its own connection and by routes. */
    Observation.Own added(Instance instance, Observation.Own own) {
        return of(instance.namespace(), instance.resource()).added(instance.pod(), own);
    }

    void forget(String namespace, String resource) {
        resources.remove(namespace + "/" + resource);
    }
}
