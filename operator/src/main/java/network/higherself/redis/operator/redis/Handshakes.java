package network.higherself.redis.operator.redis;

import io.netty.channel.Channel;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.AttributeKey;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLPeerUnverifiedException;

/**
 * Begins each encrypted connection by its handshake, and verifies certificates on threads of its own: a hundred connections that
 * open at once hold up neither each other's answers nor those of connections that are open. Lettuce lets the I/O threads do
 * it, with a context for each connection, and has no setting for either, so it is told of no encryption at all.
 */
final class Handshakes implements AutoCloseable {

    /** Where a channel leads to that is to be encrypted. */
    static final AttributeKey<Server> SERVER = AttributeKey.valueOf(Handshakes.class, "server");

    private static final int THREADS = 2;

    /**
     * A server that is spoken to by TLS.
     *
     * @param host what its certificate must be for
     */
    record Server(SslContext context, String host, int port) {}

    private final ThreadPoolExecutor threads =
            new ThreadPoolExecutor(THREADS, THREADS, 10, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), task -> {
                Thread thread = new Thread(task, "tls-handshake");
                thread.setDaemon(true);
                return thread;
            });

    private final Map<String, Certificate> certificates = new ConcurrentHashMap<>();

    Handshakes() {
        threads.allowCoreThreadTimeOut(true);
    }

    /** @param channel with all its other handlers, not yet connected */
    void encrypt(Channel channel) {
        Server server = channel.attr(SERVER).get();
        if (server == null) {
            return;
        }
        SslHandler tls = server.context().newHandler(channel.alloc(), server.host(), server.port(), threads);
        tls.setHandshakeTimeoutMillis(RedisClients.OPENING.toMillis());
        tls.handshakeFuture().addListener(done -> remember(tls.engine()));
        channel.pipeline().addFirst(tls);
    }

    /**
     * The certificate that a server served when it was last connected to by this name; empty where it was not, or that was
     * taken before.
     */
    Optional<X509Certificate> takeCertificate(String host) {
        return Optional.ofNullable(certificates.remove(host))
                .filter(X509Certificate.class::isInstance)
                .map(X509Certificate.class::cast);
    }

    private void remember(SSLEngine engine) {
        if (engine.getPeerHost() == null) {
            return;
        }
        try {
            certificates.put(engine.getPeerHost(), engine.getSession().getPeerCertificates()[0]);
        } catch (SSLPeerUnverifiedException notServed) {
            certificates.remove(engine.getPeerHost());
        }
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }
}
