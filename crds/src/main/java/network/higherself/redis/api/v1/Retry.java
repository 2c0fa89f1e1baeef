package network.higherself.redis.api.v1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;

/** How often and when an application tries a command again. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Retry(
        @JsonPropertyDescription("Further tries. Default: 3.") @Min(0) @Max(100)
        Integer max,

        @JsonPropertyDescription("Pause between tries. Default: 500ms.")
        RedisDuration delay,

        @JsonPropertyDescription("Try again after a timeout. Default: true.")
        Boolean onTimeout,

        @JsonPropertyDescription("Try again after a connection error. Default: true.")
        Boolean onError) {}
