package network.higherself.redis.api.v1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Pattern;

/** The settings that applications find in the connection Secret. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Client(
        @JsonPropertyDescription("Number of the logical database. Default: 0.") @Min(0) @Max(15)
        Integer database,

        @JsonPropertyDescription(
                "Size of the connection pool. Default: 5 in Development, 10 in Staging, 20 in Production.")
        @Min(1)
        @Max(100000)
        Integer maxConnections,

        @JsonPropertyDescription("Deadline of a command. Default: 5s, in Production 10s.")
        RedisDuration timeout,

        @JsonPropertyDescription("Deadline of a connect. Default: 5s.")
        RedisDuration connectTimeout,

        @JsonPropertyDescription("Deadline of a read or write on the socket. Default: 5s.")
        RedisDuration socketTimeout,

        @JsonPropertyDescription("How often an idle connection is checked. Default: 30s.")
        RedisDuration healthCheckInterval,

        @JsonPropertyDescription(
                "Where the application mounts the binding Secret; certificate paths lie below it. Default: /etc/redis-binding.")
        @Pattern("^/[^\\s]*$")
        String mountPath,

        @JsonPropertyDescription("How often and when a command is tried again.")
        Retry retry) {}
