package network.higherself.redis.operator.encryption;

import io.netty.handler.ssl.OpenSsl;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import java.security.NoSuchAlgorithmException;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.slf4j.LoggerFactory;

/**
 * TLS 1.2 and 1.3 by BoringSSL, where there is a library of it for this machine, else by the JVM: under the JVM's first compiler
 * a handshake takes milliseconds, and the processor's AES is not used. Contexts are counted references: whoever builds one
 * releases it.
 */
public final class TlsContexts {

    private static final SslProvider PROVIDER = provider();

    private TlsContexts() {}

    /** Of a client that asks for the server's name in its certificate. */
    public static SslContextBuilder client() {
        return client(PROVIDER);
    }

    /** The same, by a given provider. */
    public static SslContextBuilder client(SslProvider provider) {
        return prepared(SslContextBuilder.forClient(), provider).endpointIdentificationAlgorithm("HTTPS");
    }

    public static SslContextBuilder server(KeyManagerFactory keys) {
        return prepared(SslContextBuilder.forServer(keys), PROVIDER);
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
