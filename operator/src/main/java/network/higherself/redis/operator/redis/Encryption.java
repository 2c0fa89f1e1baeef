package network.higherself.redis.operator.redis;

import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.util.ReferenceCountUtil;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.util.Optional;
import javax.net.ssl.SSLException;
import javax.net.ssl.TrustManagerFactory;
import network.higherself.redis.operator.encryption.TlsContexts;

/** How connections to the instances of an authority are encrypted. Who is trusted, and under which name, the JVM says. */
final class Encryption {

    private final SslContext context;

    /**
     * @param authorityPem the certificates of those who are trusted, and nobody else; empty for those whom the system trusts
     * @throws IllegalArgumentException if these are no certificates
     */
    Encryption(Optional<String> authorityPem) {
        this(authorityPem, TlsContexts.client());
    }

    Encryption(Optional<String> authorityPem, SslContextBuilder builder) {
        try {
            this.context = builder.trustManager(trust(authorityPem)).build();
        } catch (SSLException e) {
            throw new IllegalArgumentException("no TLS with the authority's certificate", e);
        }
    }

    SslContext context() {
        return context;
    }

    /** Keeps nothing for connections to come; those that are open stay. */
    void release() {
        ReferenceCountUtil.safeRelease(context);
    }

    private static TrustManagerFactory trust(Optional<String> authorityPem) {
        try {
            TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            factory.init(authorityPem.isPresent() ? store(authorityPem.get()) : null);
            return factory;
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalArgumentException("the authority's certificate can't be read", e);
        }
    }

    private static KeyStore store(String pem) throws GeneralSecurityException, IOException {
        KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
        store.load(null, null);
        int number = 0;
        for (Certificate certificate : CertificateFactory.getInstance("X.509")
                .generateCertificates(new ByteArrayInputStream(pem.getBytes(StandardCharsets.US_ASCII)))) {
            store.setCertificateEntry("authority-" + number++, certificate);
        }
        return store;
    }
}
