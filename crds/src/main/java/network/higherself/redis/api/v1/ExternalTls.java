package network.higherself.redis.api.v1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;

/** Encryption of the connections to a Redis that somebody else runs. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ExternalTls(
        @JsonPropertyDescription(
                "Whether connections are encrypted; the certificate is always verified by host name. Default: true in"
                        + " Staging and Production, false in Development.")
        Boolean enabled,

        @JsonPropertyDescription(
                "A Secret of the same namespace whose key ca.crt holds the authorities to trust, in PEM. Default: those"
                        + " that the operator's Java trusts, the public ones.")
        SecretRef caSecretRef) {}
