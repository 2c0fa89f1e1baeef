package network.higherself.redis.playground.apiserver.http;

import com.fasterxml.jackson.databind.JsonNode;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.DefaultHttpResponse;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.QueryStringDecoder;
import java.util.Optional;
import java.util.concurrent.Executor;
import network.higherself.redis.playground.apiserver.model.ApiFailure;
import network.higherself.redis.playground.apiserver.rbac.User;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One connection: its calls are answered on the workers, one after the other. */
final class CallHandler extends SimpleChannelInboundHandler<FullHttpRequest> {
    private static final Logger LOG = LoggerFactory.getLogger(CallHandler.class);

    private final Api api;
    private final Executor workers;
    private final Optional<AuditLog> audit;
    private Answer.Source stream;

    CallHandler(Api api, Executor workers, Optional<AuditLog> audit) {
        this.api = api;
        this.workers = workers;
        this.audit = audit;
    }

    @Override
    protected void channelRead0(ChannelHandlerContext context, FullHttpRequest request) {
        QueryStringDecoder uri = new QueryStringDecoder(request.uri());
        Call call = new Call(
                request.method().name(),
                uri.path(),
                uri.parameters(),
                request.headers().copy(),
                ByteBufUtil.getBytes(request.content()));
        boolean keepAlive = HttpUtil.isKeepAlive(request) && !call.isUpgrade();
        workers.execute(() -> {
            Answer answer = answer(call);
            context.executor().execute(() -> write(context, answer, keepAlive));
        });
    }

    private Answer answer(Call call) {
        User user = null;
        Answer answer;
        String refusal = "";
        try {
            user = api.authenticate(call);
            answer = api.answer(call, user);
        } catch (ApiFailure failure) {
            answer = Answer.Body.json(failure.code(), failure.status());
            refusal = failure.getMessage();
        } catch (RuntimeException e) {
            // The boundary of a request: whatever a fault is, its client gets an answer and the server lives on.
            LOG.error("A call failed: {} {}", call.method(), call.path(), e);
            JsonNode status = new ApiFailure(
                            500,
                            "InternalError",
                            "Internal error occurred: " + e.getClass().getSimpleName())
                    .status();
            answer = Answer.Body.json(500, status);
        }
        if (audit.isPresent()) audit.get().record(call, user, answer.code(), refusal);
        return answer;
    }

    private void write(ChannelHandlerContext context, Answer answer, boolean keepAlive) {
        if (answer instanceof Answer.Body body) {
            var response = new DefaultFullHttpResponse(
                    HttpVersion.HTTP_1_1,
                    HttpResponseStatus.valueOf(body.code()),
                    Unpooled.wrappedBuffer(body.bytes()));
            head(response, body.contentType(), keepAlive);
            response.headers().set(HttpHeaderNames.CONTENT_LENGTH, body.bytes().length);
            body.warnings()
                    .forEach(warning -> response.headers()
                            .add(
                                    "Warning",
                                    "299 - \"" + warning.replace("\\", "\\\\").replace("\"", "\\\"") + "\""));
            var written = context.writeAndFlush(response);
            if (!keepAlive) written.addListener(ChannelFutureListener.CLOSE);
        } else if (answer instanceof Answer.Stream streamed) {
            var response = new DefaultHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.OK);
            head(response, streamed.contentType(), keepAlive);
            HttpUtil.setTransferEncodingChunked(response, true);
            context.writeAndFlush(response);
            stream = streamed.source();
            if (context.channel().isActive()) stream.start(context);
            else stream.stop();
        }
    }

    private static void head(HttpResponse response, String contentType, boolean keepAlive) {
        response.headers().set(HttpHeaderNames.CONTENT_TYPE, contentType);
        response.headers().set("Cache-Control", "no-cache, private");
        if (!keepAlive) response.headers().set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) throws Exception {
        if (stream != null) stream.stop();
        super.channelInactive(context);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        LOG.debug("A connection broke", cause);
        context.close();
    }
}
