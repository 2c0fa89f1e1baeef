package network.higherself.redis.api.v1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;

/** One way that applications take to Redis. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record RouteStatus(
        @JsonPropertyDescription(
                "primary-service, replicas-service, or the feature whose user takes the primary Service; endpoint of a Redis that somebody else runs.")
        String name,

        @JsonPropertyDescription("Healthy, Unhealthy or Unknown.")
        String health,

        @JsonPropertyDescription("Why it is not Healthy.") String reason,

        @JsonPropertyDescription("The reason in words, with the mend.")
        String message,

        @JsonPropertyDescription("A command on this way, in microseconds.")
        Long latencyMicros) {}
