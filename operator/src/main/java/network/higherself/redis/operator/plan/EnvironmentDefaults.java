package network.higherself.redis.operator.plan;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import network.higherself.redis.api.v1.Environment;
import network.higherself.redis.api.v1.Retention;
import network.higherself.redis.api.v1.TlsMode;
import network.higherself.redis.api.v1.TopologyMode;

/**
 * What an environment gives where the spec says nothing.
 *
 * @param volumeSize a volume an instance has without asking; empty: the dataset lives as long as the pod
 * @param directives of redis.conf, besides those of {@link #EVERYWHERE}
 */
record EnvironmentDefaults(
        TopologyMode mode,
        int instances,
        Optional<String> volumeSize,
        Retention retention,
        TlsMode tls,
        boolean networkPolicy,
        boolean highlyAvailable,
        int maxConnections,
        Duration commandTimeout,
        Duration slowCommandThreshold,
        Map<String, String> directives) {

    /** Size of a volume that is asked for without a size, where the environment gives none by itself. */
    static final String SMALLEST_VOLUME = "1Gi";

    static final Map<String, String> EVERYWHERE = Map.of(
            "timeout", "300",
            "tcp-keepalive", "60",
            "tcp-backlog", "511",
            "databases", "16",
            "save", "900 1 300 10 60 10000",
            "maxmemory-policy", "allkeys-lru");

    private static final Map<String, String> APPEND_ONLY = Map.of("appendonly", "yes", "appendfsync", "everysec");

    static EnvironmentDefaults of(Environment environment) {
        return switch (environment) {
            case Development, Unknown ->
                new EnvironmentDefaults(
                        TopologyMode.Standalone,
                        1,
                        Optional.empty(),
                        Retention.Delete,
                        TlsMode.Disabled,
                        false,
                        false,
                        5,
                        Duration.ofSeconds(5),
                        Duration.ofMillis(1),
                        Map.of("maxmemory", "128mb", "maxclients", "100", "slowlog-max-len", "32", "appendonly", "no"));
            case Staging ->
                new EnvironmentDefaults(
                        TopologyMode.Replication,
                        2,
                        Optional.of("1Gi"),
                        Retention.Delete,
                        TlsMode.SelfSigned,
                        true,
                        true,
                        10,
                        Duration.ofSeconds(5),
                        Duration.ofMillis(10),
                        with(APPEND_ONLY, Map.of("maxmemory", "256mb", "maxclients", "500", "slowlog-max-len", "64")));
            case Production ->
                new EnvironmentDefaults(
                        TopologyMode.Replication,
                        3,
                        Optional.of("2Gi"),
                        Retention.Retain,
                        TlsMode.SelfSigned,
                        true,
                        true,
                        20,
                        Duration.ofSeconds(10),
                        Duration.ofMillis(10),
                        with(
                                APPEND_ONLY,
                                Map.of("maxmemory", "512mb", "maxclients", "1000", "slowlog-max-len", "128")));
        };
    }

    private static Map<String, String> with(Map<String, String> some, Map<String, String> more) {
        Map<String, String> all = new java.util.HashMap<>(some);
        all.putAll(more);
        return Map.copyOf(all);
    }
}
