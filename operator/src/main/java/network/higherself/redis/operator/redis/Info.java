package network.higherself.redis.operator.redis;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/** INFO as typed values; sizes in bytes, absent where the server's version does not tell. */
public record Info(
        Server server,
        Clients clients,
        Memory memory,
        Persistence persistence,
        Stats stats,
        Replication replication,
        Cpu cpu,
        Map<String, CommandStats> commands,
        Map<String, Long> errors,
        Map<Integer, Keyspace> keyspace,
        Details details) {

    /** Without what is counted by command and only passed on. */
    Info brief() {
        return new Info(
                server,
                clients,
                memory,
                persistence,
                stats,
                replication,
                cpu,
                Map.of(),
                Map.of(),
                keyspace,
                Details.NONE);
    }

    /** @param runId changes with every start of the process */
    public record Server(String version, String runId, long uptimeSeconds, long configuredHz) {}

    public record Clients(long connected, long blocked, long maxClients) {}

    public record Memory(
            long used,
            long rss,
            long max,
            String policy,
            double fragmentationRatio,
            double allocatorFragmentationRatio,
            long allocatorFragmentationBytes) {}

    public record Persistence(
            boolean loading,
            Optional<Double> loadingPercent,
            boolean rdbLastSaveOk,
            long rdbChangesSinceSave,
            long rdbLastSaveUnixSeconds,
            boolean aofEnabled,
            boolean aofRewriting,
            boolean aofLastWriteOk,
            boolean aofLastRewriteOk) {}

    public record Stats(
            long commandsProcessed,
            long connectionsReceived,
            long rejectedConnections,
            long keyspaceHits,
            long keyspaceMisses,
            long evictedKeys,
            long expiredKeys,
            long errorReplies,
            long netInputBytes,
            long netOutputBytes) {}

    /** What the instance says it is. */
    public enum Role {
        PRIMARY,
        REPLICA
    }

    /**
     * @param offset what this instance has: master_repl_offset of a primary, slave_repl_offset of a replica
     * @param primaryHost whom a replica follows; 127.0.0.1 for one that waits to be told
     * @param linkUp whether a replica is in sync with its primary
     * @param lastIo time since a replica last heard from its primary
     * @param linkDown for how long the link has been down
     */
    public record Replication(
            Role role,
            String replicationId,
            Optional<String> secondReplicationId,
            OptionalLong secondOffset,
            long offset,
            Optional<String> primaryHost,
            OptionalLong primaryPort,
            boolean linkUp,
            boolean syncInProgress,
            Optional<Duration> lastIo,
            Optional<Duration> linkDown,
            List<Replica> replicas,
            String failoverState) {}

    /** A replica as its primary sees it. */
    public record Replica(String host, int port, String state, long offset, long lagSeconds) {}

    public record Cpu(double systemSeconds, double userSeconds) {}

    public record CommandStats(long calls, long microseconds, long rejected, long failed) {}

    public record Keyspace(long keys, long expires, long averageTtlMillis) {}

    /**
     * What nothing is decided by: it is only passed on.
     *
     * @param latencies by command, microseconds as in {@code p50=3.007,p99=5.023}; only where asked for, none before 7.0
     */
    public record Details(
            InfoNumbers numbers, String mode, String system, String buildId, Map<String, String> latencies) {
        /** Of a server that told nothing. */
        public static final Details NONE = new Details(InfoNumbers.NONE, "", "", "", Map.of());
    }
}
