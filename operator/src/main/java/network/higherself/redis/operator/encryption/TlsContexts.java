package network.higherself.redis.operator.encryption;

import io.netty.handler.ssl.OpenSsl;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.security.NoSuchAlgorithmException;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import org.slf4j.LoggerFactory;

/**
 * TLS 1.2 and 1.3 by BoringSSL, where there is a library of it for this machine, else by the JVM: under the JVM's first compiler
 * a handshake takes milliseconds, and the processor's AES is not used. Contexts are counted references: whoever builds one
 * releases it.
 */
public final class TlsContexts {

    private static final SslProvider PROVIDER = provider();

    private TlsContexts() {}

    /**
     * Of a client that asks for the server's name in its certificate.
     *
     * @param authorityPem the certificates of those who are trusted, and nobody else; empty for those whom the system trusts
     * @throws IllegalArgumentException if these are no certificates
     */
    public static SslContext client(Optional<String> authorityPem) {
        return client(authorityPem, PROVIDER);
    }

    /** The same, by a given provider. */
    public static SslContext client(Optional<String> authorityPem, SslProvider provider) {
        SslContextBuilder builder =
                prepared(SslContextBuilder.forClient(), provider).endpointIdentificationAlgorithm("HTTPS");
        authorityPem.ifPresent(
                pem -> builder.trustManager(new ByteArrayInputStream(pem.getBytes(StandardCharsets.US_ASCII))));
        return built(builder);
    }

    /**
     * Of a server.
     *
     * @throws IllegalArgumentException if no certificate and key among these can be served
     */
    public static SslContext server(KeyManagerFactory keys) {
        return built(prepared(SslContextBuilder.forServer(keys), PROVIDER));
    }

    private static SslContext built(SslContextBuilder builder) {
        try {
            return builder.build();
        } catch (SSLException e) {
            throw new IllegalArgumentException("no TLS with these certificates", e);
        }
    }

    private static SslContextBuilder prepared(SslContextBuilder builder, SslProvider provider) {
        return builder.sslProvider(provider)
                .protocols("TLSv1.3", "TLSv1.2")
                .ciphers(provider == SslProvider.JDK ? cipherSuites() : null);
    }

    /** In the order that this process prefers (jvm.options), not in Netty's. */
    private static List<String> cipherSuites() {
        try {
            return List.of(SSLContext.getDefault().getDefaultSSLParameters().getCipherSuites());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("the JVM has no TLS", e);
        }
    }

    private static SslProvider provider() {
        if (OpenSsl.isAvailable()) {
            return SslProvider.OPENSSL_REFCNT;
        }
        LoggerFactory.getLogger(TlsContexts.class)
                .info(
                        "no BoringSSL for this machine ({}): TLS is the JVM's, and takes more of the processor",
                        OpenSsl.unavailabilityCause().toString());
        return SslProvider.JDK;
    }
}
