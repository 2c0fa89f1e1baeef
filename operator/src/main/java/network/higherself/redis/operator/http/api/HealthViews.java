package network.higherself.redis.operator.http.api;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/** What the health API answers, as it is written. Sizes in bytes, times in microseconds where the name says so. */
final class HealthViews {

    private HealthViews() {}

    /** {@code Healthy}, {@code Degraded} (it serves, and something is wrong), {@code Unhealthy} or {@code Unknown}. */
    enum Health {
        Healthy,
        Degraded,
        Unhealthy,
        Unknown
    }

    /** @param status healthy or degraded: the operator itself answers, whatever its resources do */
    record Operator(String status, String leader, Counts resources, Instances instances, List<Summary> notHealthy) {}

    record Counts(int total, int healthy, int degraded, int unhealthy, int unknown) {}

    /** @param answering those whose last probe was answered */
    record Instances(int probed, int answering) {}

    record Fleet(List<Summary> items) {}

    /** @param since when the resource's condition Ready last changed */
    record Summary(
            String namespace,
            String name,
            Health health,
            String message,
            Optional<String> since,
            Optional<String> phase,
            Optional<String> mode,
            Optional<String> version,
            Optional<String> primary,
            Optional<String> ready) {}

    record Resource(
            String namespace,
            String name,
            Health health,
            String message,
            Optional<String> since,
            Optional<String> phase,
            Optional<String> mode,
            Optional<String> version,
            Optional<String> primary,
            Optional<String> ready,
            Optional<Endpoint> endpoint,
            List<Condition> conditions,
            List<Instance> instances,
            List<Route> routes) {}

    /** @param message the reason in words, with the mend */
    record Route(
            String name, String health, String reason, String message, Instant since, OptionalLong latencyMicros) {}

    record Endpoint(String host, int port, boolean tls) {}

    record Condition(String type, String status, String reason, String message, String since) {}

    /**
     * @param message the reason in words, with the mend
     * @param answeredAt the last answer, be there failures since
     * @param error what the last probe found where it was not answered
     */
    record Instance(
            String name,
            String role,
            String health,
            String reason,
            String message,
            OptionalLong latencyMicros,
            Optional<Instant> answeredAt,
            Optional<String> error,
            Optional<Boolean> linkUp) {}

    record Metrics(String namespace, String name, Client client, List<InstanceMetrics> instances) {}

    /** @param maxConnections what one pool of an application may hold */
    record Client(OptionalLong maxConnections) {}

    /**
     * Operations, hits and errors are those of the applications over the last minute, and absent where they sent nothing.
     *
     * @param connectionsAt when connections were last looked at, which happens once a minute
     */
    record InstanceMetrics(
            String name,
            String role,
            Optional<Instant> answeredAt,
            OptionalLong latencyMicros,
            OptionalLong memoryUsedBytes,
            OptionalLong memoryMaxBytes,
            OptionalLong opsPerSecond,
            OptionalLong hitRatePercent,
            OptionalLong errorRatePercent,
            OptionalLong evictedKeys,
            OptionalLong slowCommands,
            OptionalLong keys,
            OptionalLong connectedClients,
            OptionalLong blockedClients,
            OptionalLong maxClients,
            OptionalLong rejectedConnections,
            OptionalLong commandsProcessed,
            OptionalLong errorReplies,
            OptionalLong uptimeSeconds,
            OptionalLong replicationOffset,
            Optional<Instant> connectionsAt,
            List<Connections> connections) {}

    /** @param client name that the connections gave themselves; empty for none */
    record Connections(String user, String client, int connections) {}

    /**
     * @param directives those of the primary as it runs, without passwords; those of the plan while it does not answer
     * @param source {@code server} or {@code plan}
     */
    record Configuration(
            String namespace,
            String name,
            Optional<Endpoint> endpoint,
            String source,
            Map<String, String> directives,
            List<String> pendingRestart,
            List<String> rejected,
            Optional<ClientSettings> client,
            Optional<ProbeSettings> probe) {}

    record ClientSettings(
            int database,
            int maxConnections,
            String timeout,
            String connectTimeout,
            String socketTimeout,
            String healthCheckInterval,
            int maxRetries,
            String retryDelay,
            boolean retryOnTimeout,
            boolean retryOnError) {}

    record ProbeSettings(String interval, String timeout, String slowCommandThreshold) {}

    /** @param by the instance or the route that was taken */
    record Test(String namespace, String name, String by, String result, long latencyMicros) {}

    record Section(String namespace, String name, String instance, String section, Map<String, Object> info) {}

    /** @param complete false where a limit ended the search before all keys were looked at */
    record Keys(
            String namespace, String name, String pattern, int limit, int count, boolean complete, List<String> keys) {}

    record SlowLog(String namespace, String name, String instance, List<SlowCommand> entries) {}

    /** @param client name that the connection gave itself */
    record SlowCommand(long id, Instant at, long micros, String command, long arguments, String client) {}

    /** @param clients under the names that CLIENT LIST gives */
    record Clients(String namespace, String name, String instance, int count, List<Map<String, Object>> clients) {}
}
