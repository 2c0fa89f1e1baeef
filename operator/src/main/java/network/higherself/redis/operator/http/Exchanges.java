package network.higherself.redis.operator.http;

import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.TooLongFrameException;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import io.netty.util.concurrent.ScheduledFuture;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One connection's calls, one after the other. Who has not sent a whole call within half a minute is disconnected, be it
 * a kept connection without use or somebody who sends byte by byte.
 */
final class Exchanges extends SimpleChannelInboundHandler<FullHttpRequest> {

    private static final Logger LOG = LoggerFactory.getLogger(Exchanges.class);
    private static final int CALL_SECONDS = 30;
    private static final int BAD_REQUEST = 400;

    /** What slow readers may make the process hold. */
    private static final long BYTES_UNDER_WAY = 48L * 1024 * 1024;

    private static final long SMALL = 256 * 1024;

    private final Handler handler;
    private final AtomicLong underWay;
    private ScheduledFuture<?> deadline;
    private boolean answering;
    private boolean closing;

    /** @param underWay bytes of answers that all connections of the port have not sent yet */
    Exchanges(Handler handler, AtomicLong underWay) {
        this.handler = handler;
        this.underWay = underWay;
    }

    @Override
    public void channelActive(ChannelHandlerContext context) {
        await(context);
        context.fireChannelActive();
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        deadline.cancel(false);
        context.fireChannelInactive();
    }

    @Override
    protected void channelRead0(ChannelHandlerContext context, FullHttpRequest message) {
        if (answering) {
            // Sent ahead of the answer to the one before, which no client of ours does.
            closing = true;
            return;
        }
        answering = true;
        deadline.cancel(false);
        context.channel().config().setAutoRead(false);
        boolean keep = HttpUtil.isKeepAlive(message) && message.decoderResult().isSuccess();
        CompletionStage<Response> answer;
        try {
            if (message.decoderResult().isFailure()) {
                throw unreadable(message.decoderResult().cause());
            }
            answer = handler.handle(request(context, message));
        } catch (RuntimeException e) {
            respond(context, failure(e), keep);
            return;
        }
        answer.whenComplete((response, error) -> {
            Response sent = error == null ? response : failure(error);
            context.executor().execute(() -> respond(context, sent, keep));
        });
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        // A connection that broke, or somebody who doesn't speak TLS: nobody is left to be told.
        LOG.debug("A connection ended: {}", cause.toString());
        context.close();
    }

    private void await(ChannelHandlerContext context) {
        deadline = context.executor().schedule(() -> context.close(), CALL_SECONDS, TimeUnit.SECONDS);
    }

    private void respond(ChannelHandlerContext context, Response response, boolean keep) {
        boolean kept = keep && !closing;
        long bytes = response.body().stream().mapToLong(piece -> piece.length).sum();
        if (underWay.addAndGet(bytes) > BYTES_UNDER_WAY && bytes > SMALL) {
            underWay.addAndGet(-bytes);
            respond(
                    context,
                    new Refusal(503, "many large answers are under way; try again", Map.of("Retry-After", "2"))
                            .response(),
                    keep);
            return;
        }
        ChannelFuture written = context.writeAndFlush(message(response, kept));
        written.addListener(done -> underWay.addAndGet(-bytes));
        if (!kept) {
            written.addListener(ChannelFutureListener.CLOSE);
            return;
        }
        written.addListener(done -> {
            answering = false;
            await(context);
            context.channel().config().setAutoRead(true);
        });
    }

    static FullHttpResponse message(Response response, boolean keep) {
        FullHttpResponse message = new DefaultFullHttpResponse(
                HttpVersion.HTTP_1_1,
                HttpResponseStatus.valueOf(response.status()),
                Unpooled.wrappedBuffer(response.body().toArray(byte[][]::new)));
        response.headers().forEach(message.headers()::set);
        message.headers().set("X-Content-Type-Options", "nosniff");
        if (!message.headers().contains(HttpHeaderNames.CACHE_CONTROL)) {
            message.headers().set(HttpHeaderNames.CACHE_CONTROL, "no-store");
        }
        HttpUtil.setContentLength(message, message.content().readableBytes());
        HttpUtil.setKeepAlive(message, keep);
        return message;
    }

    private static Response failure(Throwable error) {
        Throwable cause = error instanceof CompletionException && error.getCause() != null ? error.getCause() : error;
        if (cause instanceof Refusal refusal) {
            return refusal.response();
        }
        LOG.atError().setCause(cause).log("A call failed");
        return Response.problem(500, "the operator failed at this; its log says more");
    }

    private static Refusal unreadable(Throwable cause) {
        if (cause instanceof TooLongHttpLineException) {
            return new Refusal(414, "the address is too long");
        }
        if (cause instanceof TooLongHttpHeaderException || cause instanceof TooLongFrameException) {
            return new Refusal(431, "the headers are too large");
        }
        return new Refusal(BAD_REQUEST, "this is no HTTP request");
    }

    private static Request request(ChannelHandlerContext context, FullHttpRequest message) {
        String target = message.uri();
        int mark = target.indexOf('?');
        Map<String, String> headers = new HashMap<>();
        message.headers()
                .forEach(header -> headers.putIfAbsent(header.getKey().toLowerCase(Locale.ROOT), header.getValue()));
        return new Request(
                message.method().name(),
                mark < 0 ? target : target.substring(0, mark),
                mark < 0 ? "" : target.substring(mark + 1),
                headers,
                ByteBufUtil.getBytes(message.content()),
                remote(context.channel().remoteAddress()));
    }

    private static String remote(SocketAddress address) {
        return address instanceof InetSocketAddress internet && internet.getAddress() != null
                ? internet.getAddress().getHostAddress()
                : "unknown";
    }
}
