package network.higherself.redis.operator.http;

import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.List;

/** What a server shows itself by: a certificate with its chain, and its key. {@code toString} shows no key. */
public record ServerIdentity(List<X509Certificate> chain, PrivateKey key) {
    @Override
    public String toString() {
        return "ServerIdentity[…]";
    }
}
