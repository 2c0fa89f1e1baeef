package network.higherself.redis.api.v1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import java.util.List;

/** What of the configuration is not in force. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ConfigurationStatus(
        @JsonPropertyDescription("Directives that wait for a restart.")
        List<String> pendingRestart,

        @JsonPropertyDescription("Directives that the server refused, with its words.")
        List<String> rejected) {}
