package network.higherself.redis.playground.apiserver.http;

import com.fasterxml.jackson.databind.JsonNode;
import io.netty.channel.ChannelHandlerContext;
import java.nio.charset.StandardCharsets;
import java.util.List;
import network.higherself.redis.playground.apiserver.model.Json;

/** What a call gets. */
sealed interface Answer {
    /** The status code. */
    int code();

    /** A whole response. */
    record Body(int code, byte[] bytes, String contentType, List<String> warnings) implements Answer {
        static Body json(int code, JsonNode json) {
            return json(code, Json.bytes(json), List.of());
        }

        static Body json(int code, byte[] json, List<String> warnings) {
            return new Body(code, json, "application/json", warnings);
        }

        static Body text(String text) {
            return new Body(200, text.getBytes(StandardCharsets.UTF_8), "text/plain; charset=utf-8", List.of());
        }
    }

    /** A response without an end of its own. */
    record Stream(String contentType, Source source) implements Answer {
        @Override
        public int code() {
            return 200;
        }
    }

    /** Writes a streamed response; told on the channel's event loop, after the head has been written. */
    interface Source {
        void start(ChannelHandlerContext context);

        void stop();
    }
}
