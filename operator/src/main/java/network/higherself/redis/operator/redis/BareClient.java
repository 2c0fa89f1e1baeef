package network.higherself.redis.operator.redis;

import io.lettuce.core.ConnectionBuilder;
import io.lettuce.core.ConnectionEvents;
import io.lettuce.core.RedisAsyncCommandsImpl;
import io.lettuce.core.RedisChannelWriter;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisReactiveCommandsImpl;
import io.lettuce.core.RedisURI;
import io.lettuce.core.StatefulRedisConnectionImpl;
import io.lettuce.core.api.sync.RedisCommands;
import io.lettuce.core.codec.RedisCodec;
import io.lettuce.core.protocol.PushHandler;
import io.lettuce.core.pubsub.PubSubEndpoint;
import io.lettuce.core.pubsub.RedisPubSubReactiveCommandsImpl;
import io.lettuce.core.pubsub.StatefulRedisPubSubConnectionImpl;
import io.lettuce.core.pubsub.api.sync.RedisPubSubCommands;
import io.lettuce.core.resource.ClientResources;
import io.netty.handler.ssl.SslContext;
import io.netty.util.ReferenceCountUtil;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import reactor.core.publisher.Mono;

/**
 * Makes connections that send what is dispatched, and offer nothing else: Lettuce gives each an object with every command of
 * Redis in three styles, among them a proxy of a thousand methods and all of Reactor. Sessions use none of them; the one to
 * channels only the asynchronous one.
 */
final class BareClient extends RedisClient {

    private final Optional<SslContext> encryption;

    /** @param encryption of all its connections; empty: none */
    BareClient(ClientResources resources, Optional<SslContext> encryption) {
        super(resources, new RedisURI());
        this.encryption = encryption;
    }

    @Override
    protected void connectionBuilder(
            Mono<SocketAddress> addresses, ConnectionBuilder builder, ConnectionEvents events, RedisURI uri) {
        super.connectionBuilder(addresses, builder, events, uri);
        encryption.ifPresent(encrypted -> builder.bootstrap()
                .attr(Handshakes.SERVER, new Handshakes.Server(encrypted, uri.getHost(), uri.getPort())));
    }

    /** Keeps nothing for connections to come, and ends within a second. */
    void leave() {
        shutdownAsync(0, 1, TimeUnit.SECONDS);
        encryption.ifPresent(ReferenceCountUtil::safeRelease);
    }

    @Override
    protected <K, V> StatefulRedisConnectionImpl<K, V> newStatefulRedisConnection(
            RedisChannelWriter writer, PushHandler pushed, RedisCodec<K, V> codec, Duration timeout) {
        return new Connection<>(writer, pushed, codec, timeout);
    }

    @Override
    protected <K, V> StatefulRedisPubSubConnectionImpl<K, V> newStatefulRedisPubSubConnection(
            PubSubEndpoint<K, V> endpoint, RedisChannelWriter writer, RedisCodec<K, V> codec, Duration timeout) {
        return new Listener<>(endpoint, writer, codec, timeout);
    }

    private static final class Connection<K, V> extends StatefulRedisConnectionImpl<K, V> {

        Connection(RedisChannelWriter writer, PushHandler pushed, RedisCodec<K, V> codec, Duration timeout) {
            super(writer, pushed, codec, timeout);
        }

        @Override
        protected RedisAsyncCommandsImpl<K, V> newRedisAsyncCommandsImpl() {
            return null;
        }

        @Override
        protected RedisCommands<K, V> newRedisSyncCommandsImpl() {
            return null;
        }

        @Override
        protected RedisReactiveCommandsImpl<K, V> newRedisReactiveCommandsImpl() {
            return null;
        }
    }

    private static final class Listener<K, V> extends StatefulRedisPubSubConnectionImpl<K, V> {

        Listener(PubSubEndpoint<K, V> endpoint, RedisChannelWriter writer, RedisCodec<K, V> codec, Duration timeout) {
            super(endpoint, writer, codec, timeout);
        }

        @Override
        protected RedisPubSubCommands<K, V> newRedisSyncCommandsImpl() {
            return null;
        }

        @Override
        protected RedisPubSubReactiveCommandsImpl<K, V> newRedisReactiveCommandsImpl() {
            return null;
        }
    }
}
