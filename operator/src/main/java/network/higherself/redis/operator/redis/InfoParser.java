package network.higherself.redis.operator.redis;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import network.higherself.redis.operator.redis.Info.CommandStats;
import network.higherself.redis.operator.redis.Info.Keyspace;
import network.higherself.redis.operator.redis.Info.Role;

/**
 * Parses the text that INFO answers, in one pass. A field that is missing or malformed takes the value that says the
 * least; a server that is newer than this class must not break it. Words that all servers say alike are kept once.
 */
final class InfoParser {

    private static final String LATENCY = "latency_percentiles_usec_";

    private final Map<String, String> fields = new HashMap<>(256);
    private final Map<String, CommandStats> commands = new HashMap<>();
    private final Map<String, Long> errors = new HashMap<>();
    private final Map<Integer, Keyspace> keyspace = new HashMap<>();
    private final Map<String, String> latencies = new HashMap<>();
    private final List<Info.Replica> replicas = new ArrayList<>();

    private InfoParser() {}

    static Info parse(String text) {
        InfoParser parser = new InfoParser();
        parser.read(text);
        return parser.info();
    }

    private void read(String text) {
        int start = 0;
        int length = text.length();
        while (start < length) {
            int end = text.indexOf('\n', start);
            int stop = end < 0 ? length : end;
            int last = stop > start && text.charAt(stop - 1) == '\r' ? stop - 1 : stop;
            if (last > start && text.charAt(start) != '#') {
                int colon = text.indexOf(':', start);
                if (colon > start && colon < last) {
                    field(text.substring(start, colon), text.substring(colon + 1, last));
                }
            }
            start = stop + 1;
        }
    }

    private void field(String name, String value) {
        if (name.startsWith("cmdstat_")) {
            commands.put(
                    name.substring("cmdstat_".length()).intern(),
                    new CommandStats(
                            number(part(value, "calls")),
                            number(part(value, "usec")),
                            number(part(value, "rejected_calls")),
                            number(part(value, "failed_calls"))));
        } else if (name.startsWith(LATENCY)) {
            latencies.put(name.substring(LATENCY.length()).intern(), value);
        } else if (name.startsWith("errorstat_")) {
            errors.put(name.substring("errorstat_".length()).intern(), number(part(value, "count")));
        } else if (name.startsWith("db") && name.length() > 2 && Character.isDigit(name.charAt(2))) {
            keyspace.put(
                    (int) number(name.substring(2)),
                    new Keyspace(
                            number(part(value, "keys")),
                            number(part(value, "expires")),
                            number(part(value, "avg_ttl"))));
        } else if (name.startsWith("slave") && name.length() > 5 && Character.isDigit(name.charAt(5))) {
            replicas.add(new Info.Replica(
                    part(value, "ip"),
                    (int) number(part(value, "port")),
                    part(value, "state"),
                    number(part(value, "offset")),
                    number(part(value, "lag"))));
        } else {
            fields.put(name, value);
        }
    }

    private Info info() {
        return new Info(
                new Info.Server(version(), text("run_id"), number("uptime_in_seconds", 0), number("configured_hz", 0)),
                new Info.Clients(number("connected_clients", 0), number("blocked_clients", 0), number("maxclients", 0)),
                new Info.Memory(
                        number("used_memory", 0),
                        number("used_memory_rss", 0),
                        number("maxmemory", 0),
                        text("maxmemory_policy").intern(),
                        decimal("mem_fragmentation_ratio"),
                        decimal("allocator_frag_ratio"),
                        number("allocator_frag_bytes", 0)),
                persistence(),
                new Info.Stats(
                        number("total_commands_processed", 0),
                        number("total_connections_received", 0),
                        number("rejected_connections", 0),
                        number("keyspace_hits", 0),
                        number("keyspace_misses", 0),
                        number("evicted_keys", 0),
                        number("expired_keys", 0),
                        number("total_error_replies", 0),
                        number("total_net_input_bytes", 0),
                        number("total_net_output_bytes", 0)),
                replication(),
                new Info.Cpu(decimal("used_cpu_sys"), decimal("used_cpu_user")),
                Map.copyOf(commands),
                Map.copyOf(errors),
                Map.copyOf(keyspace),
                new Info.Details(
                        InfoNumbers.of(fields),
                        text("redis_mode").intern(),
                        text("os").intern(),
                        text("redis_build_id").intern(),
                        Map.copyOf(latencies)));
    }

    /** Valkey answers a Redis version for old clients, and its own beside it. */
    private String version() {
        return fields.getOrDefault("valkey_version", text("redis_version")).intern();
    }

    private Info.Persistence persistence() {
        boolean loading = number("loading", 0) == 1;
        return new Info.Persistence(
                loading,
                loading ? Optional.of(decimal("loading_loaded_perc")) : Optional.empty(),
                !"err".equals(text("rdb_last_bgsave_status")),
                number("rdb_changes_since_last_save", 0),
                number("rdb_last_save_time", 0),
                number("aof_enabled", 0) == 1,
                number("aof_rewrite_in_progress", 0) == 1 || number("aof_rewrite_scheduled", 0) == 1,
                !"err".equals(text("aof_last_write_status")),
                !"err".equals(text("aof_last_bgrewrite_status")));
    }

    private Info.Replication replication() {
        Role role = "slave".equals(text("role")) ? Role.REPLICA : Role.PRIMARY;
        boolean replica = role == Role.REPLICA;
        String second = text("master_replid2");
        long lastIo = number("master_last_io_seconds_ago", -1);
        long down = number("master_link_down_since_seconds", -1);
        return new Info.Replication(
                role,
                text("master_replid"),
                second.isEmpty() || second.chars().allMatch(c -> c == '0') ? Optional.empty() : Optional.of(second),
                optional("second_repl_offset"),
                replica ? number("slave_repl_offset", 0) : number("master_repl_offset", 0),
                Optional.ofNullable(fields.get("master_host")).filter(host -> replica),
                replica ? optional("master_port") : OptionalLong.empty(),
                "up".equals(text("master_link_status")),
                number("master_sync_in_progress", 0) == 1,
                lastIo < 0 ? Optional.empty() : Optional.of(Duration.ofSeconds(lastIo)),
                down < 0 ? Optional.empty() : Optional.of(Duration.ofSeconds(down)),
                List.copyOf(replicas),
                fields.getOrDefault("master_failover_state", "no-failover").intern());
    }

    private String text(String name) {
        return fields.getOrDefault(name, "");
    }

    private long number(String name, long otherwise) {
        String value = fields.get(name);
        return value == null ? otherwise : parsed(value, otherwise);
    }

    private OptionalLong optional(String name) {
        long value = number(name, -1);
        return value < 0 ? OptionalLong.empty() : OptionalLong.of(value);
    }

    private double decimal(String name) {
        try {
            double value = Double.parseDouble(fields.getOrDefault(name, "0").replace("%", ""));
            return Double.isFinite(value) ? value : 0;
        } catch (NumberFormatException malformed) {
            return 0;
        }
    }

    private static long number(String value) {
        return value.isEmpty() ? 0 : parsed(value, 0);
    }

    private static long parsed(String value, long otherwise) {
        try {
            return Long.parseLong(value.trim());
        } catch (NumberFormatException malformed) {
            return otherwise;
        }
    }

    /** One value of {@code name=1,other=2}; empty if there is none. Dozens of lines are such, so nothing is made of the rest. */
    private static String part(String value, String name) {
        int start = 0;
        while (start < value.length()) {
            int comma = value.indexOf(',', start);
            int end = comma < 0 ? value.length() : comma;
            int equals = start + name.length();
            if (value.startsWith(name, start) && equals < end && value.charAt(equals) == '=') {
                return value.substring(equals + 1, end);
            }
            start = end + 1;
        }
        return "";
    }
}
