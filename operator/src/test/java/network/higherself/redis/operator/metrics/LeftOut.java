package network.higherself.redis.operator.metrics;

import java.util.Map;
import java.util.TreeMap;

/** What redis_exporter tells and the operator does not, and why. A star at the end stands for any. */
final class LeftOut {

    static final Map<String, String> SERIES = new TreeMap<>(Map.of(
            "redis_exporter_build_info", "about the exporter itself",
            "redis_exporter_last_scrape_connect_time_seconds", "about the exporter itself",
            "redis_exporter_last_scrape_duration_seconds", "about the exporter itself",
            "redis_exporter_last_scrape_error", "`redis_up` and `higherself_redis_instance_health` say it",
            "redis_exporter_scrape_duration_seconds", "`higherself_redis_probe_seconds_total` says it",
            "redis_exporter_scrapes_total", "`higherself_redis_probes_total` says it",
            "redis_cluster_stats_messages_*", "by kind of message; their sums are told",
            "redis_target_scrape_request_errors_total", "about the exporter itself",
            "redis_last_key_groups_scrape_duration_milliseconds", "keys are never scanned for a series",
            "redis_config_io_threads",
                    "a probe does not read the configuration; `redis_io_threads_active` says whether"));

    private LeftOut() {}

    static boolean holds(String name) {
        return SERIES.keySet().stream()
                .anyMatch(left ->
                        left.endsWith("*") ? name.startsWith(left.substring(0, left.length() - 1)) : name.equals(left));
    }
}
