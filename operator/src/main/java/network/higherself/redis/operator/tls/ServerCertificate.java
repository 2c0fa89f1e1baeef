package network.higherself.redis.operator.tls;

import java.time.Instant;

/**
 * A certificate with its key and the authority that clients trust, PEM. {@code toString} shows no key.
 *
 * @param fingerprint SHA-256 of the leaf certificate, lower-case hex
 */
public record ServerCertificate(
        String certificatePem, String keyPem, String authorityPem, Instant notAfter, String fingerprint) {
    @Override
    public String toString() {
        return "ServerCertificate[notAfter=" + notAfter + ", fingerprint=" + fingerprint + "]";
    }
}
