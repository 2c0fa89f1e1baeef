package network.higherself.redis.operator.tls;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;

/**
 * Looks by a handshake which certificate a server serves: a changed file is not a changed certificate. Nothing is sent
 * but the handshake, and nothing that the server says is trusted, so any certificate will do.
 */
public final class ServedCertificate {

    private ServedCertificate() {}

    /**
     * SHA-256 of what is served, lower-case hex; empty where there is no answer in time. Blocks for up to twice the
     * timeout.
     *
     * @param timeout for the connect, and again for the handshake
     */
    public static Optional<String> fingerprint(String address, int port, Duration timeout) {
        int millis = (int) Math.min(timeout.toMillis(), Integer.MAX_VALUE);
        try (Socket plain = new Socket()) {
            plain.connect(new InetSocketAddress(address, port), millis);
            plain.setSoTimeout(millis);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, new TrustManager[] {new Onlooker()}, null);
            try (SSLSocket socket = (SSLSocket) context.getSocketFactory().createSocket(plain, address, port, true)) {
                socket.startHandshake();
                return Optional.of(CertificateIssuer.fingerprint(
                        (X509Certificate) socket.getSession().getPeerCertificates()[0]));
            }
        } catch (IOException | GeneralSecurityException noAnswer) {
            return Optional.empty();
        }
    }

    /** Lets every certificate pass, since it is only looked at. */
    private static final class Onlooker implements X509TrustManager {
        @Override
        public void checkClientTrusted(X509Certificate[] chain, String authType) {
            throw new IllegalStateException("only looks at servers");
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String authType) {
            // Nothing is sent over this connection.
        }

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
