package network.higherself.redis.api.v1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;

/** The certificate that is served. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record CertificateStatus(
        @JsonPropertyDescription("End of validity, RFC 3339.")
        String notAfter,

        @JsonPropertyDescription("SHA-256 of the certificate, in hex.")
        String fingerprint) {}
