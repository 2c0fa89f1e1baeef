package network.higherself.redis.operator.metrics;

import java.util.List;
import java.util.stream.Stream;

/** The series that are not just a field of INFO, and the list of all. */
final class Families {

    static final Family UP = Family.gauge("redis_up", "Whether the last probe was answered, 1 or 0.");
    static final Family INSTANCE_INFO = Family.gauge("redis_instance_info", "What the instance says it is; always 1.");
    static final Family SLAVE_INFO = Family.gauge("redis_slave_info", "Whom a replica follows; always 1.");
    static final Family START_TIME = Family.gauge("redis_start_time_seconds", "When the process started, Unix time.");
    static final Family MAX_CLIENTS = Family.gauge("redis_config_maxclients", "The directive maxclients.");
    static final Family CONFIG_MAX_MEMORY =
            Family.gauge("redis_config_maxmemory", "The directive maxmemory, bytes; 0: no limit.");
    static final Family DB_KEYS = Family.gauge("redis_db_keys", "Keys of a database that has any.");
    static final Family DB_KEYS_EXPIRING =
            Family.gauge("redis_db_keys_expiring", "Keys with an expiry of a database that has any.");
    static final Family DB_AVG_TTL = Family.gauge(
            "redis_db_avg_ttl_seconds", "Average time to live of a database's keys with an expiry, seconds.");
    static final Family SLAVE_OFFSET = Family.gauge(
            "redis_connected_slave_offset_bytes", "Offset that a replica has acknowledged to its primary, bytes.");
    static final Family SLAVE_LAG =
            Family.gauge("redis_connected_slave_lag_seconds", "Seconds since the primary last heard from a replica.");
    static final Family COMMANDS = Family.counter("redis_commands_total", "Calls of a command.");
    static final Family COMMAND_SECONDS =
            Family.counter("redis_commands_duration_seconds_total", "Seconds that a command took in all.");
    static final Family COMMANDS_REJECTED =
            Family.counter("redis_commands_rejected_calls_total", "Calls of a command refused before it ran.");
    static final Family COMMANDS_FAILED =
            Family.counter("redis_commands_failed_calls_total", "Calls of a command that failed while it ran.");
    static final Family LATENCIES = new Family(
            "redis_latency_percentiles_usec",
            Family.Type.SUMMARY,
            "Microseconds that a command took, by percentile since the start (7.0 or later).");
    static final Family ERRORS = Family.counter("redis_errors_total", "Error replies by their first word.");
    static final Family SLOWLOG_LENGTH = Family.gauge("redis_slowlog_length", "Entries in the slow log.");
    static final Family SLOWLOG_LAST_ID = Family.gauge(
            "redis_slowlog_last_id",
            "Number of the newest entry that the slow log has had; SLOWLOG RESET takes nothing back.");
    static final Family LAST_SLOW =
            Family.gauge("redis_last_slow_execution_duration_seconds", "Seconds of the newest entry in the slow log.");

    static final Family SINCE_ANSWER = Family.gauge(
            "higherself_redis_seconds_since_successful_probe",
            "Seconds since the last probe that was answered, or since the first where none was.");
    static final Family PROBE_INTERVAL = Family.gauge(
            "higherself_redis_probe_interval_seconds", "Seconds from probe to probe: spec.probe.interval.");
    static final Family HEALTH = Family.gauge(
            "higherself_redis_instance_health",
            "The verdict about an instance with its reason (docs/health.md); always 1.");
    static final Family PING =
            Family.gauge("higherself_redis_ping_seconds", "Seconds that the answer to the last probe's PING took.");
    static final Family CLIENT_CONNECTIONS = Family.gauge(
            "higherself_redis_client_connections",
            "Connections by user and by the name that the client gave itself; looked at once a minute.");
    static final Family MEMORY_FULL = Family.gauge(
            "higherself_redis_memory_full_seconds",
            "Seconds until maxmemory is reached at the present rate; none where memory does not grow steadily.");
    static final Family FORK_HEADROOM = Family.gauge(
            "higherself_redis_fork_headroom_bytes",
            "Bytes that the container's memory limit leaves when the next save copies as much as the last one; none"
                    + " without a limit or before the first save.");
    static final Family POOL_SIZE = Family.gauge(
            "higherself_redis_client_pool_size", "Connections that each pool may hold: spec.client.maxConnections.");

    static final Family INFO = Family.gauge(
            "higherself_redis_info",
            "The mode of the resource, that of spec.external where somebody else runs it, and its environment; always 1.");
    static final Family CERTIFICATE = Family.gauge(
            "higherself_redis_certificate_remaining_seconds", "Seconds until the resource's certificate ends.");
    static final Family CONDITION = Family.gauge(
            "higherself_redis_condition", "A condition of the resource: 1 for True, 0 for False; none for Unknown.");
    static final Family INSTANCES = Family.gauge("higherself_redis_instances", "Instances that the resource asks for.");
    static final Family READY_INSTANCES =
            Family.gauge("higherself_redis_ready_instances", "Instances of the resource that are ready.");

    static final Family ROUTE_UP = Family.gauge(
            "higherself_redis_route_up",
            "Whether a way that applications take serves (docs/health.md), 1 or 0; label route as in status.routes.");
    static final Family ROUTE_LATENCY = Family.gauge(
            "higherself_redis_route_latency_seconds",
            "Seconds that a command took on this way; none while it is broken.");

    static final Family LEADER =
            Family.gauge("higherself_redis_leader", "Whether this replica of the operator leads, 1 or 0.");
    static final Family PROBED_INSTANCES =
            Family.gauge("higherself_redis_probed_instances", "Instances that are probed.");
    static final Family CONNECTIONS =
            Family.gauge("higherself_redis_connections", "Connections to instances that the operator keeps.");
    static final Family PROBES = Family.counter("higherself_redis_probes_total", "Probes by how they ended.");
    static final Family PROBE_SECONDS = Family.counter(
            "higherself_redis_probe_seconds_total", "Seconds that all probes took together, waiting included.");
    static final Family API_CALLS =
            Family.counter("higherself_kubernetes_requests_total", "Calls to the API server; status none: no answer.");

    private Families() {}

    /** Of each instance that is probed. */
    static List<Family> ofInstances() {
        return Stream.of(
                        Stream.of(UP, INSTANCE_INFO, SLAVE_INFO, START_TIME, MAX_CLIENTS, CONFIG_MAX_MEMORY),
                        InfoSeries.OF_INSTANCE.stream().map(InfoSeries::family),
                        ClusterSeries.OF_NODE.stream().map(InfoSeries::family),
                        InfoSeries.OF_LINK.stream().map(InfoSeries::family),
                        Stream.of(DB_KEYS, DB_KEYS_EXPIRING, DB_AVG_TTL, SLAVE_OFFSET, SLAVE_LAG),
                        Stream.of(COMMANDS, COMMAND_SECONDS, COMMANDS_REJECTED, COMMANDS_FAILED, LATENCIES, ERRORS),
                        Stream.of(SLOWLOG_LENGTH, SLOWLOG_LAST_ID, LAST_SLOW),
                        Stream.of(SINCE_ANSWER, PROBE_INTERVAL, HEALTH, PING, CLIENT_CONNECTIONS, POOL_SIZE),
                        Stream.of(MEMORY_FULL, FORK_HEADROOM))
                .flatMap(families -> families)
                .toList();
    }

    /** Of the operator itself; the meters of JVM and SDK are beside them. */
    static List<Family> ofOperator() {
        return List.of(LEADER, PROBED_INSTANCES, CONNECTIONS, PROBES, PROBE_SECONDS, API_CALLS);
    }

    /** Of each resource. */
    static List<Family> ofResources() {
        return List.of(INFO, CONDITION, INSTANCES, READY_INSTANCES, CERTIFICATE, ROUTE_UP, ROUTE_LATENCY);
    }
}
