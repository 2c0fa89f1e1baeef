package network.higherself.redis.operator.tls;

import java.time.Instant;

/**
 * A certificate authority of one resource with its key, PEM. {@code toString} shows no key.
 *
 * @param certificatePem the authority's own certificate
 * @param trustPem all that clients are to trust: this authority and, after a lost one was replaced, those before it
 */
public record Authority(String certificatePem, String keyPem, String trustPem, Instant notAfter) {

    @Override
    public String toString() {
        return "Authority[notAfter=" + notAfter + "]";
    }
}
