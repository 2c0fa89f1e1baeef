package network.higherself.redis.playground.apiserver.http;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslProvider;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import network.higherself.redis.playground.apiserver.model.KindRegistry;
import network.higherself.redis.playground.apiserver.rbac.Authorizer;
import network.higherself.redis.playground.apiserver.rbac.Reviews;
import network.higherself.redis.playground.apiserver.rbac.Tokens;
import network.higherself.redis.playground.apiserver.resource.Objects;
import network.higherself.redis.playground.apiserver.schema.ProtobufDecoder;
import network.higherself.redis.playground.apiserver.store.Store;

/** The server's sockets: HTTPS, HTTP/1.1 with connections that are kept. */
public final class HttpFront implements AutoCloseable {
    private static final int MOST_BODY_BYTES = 8 << 20;
    private static final int MOST_HEADER_BYTES = 64 << 10;
    private static final int EVENT_LOOPS = 2;

    private final EventLoopGroup loops;
    private final ExecutorService workers;
    private final Optional<AuditLog> audit;
    private final List<Channel> listening = new ArrayList<>();
    private final String authorityPem;

    /**
     * @param names what the certificate is for
     * @param auditLog where a line for each call is written, if anywhere
     */
    public HttpFront(
            Store store,
            KindRegistry kinds,
            Objects objects,
            Tokens tokens,
            Clock clock,
            List<InetSocketAddress> addresses,
            List<String> names,
            Optional<Path> auditLog) {
        Authorizer authorizer = new Authorizer(store);
        Reviews reviews = new Reviews(authorizer, tokens, clock);
        ProtobufDecoder protobuf = new ProtobufDecoder(kinds.builtins().schemas());
        Subresources subresources = new Subresources(store, kinds, objects, reviews, protobuf);
        ResourceEndpoint resources = new ResourceEndpoint(store, objects, protobuf, subresources);
        Api api = new Api(kinds, tokens, authorizer, reviews, resources, protobuf);
        audit = auditLog.map(AuditLog::new);
        workers = Executors.newCachedThreadPool(task -> daemon(task, "apiserver-worker"));
        ThreadFactory ioThreads = task -> daemon(task, "apiserver-io");
        loops = new MultiThreadIoEventLoopGroup(EVENT_LOOPS, ioThreads, NioIoHandler.newFactory());
        Certificates certificates = Certificates.create(names, clock.instant());
        authorityPem = certificates.authorityPem();
        SslContext tls = tls(certificates);
        ServerBootstrap bootstrap = new ServerBootstrap()
                .group(loops)
                .channel(NioServerSocketChannel.class)
                .option(ChannelOption.SO_BACKLOG, 1024)
                .option(ChannelOption.SO_REUSEADDR, true)
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childHandler(new ChannelInitializer<SocketChannel>() {
                    @Override
                    protected void initChannel(SocketChannel channel) {
                        channel.pipeline()
                                .addLast(
                                        encrypting(tls.newHandler(channel.alloc())),
                                        new HttpServerCodec(MOST_HEADER_BYTES, MOST_HEADER_BYTES, 64 << 10),
                                        new HttpObjectAggregator(MOST_BODY_BYTES),
                                        new CallHandler(api, workers, audit));
                    }
                });
        for (InetSocketAddress address : addresses) {
            var bound = bootstrap.bind(address).awaitUninterruptibly();
            if (!bound.isSuccess()) {
                close();
                throw new UncheckedIOException(new IOException("cannot listen on " + address, bound.cause()));
            }
            listening.add(bound.channel());
        }
    }

    private static Thread daemon(Runnable task, String name) {
        Thread thread = new Thread(task, name);
        thread.setDaemon(true);
        return thread;
    }

    /** The client's order of cipher suites counts, as with the real one. */
    private static SslHandler encrypting(SslHandler handler) {
        SSLParameters parameters = handler.engine().getSSLParameters();
        parameters.setUseCipherSuitesOrder(false);
        handler.engine().setSSLParameters(parameters);
        return handler;
    }

    private static SslContext tls(Certificates certificates) {
        try {
            return SslContextBuilder.forServer(
                            certificates.serverKey(), certificates.server(), certificates.authority())
                    .sslProvider(SslProvider.JDK)
                    // All that the JVM has: Netty leaves some out that clients may prefer.
                    .ciphers(List.of(
                            SSLContext.getDefault().getDefaultSSLParameters().getCipherSuites()))
                    .build();
        } catch (NoSuchAlgorithmException | SSLException e) {
            throw new IllegalStateException("the server's certificate cannot be used", e);
        }
    }

    public List<InetSocketAddress> addresses() {
        return listening.stream()
                .map(channel -> (InetSocketAddress) channel.localAddress())
                .toList();
    }

    public String authorityPem() {
        return authorityPem;
    }

    @Override
    public void close() {
        loops.shutdownGracefully(0, 2, TimeUnit.SECONDS).awaitUninterruptibly();
        workers.shutdownNow();
        audit.ifPresent(AuditLog::close);
    }
}
