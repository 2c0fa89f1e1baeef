package network.higherself.redis.api.v1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;

/** How often and how strictly instances are probed. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Probe(
        @JsonPropertyDescription("Time between two probes of an instance, 1s to 1h. Default: 10s.")
        RedisDuration interval,

        @JsonPropertyDescription("Deadline of each probe. Default: 2s.")
        RedisDuration timeout,

        @JsonPropertyDescription(
                "Commands slower than this count as slow. Default: 1ms in Development, 10ms in Staging and Production.")
        RedisDuration slowCommandThreshold) {}
