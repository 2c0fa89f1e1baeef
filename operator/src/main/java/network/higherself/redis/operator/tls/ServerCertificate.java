package network.higherself.redis.operator.tls;

import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;

/**
 * A certificate with its key and the authority that clients trust, PEM. {@code toString} shows no key.
 *
 * @param fingerprint SHA-256 of the leaf certificate, lower-case hex
 */
public record ServerCertificate(
        String certificatePem,
        String keyPem,
        String authorityPem,
        Instant notBefore,
        Instant notAfter,
        String fingerprint) {
    /**
     * The certificate, and those that lead from it to its authority.
     *
     * @throws IllegalArgumentException if they can't be read
     */
    public List<X509Certificate> chain() {
        try {
            return Pem.certificates(certificatePem);
        } catch (Pem.Unreadable e) {
            throw new IllegalArgumentException("the certificate " + e.getMessage(), e);
        }
    }

    /** @throws IllegalArgumentException if it can't be read */
    public PrivateKey key() {
        try {
            return Pem.privateKey(keyPem);
        } catch (Pem.Unreadable e) {
            throw new IllegalArgumentException("the certificate's key " + e.getMessage(), e);
        }
    }

    @Override
    public String toString() {
        return "ServerCertificate[notAfter=" + notAfter + ", fingerprint=" + fingerprint + "]";
    }
}
