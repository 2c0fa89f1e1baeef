package network.higherself.redis.operator.redis;

import io.lettuce.core.SslOptions;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.NoSuchAlgorithmException;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** How connections to instances are encrypted, and whom they trust. */
final class Encryption {

    private Encryption() {}

    /**
     * @param authorityPem the certificates of those who are trusted, and nobody else
     * @param handshake how long a handshake may take
     * @throws IllegalArgumentException if these are no certificates
     */
    static SslOptions trusting(String authorityPem, Duration handshake) {
        return SslOptions.builder()
                .jdkSslProvider()
                .cipherSuites(cipherSuites())
                .trustManager(trust(authorityPem))
                .handshakeTimeout(handshake)
                .build();
    }

    /** In the order that this process prefers (jvm.options), not in Netty's. */
    private static String[] cipherSuites() {
        try {
            return SSLContext.getDefault().getDefaultSSLParameters().getCipherSuites();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("the JVM has no TLS", e);
        }
    }

    private static TrustManagerFactory trust(String pem) {
        try {
            KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
            store.load(null, null);
            int number = 0;
            for (Certificate certificate : CertificateFactory.getInstance("X.509")
                    .generateCertificates(new ByteArrayInputStream(pem.getBytes(StandardCharsets.US_ASCII)))) {
                store.setCertificateEntry("authority-" + number++, certificate);
            }
            TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            factory.init(store);
            return factory;
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalArgumentException("the authority's certificate can't be read", e);
        }
    }
}
