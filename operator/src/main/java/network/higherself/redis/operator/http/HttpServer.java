package network.higherself.redis.operator.http;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.timeout.WriteTimeoutHandler;
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import javax.net.ssl.KeyManagerFactory;
import network.higherself.redis.operator.encryption.TlsContexts;

/**
 * One port. Connections and bytes under way are bounded, and each has its deadlines: somebody who sends or reads slowly
 * holds a connection for a while, and nobody up.
 */
public final class HttpServer implements AutoCloseable {

    static final int CONNECTIONS = 512;
    static final int BODY_BYTES = 64 * 1024;
    private static final int LINE_BYTES = 8 * 1024;
    private static final int HEADER_BYTES = 32 * 1024;
    private static final int WRITE_SECONDS = 20;
    private static final int HANDSHAKE_SECONDS = 10;

    private final Channel channel;
    private final boolean encrypted;
    private final Handler handler;
    private final AtomicInteger connections = new AtomicInteger();
    private final AtomicLong underWay = new AtomicLong();
    private volatile SslContext identity;

    private HttpServer(Network network, int port, boolean encrypted, Handler handler) {
        this.encrypted = encrypted;
        this.handler = handler;
        var opening = new ServerBootstrap()
                .group(network.loops())
                .channel(NioServerSocketChannel.class)
                .option(ChannelOption.SO_BACKLOG, 256)
                .option(ChannelOption.SO_REUSEADDR, true)
                .childOption(ChannelOption.TCP_NODELAY, true)
                // A page of /metrics is rare and large: from malloc, which has it back, not from a pool.
                .childOption(ChannelOption.ALLOCATOR, UnpooledByteBufAllocator.DEFAULT)
                .childHandler(new ChannelInitializer<SocketChannel>() {
                    @Override
                    protected void initChannel(SocketChannel accepted) {
                        accept(accepted);
                    }
                })
                .bind(port)
                .awaitUninterruptibly();
        if (!opening.isSuccess()) {
            throw new UncheckedIOException(
                    "port " + port + " can't be opened",
                    new BindException(String.valueOf(opening.cause().getMessage())));
        }
        channel = opening.channel();
    }

    /** @throws UncheckedIOException if the port can't be opened */
    public static HttpServer plain(Network network, int port, Handler handler) {
        return new HttpServer(network, port, false, handler);
    }

    /**
     * Over TLS 1.2 or later; until {@link #show} was called, connections are closed.
     *
     * @throws UncheckedIOException if the port can't be opened
     */
    public static HttpServer encrypted(Network network, int port, Handler handler) {
        return new HttpServer(network, port, true, handler);
    }

    /**
     * From now on new connections see this certificate.
     *
     * @throws IllegalArgumentException if it can't be used
     */
    public void show(ServerIdentity shown) {
        try {
            char[] ofNoStore = {};
            KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
            store.load(null, ofNoStore);
            store.setKeyEntry("server", shown.key(), ofNoStore, shown.chain().toArray(Certificate[]::new));
            KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            keys.init(store, ofNoStore);
            SslContext before = identity;
            identity = TlsContexts.server(keys);
            ReferenceCountUtil.safeRelease(before);
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalArgumentException("the certificate can't be served", e);
        }
    }

    /** The port that is really open; another than asked for only where 0 was. */
    public int port() {
        return ((InetSocketAddress) channel.localAddress()).getPort();
    }

    @Override
    public void close() {
        channel.close().awaitUninterruptibly(1, TimeUnit.SECONDS);
    }

    private void accept(SocketChannel accepted) {
        SslContext shown = identity;
        if ((encrypted && shown == null) || connections.incrementAndGet() > CONNECTIONS) {
            if (!encrypted || shown != null) {
                connections.decrementAndGet();
            }
            accepted.close();
            return;
        }
        accepted.closeFuture().addListener(closed -> connections.decrementAndGet());
        ChannelPipeline pipeline = accepted.pipeline();
        if (encrypted) {
            SslHandler tls = shown.newHandler(accepted.alloc());
            tls.setHandshakeTimeout(HANDSHAKE_SECONDS, TimeUnit.SECONDS);
            pipeline.addLast(tls);
        }
        pipeline.addLast(new WriteTimeoutHandler(WRITE_SECONDS));
        pipeline.addLast(new HttpServerCodec(
                new HttpDecoderConfig().setMaxInitialLineLength(LINE_BYTES).setMaxHeaderSize(HEADER_BYTES)));
        pipeline.addLast(new WholeRequests(BODY_BYTES));
        pipeline.addLast(new Exchanges(handler, underWay));
    }
}
