package network.higherself.redis.api.v1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;

/** One instance. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Member(
        @JsonPropertyDescription("Name of the pod; of an external Redis host:port.")
        String name,

        @JsonPropertyDescription("Primary, Replica or Unknown.")
        String role,

        @JsonPropertyDescription("Healthy, Degraded, Unhealthy or Unknown.")
        String health,

        @JsonPropertyDescription("Why it is not Healthy.") String reason,

        @JsonPropertyDescription("The reason in words, with the mend.")
        String message,

        @JsonPropertyDescription("Version of the server.") String version,

        @JsonPropertyDescription("Whether the link to the primary is up; replicas only.")
        Boolean linkUp,

        @JsonPropertyDescription("Bytes behind the primary, rounded; replicas only.")
        Long lagBytes,

        @JsonPropertyDescription("PING in microseconds.") Long latencyMicros,
        @JsonPropertyDescription("Memory used, in bytes.") Long memoryUsedBytes,
        @JsonPropertyDescription("maxmemory, in bytes.") Long memoryMaxBytes,

        @JsonPropertyDescription("Clients, without the operator.")
        Long clients,

        @JsonPropertyDescription("Commands of applications per second.")
        Long opsPerSecond,

        @JsonPropertyDescription("Keyspace hits of lookups, in percent.")
        Long hitRatePercent,

        @JsonPropertyDescription("Slow commands in the last window.")
        Long slowCommands) {}
