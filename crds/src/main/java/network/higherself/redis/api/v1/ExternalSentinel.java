package network.higherself.redis.api.v1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;

/** What is asked of Sentinels that somebody else runs. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ExternalSentinel(
        @Required
        @JsonPropertyDescription("The name under which the Sentinels watch the primary.")
        @Size(min = 1, max = 253)
        String masterName,

        @JsonPropertyDescription("How to log in to the Sentinels themselves. Default: no password.")
        ExternalCredentials credentials) {}
