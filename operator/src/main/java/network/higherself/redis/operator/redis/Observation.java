package network.higherself.redis.operator.redis;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.SortedSet;
import java.util.TreeSet;

/** What one probe of one instance found. */
public sealed interface Observation {

    Instance instance();

    Instant at();

    /** Why an instance did not answer. */
    enum Failure {
        REFUSED,
        TIMEOUT,
        CLOSED,
        CERTIFICATE,
        AUTHENTICATION,
        OTHER
    }

    /** No answer within the deadline; the message holds no secret. */
    record Unreachable(Instance instance, Instant at, Failure failure, String message) implements Observation {}

    /**
     * An answer. While the dataset loads, most of {@link Info} is there but no canary.
     *
     * @param latency of PING
     * @param slow SLOWLOG entries that came since the last observation, the operator's own left out
     * @param watermark value of {@code higherself:health:watermark}; empty: missing, which means unknown, never oldest
     * @param keys keys in all databases
     * @param newestSlowId id of the newest SLOWLOG entry, -1 for none
     * @param canary whether write, read and delete of the canary went well; only tried on a primary, at most once a
     *     minute; the last result in between
     */
    record Answered(
            Instance instance,
            Instant at,
            Duration latency,
            Info info,
            List<SlowCommand> slow,
            OptionalLong watermark,
            long keys,
            Canary canary,
            long newestSlowId,
            Own own,
            Details details)
            implements Observation {

        /** Without what is only counted or passed on: a tenth of the size. */
        public Answered brief() {
            return new Answered(
                    instance,
                    at,
                    latency,
                    info.brief(),
                    List.of(),
                    watermark,
                    keys,
                    canary,
                    newestSlowId,
                    Own.NONE,
                    Details.NONE);
        }
    }

    /**
     * What the operator itself sent since its connection opened, so that figures can leave it out.
     *
     * @param connection changes with the connection; counts of different ones can't be compared
     * @param commands by lower-case first word
     * @param hits keyspace hits of the operator's own reads
     * @param misses keyspace misses of the operator's own reads
     * @param exact false where a route was being probed at that moment: what of it the server had counted, and whether
     *     its connection was still open, is not known
     */
    record Own(String connection, Map<String, Long> commands, long hits, long misses, boolean exact) {
        static final Own NONE = new Own("", Map.of(), 0, 0, false);

        Own exactly(boolean known) {
            return new Own(connection, commands, hits, misses, known);
        }
    }

    /**
     * What is only passed on.
     *
     * @param slowLogLength entries in the slow log
     * @param newestSlow how long its newest took; zero for none
     * @param latencies by command as INFO tells them, microseconds as in {@code p50=3.007,p99=5.023}; asked for once a
     *     minute with the connections, since they make INFO half as long again; none before 7.0
     */
    record Details(
            long slowLogLength,
            Duration newestSlow,
            Connections connections,
            Map<String, String> latencies,
            Rights rights) {
        public static final Details NONE = new Details(0, Duration.ZERO, Connections.NONE, Map.of(), Rights.ALL);
    }

    /**
     * What a Redis that somebody else runs does not tell.
     *
     * @param asked when all of it was last asked for
     * @param refused commands that it refuses
     * @param missing figures that people miss for it, as in {@code memory}
     */
    record Rights(Instant asked, SortedSet<String> refused, SortedSet<String> missing) {
        public static final Rights ALL = new Rights(Instant.EPOCH, new TreeSet<>(), new TreeSet<>());
    }

    /**
     * Who is connected; looked at once a minute, and not at all above {@value Observer#CONNECTIONS_LISTED} connections,
     * since the list costs the server time.
     *
     * @param at when it was looked at
     * @param byClient number of connections
     */
    record Connections(Instant at, Map<Client, Integer> byClient) {
        public static final Connections NONE = new Connections(Instant.EPOCH, Map.of());
    }

    /** A user of Redis and the name that a connection gave itself; empty where it gave none. */
    record Client(String user, String name) {}

    /** A command that was slower than the threshold; without its arguments, which may be secret. */
    record SlowCommand(long id, Instant at, Duration duration, String command) {}

    /** How the last canary went. */
    sealed interface Canary {
        /** None was due: a replica, or loading. */
        record None() implements Canary {}

        record Passed(Duration latency) implements Canary {}

        /** @param error the server's error code and words, as in {@code OOM command not allowed …} */
        record Failed(String error) implements Canary {}
    }
}
