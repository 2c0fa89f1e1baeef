package network.higherself.redis.operator.http;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.codec.http.DefaultFullHttpRequest;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpClientCodec;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.timeout.ReadTimeoutHandler;
import io.netty.util.ReferenceCountUtil;
import java.net.InetSocketAddress;
import java.nio.channels.ClosedChannelException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import network.higherself.redis.operator.encryption.TlsContexts;

/**
 * Passes a call on to another replica, over TLS that is verified: the address is the pod's, the name that its certificate
 * must be good for is the Service's.
 */
public final class LeaderConnection {

    /** On calls that were passed on once, which are not passed on again. */
    public static final String PASSED_ON = "x-higherself-passed-on-by";

    private static final int LARGEST = 64 * 1024 * 1024;
    private static final List<String> PASSED_HEADERS =
            List.of("authorization", "accept", "accept-encoding", "content-type", "cookie");

    private final Network network;
    private final String serverName;
    private final String ownName;
    private final Duration deadline;
    private volatile SslContext trust;

    /**
     * @param serverName what certificates of replicas are good for
     * @param ownName by which this replica says that it passed a call on
     */
    public LeaderConnection(Network network, String serverName, String ownName, Duration deadline) {
        this.network = network;
        this.serverName = serverName;
        this.ownName = ownName;
        this.deadline = deadline;
    }

    /**
     * From now on this authority is trusted, and no other.
     *
     * @throws IllegalArgumentException if it can't be read
     */
    public void trust(String authorityPem) {
        SslContext before = trust;
        trust = TlsContexts.client(Optional.of(authorityPem));
        ReferenceCountUtil.safeRelease(before);
    }

    /** Completes with the other replica's answer, whatever it is, or with a {@link Refusal}. */
    public CompletableFuture<Response> pass(Request request, InetSocketAddress replica) {
        CompletableFuture<Response> answer = new CompletableFuture<>();
        SslContext trusted = trust;
        if (trusted == null) {
            answer.completeExceptionally(unreachable());
            return answer;
        }
        new Bootstrap()
                .group(network.loops())
                .channel(NioSocketChannel.class)
                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, (int) Math.min(deadline.toMillis(), 3000))
                .handler(new ChannelInitializer<Channel>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        channel.pipeline()
                                .addLast(trusted.newHandler(channel.alloc(), serverName, replica.getPort()))
                                .addLast(new ReadTimeoutHandler(deadline.toMillis(), TimeUnit.MILLISECONDS))
                                .addLast(new HttpClientCodec())
                                .addLast(new HttpObjectAggregator(LARGEST))
                                .addLast(new Answer(answer));
                    }
                })
                .connect(replica)
                .addListener((io.netty.channel.ChannelFuture connected) -> {
                    if (connected.isSuccess()) {
                        connected.channel().writeAndFlush(message(request));
                    } else {
                        answer.completeExceptionally(unreachable());
                    }
                });
        return answer;
    }

    private DefaultFullHttpRequest message(Request request) {
        DefaultFullHttpRequest message = new DefaultFullHttpRequest(
                HttpVersion.HTTP_1_1,
                HttpMethod.valueOf(request.method()),
                request.query().isEmpty() ? request.path() : request.path() + "?" + request.query(),
                Unpooled.wrappedBuffer(request.body()));
        message.headers().set(HttpHeaderNames.HOST, serverName);
        PASSED_HEADERS.forEach(name ->
                request.header(name).ifPresent(value -> message.headers().set(name, value)));
        message.headers().set(PASSED_ON, ownName);
        HttpUtil.setContentLength(message, request.body().length);
        HttpUtil.setKeepAlive(message, false);
        return message;
    }

    private static Refusal unreachable() {
        return new Refusal(
                503,
                "this replica of the operator stands by, and the one that leads can't be reached; try again in a few"
                        + " seconds",
                Map.of("Retry-After", "5"));
    }

    private static final class Answer extends SimpleChannelInboundHandler<FullHttpResponse> {

        private final CompletableFuture<Response> answer;

        private Answer(CompletableFuture<Response> answer) {
            this.answer = answer;
        }

        @Override
        protected void channelRead0(ChannelHandlerContext context, FullHttpResponse message) {
            Map<String, String> headers = new HashMap<>();
            for (String name : List.of(
                    Response.CONTENT_TYPE,
                    "Content-Encoding",
                    "Allow",
                    "WWW-Authenticate",
                    "Retry-After",
                    "Location",
                    "Set-Cookie")) {
                String value = message.headers().get(name);
                if (value != null) {
                    headers.put(name, value);
                }
            }
            answer.complete(
                    new Response(message.status().code(), headers, List.of(ByteBufUtil.getBytes(message.content()))));
            context.close();
        }

        @Override
        public void channelInactive(ChannelHandlerContext context) {
            exceptionCaught(context, new ClosedChannelException());
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            answer.completeExceptionally(unreachable());
            context.close();
        }
    }
}
