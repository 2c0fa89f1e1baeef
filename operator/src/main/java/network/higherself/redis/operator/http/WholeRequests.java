package network.higherself.redis.operator.http;

import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.HttpMessage;
import io.netty.handler.codec.http.HttpObjectAggregator;

/** Puts a request's pieces together, and refuses one whose body is too large with words. */
final class WholeRequests extends HttpObjectAggregator {

    WholeRequests(int bytes) {
        super(bytes, true);
    }

    @Override
    protected void handleOversizedMessage(ChannelHandlerContext context, HttpMessage oversized) {
        context.writeAndFlush(Exchanges.message(
                        Response.problem(413, "a body has at most " + maxContentLength() + " bytes"), false))
                .addListener(ChannelFutureListener.CLOSE);
    }
}
