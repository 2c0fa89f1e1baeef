package network.higherself.redis.operator.redis;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
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
 * The keys and certificates of TLS handshakes are worked at on threads of their own: a hundred connections that open at once
 * hold up neither each other's answers nor those of connections that are open. Lettuce lets the I/O threads do it, with a
 * context for each connection, and has no setting for either, so its handler is replaced before the channel is connected.
 */
final class Handshakes implements AutoCloseable {

    /** What encrypts a channel instead of Lettuce's own. */
    static final AttributeKey<SslContext> CONTEXT = AttributeKey.valueOf(Handshakes.class, "context");

    private static final int THREADS = 2;

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

    /** @param channel with all its handlers, not yet connected */
    void workAside(Channel channel) {
        ChannelPipeline pipeline = channel.pipeline();
        SslHandler lettuces = pipeline.get(SslHandler.class);
        if (lettuces == null) {
            return;
        }
        SSLEngine asked = lettuces.engine();
        SslHandler own = channel.attr(CONTEXT)
                .get()
                .newHandler(channel.alloc(), asked.getPeerHost(), asked.getPeerPort(), threads);
        own.setHandshakeTimeoutMillis(lettuces.getHandshakeTimeoutMillis());
        own.handshakeFuture().addListener(done -> remember(own.engine()));
        // A handler that leaves before its handshake tells those behind it that the handshake failed.
        ChannelInboundHandlerAdapter silence = new SilentAboutHandshakes();
        pipeline.addAfter(pipeline.context(lettuces).name(), null, silence);
        pipeline.replace(lettuces, null, own);
        pipeline.remove(silence);
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

    private static final class SilentAboutHandshakes extends ChannelInboundHandlerAdapter {

        @Override
        public void userEventTriggered(ChannelHandlerContext context, Object event) {
            if (!(event instanceof SslHandshakeCompletionEvent)) {
                context.fireUserEventTriggered(event);
            }
        }
    }
}
