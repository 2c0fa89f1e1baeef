package network.higherself.redis.api.v1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;

/** A Redis that somebody else runs. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record External(
        @Required
        @JsonPropertyDescription(
                "Host name that the provider gives; with TLS the certificate must hold for it. With mode Sentinel that"
                        + " of the Sentinels, with mode Cluster that of any node or the configuration endpoint.")
        @Size(min = 1, max = 253)
        @Pattern("^[A-Za-z0-9]([A-Za-z0-9.:_-]*[A-Za-z0-9])?$")
        String host,

        @JsonPropertyDescription("Port at the host. Default: 6379, with mode Sentinel 26379.") @Min(1) @Max(65535)
        Integer port,

        @JsonPropertyDescription(
                "Standalone: host and port serve, whatever is behind them. Sentinel: ask there for the primary and its"
                        + " replicas. Cluster: ask there for the nodes. Default: Standalone.")
        ExternalMode mode,

        @JsonPropertyDescription("What is asked of the Sentinels; required with mode Sentinel.")
        ExternalSentinel sentinel,

        @JsonPropertyDescription("Encryption of the connections.")
        ExternalTls tls,

        @JsonPropertyDescription(
                "How to log in, for applications and for the operator's probes alike. Default: no password.")
        ExternalCredentials credentials,

        @JsonPropertyDescription("Number of the logical database. Default: 0, the only one that a cluster has.")
        @Min(0)
        @Max(1000000)
        Integer database,

        @JsonPropertyDescription(
                "Whether the operator may write, read and delete a test key (higherself:health:canary, which expires)"
                        + " once a minute. Forbidden: it changes nothing. Default: Forbidden.")
        CanaryMode canary) {}
