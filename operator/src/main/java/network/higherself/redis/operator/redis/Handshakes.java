package network.higherself.redis.operator.redis;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * The keys and certificates of TLS handshakes are worked at on threads of their own: a hundred connections that open at once
 * hold up neither each other's answers nor those of connections that are open. Lettuce lets the I/O threads do it, and has no
 * setting for it, so its handler is replaced by one that is told of these threads, before the channel is connected.
 */
final class Handshakes implements AutoCloseable {

    private static final int THREADS = 2;

    private final ThreadPoolExecutor threads =
            new ThreadPoolExecutor(THREADS, THREADS, 10, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), task -> {
                Thread thread = new Thread(task, "tls-handshake");
                thread.setDaemon(true);
                return thread;
            });

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
        SslHandler own = new SslHandler(lettuces.engine(), threads);
        own.setHandshakeTimeoutMillis(lettuces.getHandshakeTimeoutMillis());
        // A handler that leaves before its handshake tells those behind it that the handshake failed.
        ChannelInboundHandlerAdapter silence = new SilentAboutHandshakes();
        pipeline.addAfter(pipeline.context(lettuces).name(), null, silence);
        pipeline.replace(lettuces, null, own);
        pipeline.remove(silence);
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
