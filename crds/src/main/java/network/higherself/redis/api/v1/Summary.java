package network.higherself.redis.api.v1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;

/** Figures for people, rounded. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Summary(
        @JsonPropertyDescription("Memory of the primary, used of maximum.")
        String memory,

        @JsonPropertyDescription("Clients of all instances, without the operator.")
        Long clients,

        @JsonPropertyDescription("Commands of applications per second.")
        Long opsPerSecond,

        @JsonPropertyDescription("Keyspace hits of lookups, in percent.")
        Long hitRatePercent,

        @JsonPropertyDescription("Failed calls of all calls, in percent.")
        Long errorRatePercent,

        @JsonPropertyDescription("PING of the primary.") String latency,

        @JsonPropertyDescription("Keys evicted in the last window.")
        Long evictedKeys,

        @JsonPropertyDescription(
                "What will become of the primary's memory, as far as the last hours tell; absent where they tell nothing.")
        String forecast) {}
