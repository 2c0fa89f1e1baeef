package network.higherself.redis.operator.http.api;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/** What the health API answers, as it is written. Sizes in bytes, times in microseconds where the name says so. */
public final class HealthViews {

    private HealthViews() {}

    /** {@code Healthy}, {@code Degraded} (it serves, and something is wrong), {@code Unhealthy} or {@code Unknown}. */
    public enum Health {
        Healthy,
        Degraded,
        Unhealthy,
        Unknown
    }

    /** @param status healthy or degraded: the operator itself answers, whatever its resources do */
    public record Operator(
            String status, String leader, Counts resources, Instances instances, List<Summary> notHealthy) {}

    public record Counts(int total, int healthy, int degraded, int unhealthy, int unknown) {}

    /** @param answering those whose last probe was answered */
    public record Instances(int probed, int answering) {}

    public record Fleet(List<Summary> items) {}

    /** @param since when the resource's condition Ready last changed */
    public record Summary(
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

    public record Resource(
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
    public record Route(
            String name, String health, String reason, String message, Instant since, OptionalLong latencyMicros) {}

    public record Endpoint(String host, int port, boolean tls) {}

    public record Condition(String type, String status, String reason, String message, String since) {}

    /**
     * @param message the reason in words, with the mend
     * @param answeredAt the last answer, be there failures since
     * @param error what the last probe found where it was not answered
     */
    public record Instance(
            String name,
            String role,
            String health,
            String reason,
            String message,
            OptionalLong latencyMicros,
            Optional<Instant> answeredAt,
            Optional<String> error,
            Optional<Boolean> linkUp) {}

    public record Metrics(String namespace, String name, Client client, List<InstanceMetrics> instances) {}

    /** @param maxConnections what one pool of an application may hold */
    public record Client(OptionalLong maxConnections) {}

    /**
     * Operations, hits and errors are those of the applications over the last minute, and absent where they sent nothing.
     *
     * @param connectionsAt when connections were last looked at, which happens once a minute
     */
    public record InstanceMetrics(
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
    public record Connections(String user, String client, int connections) {}

    /**
     * @param directives those of the primary as it runs, without passwords; those of the plan while it does not answer
     * @param source {@code server} or {@code plan}
     */
    public record Configuration(
            String namespace,
            String name,
            Optional<Endpoint> endpoint,
            String source,
            Map<String, String> directives,
            List<String> pendingRestart,
            List<String> rejected,
            Optional<ClientSettings> client,
            Optional<ProbeSettings> probe) {}

    public record ClientSettings(
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

    public record ProbeSettings(String interval, String timeout, String slowCommandThreshold) {}

    /** @param by the instance or the route that was taken */
    public record Test(String namespace, String name, String by, String result, long latencyMicros) {}

    public record Section(String namespace, String name, String instance, String section, Map<String, Object> info) {}

    /** @param complete false where a limit ended the search before all keys were looked at */
    public record Keys(
            String namespace, String name, String pattern, int limit, int count, boolean complete, List<String> keys) {}

    public record SlowLog(String namespace, String name, String instance, List<SlowCommand> entries) {}

    /** @param client name that the connection gave itself */
    public record SlowCommand(long id, Instant at, long micros, String command, long arguments, String client) {}

    /** @param clients under the names that CLIENT LIST gives */
    public record Clients(
            String namespace, String name, String instance, int count, List<Map<String, Object>> clients) {}
}
