package network.higherself.redis.api.v1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;

/** Where applications connect. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Endpoint(
        @JsonPropertyDescription("Host name of the primary Service; of an external Redis that of its primary.")
        String host,

        @JsonPropertyDescription("6379, or 6380 with TLS; of an external Redis its own.")
        Integer port,

        @JsonPropertyDescription("Whether the port speaks TLS.")
        Boolean tls) {}
