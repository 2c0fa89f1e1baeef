package network.higherself.redis.operator.probe;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import network.higherself.redis.operator.redis.Info;
import network.higherself.redis.operator.redis.Observation.Answered;

/**
 * The counters of one instance over the last minute, and the rates that follow. What the operator, replication and the
 * kubelet's probe send is left out.
 */
final class Window {

    private static final Duration LENGTH = Duration.ofMinutes(1);

    /** What replication and the readiness probe send by themselves; COMMAND is what redis-cli asks first. */
    private static final Set<String> NOT_APPLICATIONS =
            Set.of("replconf", "psync", "ping", "role", "auth", "hello", "command", "quit");

    /**
     * How the canary and the features' probes arrive at a replica, and what frames them. A replica is read-only: what
     * applications ask of it are other words.
     */
    private static final Set<String> REPLICATED = Set.of(
            "select",
            "set",
            "incr",
            "del",
            "unlink",
            "expire",
            "pexpire",
            "pexpireat",
            "hset",
            "lpush",
            "rpop",
            "publish",
            "multi",
            "exec");

    /**
     * Rates over the window; absent where the applications sent nothing.
     *
     * @param opsPerSecond commands of applications a second
     * @param calls commands of applications in the window
     */
    record Rates(
            OptionalLong opsPerSecond,
            long calls,
            OptionalLong hitRatePercent,
            OptionalLong errorRatePercent,
            long evictedKeys,
            long rejectedConnections,
            long slowCommands) {
        static final Rates NONE =
                new Rates(OptionalLong.empty(), 0, OptionalLong.empty(), OptionalLong.empty(), 0, 0, 0);
    }

    private record Sample(
            Instant at, String process, long calls, long hits, long misses, long errors, long evicted, long rejected) {}

    private record Slow(Instant at, long count) {}

    private final Deque<Sample> samples = new ArrayDeque<>();

    /** Apart from the samples: slow commands are told by their number, which outlives a connection. */
    private final Deque<Slow> slow = new ArrayDeque<>();

    /**
     * Adds an answer; gives the rates between it and the oldest answer of the window.
     *
     * @param slowFrom from how long on a command counts as slow
     */
    Rates add(Answered answer, Duration slowFrom) {
        long slowCommands = slow(answer, slowFrom);
        Sample now = sample(answer);
        if (!samples.isEmpty() && !samples.peekLast().process.equals(now.process)) {
            samples.clear();
        }
        samples.addLast(now);
        while (samples.size() > 2
                && Duration.between(samples.peekFirst().at, now.at).compareTo(LENGTH) > 0) {
            samples.removeFirst();
        }
        Sample first = samples.peekFirst();
        double seconds = Duration.between(first.at, now.at).toMillis() / 1000.0;
        long calls = Math.max(0, now.calls - first.calls);
        long hits = Math.max(0, now.hits - first.hits);
        long lookups = hits + Math.max(0, now.misses - first.misses);
        long errors = Math.max(0, now.errors - first.errors);
        return new Rates(
                calls == 0 || seconds <= 0
                        ? OptionalLong.empty()
                        : OptionalLong.of(Math.max(1, Math.round(calls / seconds))),
                calls,
                lookups == 0 ? OptionalLong.empty() : OptionalLong.of(Math.round(100.0 * hits / lookups)),
                calls == 0 ? OptionalLong.empty() : OptionalLong.of(Math.min(100, Math.round(100.0 * errors / calls))),
                Math.max(0, now.evicted - first.evicted),
                Math.max(0, now.rejected - first.rejected),
                slowCommands);
    }

    private long slow(Answered answer, Duration slowFrom) {
        slow.addLast(new Slow(
                answer.at(),
                answer.slow().stream()
                        .filter(command -> command.duration().compareTo(slowFrom) >= 0)
                        .count()));
        while (Duration.between(slow.peekFirst().at, answer.at()).compareTo(LENGTH) > 0) {
            slow.removeFirst();
        }
        return slow.stream().mapToLong(Slow::count).sum();
    }

    private static Sample sample(Answered answer) {
        Info info = answer.info();
        Map<String, Long> own = answer.own().commands();
        boolean replica = info.replication().role() == Info.Role.REPLICA;
        long calls = 0;
        long errors = 0;
        long ownCalls = 0;
        for (Map.Entry<String, Info.CommandStats> command : info.commands().entrySet()) {
            int bar = command.getKey().indexOf('|');
            String word = bar < 0 ? command.getKey() : command.getKey().substring(0, bar);
            if (!NOT_APPLICATIONS.contains(word) && !(replica && REPLICATED.contains(word))) {
                calls += command.getValue().calls() + command.getValue().rejected();
                // Not the server's own count: it holds the kubelet's probes, which are refused by design.
                errors += command.getValue().rejected() + command.getValue().failed();
            }
        }
        for (Map.Entry<String, Long> sent : own.entrySet()) {
            if (!NOT_APPLICATIONS.contains(sent.getKey()) && !(replica && REPLICATED.contains(sent.getKey()))) {
                ownCalls += sent.getValue();
            }
        }
        return new Sample(
                answer.at(),
                info.server().runId() + answer.own().connection(),
                calls - ownCalls,
                info.stats().keyspaceHits() - answer.own().hits(),
                info.stats().keyspaceMisses() - answer.own().misses(),
                errors,
                info.stats().evictedKeys(),
                info.stats().rejectedConnections());
    }
}
