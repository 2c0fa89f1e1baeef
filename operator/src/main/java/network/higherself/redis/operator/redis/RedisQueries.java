package network.higherself.redis.operator.redis;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.regex.Pattern;

/**
 * What people ask of one instance, each over the connection that is kept anyway. Every call has a deadline, none
 * completes exceptionally, and what may hold a secret is not in any answer.
 */
public final class RedisQueries {

    /** Below it the canary's key lies, which no application uses. */
    public static final String TEST_PREFIX = "higherself:health:test:";

    /** Connections that are listed at most; a longer list would hold the server up. */
    public static final int CLIENTS_LISTED = 1000;

    private static final Pattern SECRET = Pattern.compile("pass|masterauth|secret|^user$", Pattern.CASE_INSENSITIVE);

    /** What one SCAN looks at: well below a millisecond. */
    private static final String SCAN_STEP = "250";

    /** How many SCANs one search may take. */
    static final int SCAN_STEPS = 400;

    private final RedisClients clients;
    private final Duration deadline;
    private final BooleanSupplier mayAct;
    private final LongSupplier nanos;

    /**
     * @param deadline of each command
     * @param mayAct asked before what writes: whether this process is the one that may
     */
    public RedisQueries(RedisClients clients, Duration deadline, BooleanSupplier mayAct) {
        this.clients = clients;
        this.deadline = deadline;
        this.mayAct = mayAct;
        this.nanos = System::nanoTime;
    }

    /**
     * An entry of the slow log, without its arguments, which may be secret.
     *
     * @param arguments how many there were
     */
    public record SlowEntry(long id, Instant at, long micros, String command, long arguments, String client) {}

    /**
     * What a search found.
     *
     * @param complete false where it ended at a limit before all keys were looked at
     */
    public record Keys(List<String> keys, boolean complete) {}

    /**
     * What to search for.
     *
     * @param pattern as SCAN's MATCH takes it
     * @param limit so many keys at most
     * @param time for so long at most
     */
    public record Search(int database, String pattern, int limit, Duration time) {}

    /** The fields of one section of INFO, as the server names them. */
    public CompletableFuture<ActionResult<Map<String, Object>>> info(Instance instance, Access access, String section) {
        return with(
                instance,
                access,
                session -> session.text(deadline, "INFO", section).thenApply(InfoText::parse));
    }

    /** The newest entries of the slow log, newest first; the operator's own are left out. */
    public CompletableFuture<ActionResult<List<SlowEntry>>> slowLog(Instance instance, Access access, int count) {
        return with(
                instance,
                access,
                session -> session.array(deadline, "SLOWLOG", "GET", Integer.toString(count))
                        .thenApply(RedisQueries::slowEntries));
    }

    /** Who is connected, the longest idle last; the operator itself is among them. */
    public CompletableFuture<ActionResult<List<Map<String, Object>>>> clients(Instance instance, Access access) {
        return with(
                instance,
                access,
                session -> session.text(deadline, "CLIENT", "LIST").thenApply(ClientLines::parse));
    }

    /** All directives and their values, without what is secret. */
    public CompletableFuture<ActionResult<Map<String, String>>> configuration(Instance instance, Access access) {
        return with(
                instance,
                access,
                session -> session.array(deadline, "CONFIG", "GET", "*").thenApply(answer -> {
                    Map<String, String> values = new TreeMap<>();
                    for (int i = 0; i + 1 < answer.size(); i += 2) {
                        values.put(String.valueOf(answer.get(i)), String.valueOf(answer.get(i + 1)));
                    }
                    return withoutSecrets(values);
                }));
    }

    /** Leaves out directives that hold a password. */
    public static Map<String, String> withoutSecrets(Map<String, String> directives) {
        Map<String, String> shown = new TreeMap<>(directives);
        shown.keySet().removeIf(name -> SECRET.matcher(name).find());
        return shown;
    }

    /** Writes, reads and deletes a key of its own; gives how long that took. */
    public CompletableFuture<ActionResult<Duration>> canary(Instance instance, Access access) {
        return with(instance, access, session -> {
            if (!mayAct.getAsBoolean()) {
                return CompletableFuture.failedFuture(new IllegalStateException("another replica may lead by now"));
            }
            String key = TEST_PREFIX + UUID.randomUUID();
            String value = key.substring(TEST_PREFIX.length());
            long begin = nanos.getAsLong();
            return session.text(deadline, "SET", key, value, "EX", "60")
                    .thenCompose(set -> session.read(deadline, key))
                    .thenCompose(read -> session.integer(deadline, "DEL", key).thenApply(gone -> read))
                    .thenApply(read -> {
                        if (!read.equals(Optional.of(value))) {
                            throw new IllegalStateException("what was read is not what was written");
                        }
                        return Duration.ofNanos(nanos.getAsLong() - begin);
                    });
        });
    }

    /** Names of keys, by SCAN, one small step after the other. */
    public CompletableFuture<ActionResult<Keys>> keys(Instance instance, Access access, Search search) {
        long until = nanos.getAsLong() + search.time.toNanos();
        if (search.database == 0) {
            return with(instance, access, session -> scan(session, search, until, "0", new TreeSet<>(), 1));
        }
        // Not over the kept connection, whose database the probes rely on; counted as the operator's own all the same.
        OwnTraffic.OfResource traffic = clients.traffic().of(instance.namespace(), instance.resource());
        traffic.begin();
        AtomicReference<Map<String, Long>> sent = new AtomicReference<>(Map.of());
        return told(clients.aside(instance, access, search.database, deadline)
                .thenCompose(session -> scan(session, search, until, "0", new TreeSet<>(), 1)
                        .whenComplete((keys, error) -> {
                            sent.set(session.own().commands());
                            session.close();
                        }))
                .whenComplete((keys, error) -> traffic.end(sent.get(), 0)));
    }

    private CompletableFuture<Keys> scan(
            Session session, Search search, long until, String cursor, TreeSet<String> found, int step) {
        return session.array(deadline, "SCAN", cursor, "MATCH", search.pattern, "COUNT", SCAN_STEP)
                .thenCompose(answer -> {
                    String next = String.valueOf(answer.get(0));
                    for (Object key : (List<?>) answer.get(1)) {
                        found.add(String.valueOf(key));
                    }
                    boolean complete = "0".equals(next);
                    if (complete || found.size() >= search.limit || step >= SCAN_STEPS || nanos.getAsLong() >= until) {
                        boolean all = complete && found.size() <= search.limit;
                        return CompletableFuture.completedFuture(
                                new Keys(found.stream().limit(search.limit).toList(), all));
                    }
                    return scan(session, search, until, next, found, step + 1);
                });
    }

    private static List<SlowEntry> slowEntries(List<Object> answer) {
        List<SlowEntry> entries = new ArrayList<>();
        for (Object entry : answer) {
            List<?> parts = (List<?>) entry;
            List<?> words = (List<?>) parts.get(3);
            String client = parts.size() > 5 ? String.valueOf(parts.get(5)) : "";
            if (!RedisClients.CLIENT_NAME.equals(client)) {
                entries.add(new SlowEntry(
                        (Long) parts.get(0),
                        Instant.ofEpochSecond((Long) parts.get(1)),
                        (Long) parts.get(2),
                        SlowWords.command(words),
                        SlowWords.arguments(words),
                        client));
            }
        }
        return entries;
    }

    private <T> CompletableFuture<ActionResult<T>> with(
            Instance instance, Access access, Function<Session, CompletableFuture<T>> command) {
        return told(clients.session(instance, access, deadline).thenCompose(command));
    }

    private static <T> CompletableFuture<ActionResult<T>> told(CompletableFuture<T> asked) {
        return asked.handle((value, error) -> {
            if (error == null) {
                return new ActionResult.Done<>(value);
            }
            Failures.Reason reason = Failures.of(error);
            return new ActionResult.Failed<>(reason.failure(), reason.message());
        });
    }
}
