package network.higherself.redis.api.v1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;

/** Encryption of all connections. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Tls(
        @JsonPropertyDescription(
                "Disabled: port 6379 in clear. SelfSigned: the operator makes an authority and certificates and renews them. Secret: the certificate of secretRef. Default: Disabled in Development, SelfSigned in Staging and Production.")
        TlsMode mode,

        @JsonPropertyDescription("With mode Secret: the Secret with tls.crt, tls.key and ca.crt.")
        SecretRef secretRef) {}
