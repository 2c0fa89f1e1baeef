package network.higherself.redis.operator.redis;

import io.lettuce.core.ClientOptions;
import io.lettuce.core.MaintNotificationsConfig;
import io.lettuce.core.RedisCredentials;
import io.lettuce.core.RedisCredentialsProvider;
import io.lettuce.core.RedisURI;
import io.lettuce.core.SocketOptions;
import io.lettuce.core.TimeoutOptions;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.codec.StringCodec;
import io.lettuce.core.event.DefaultEventPublisherOptions;
import io.lettuce.core.metrics.CommandLatencyRecorder;
import io.lettuce.core.protocol.ProtocolVersion;
import io.lettuce.core.pubsub.StatefulRedisPubSubConnection;
import io.lettuce.core.resource.ClientResources;
import io.lettuce.core.resource.DefaultClientResources;
import io.lettuce.core.resource.NettyCustomizer;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelOption;
import io.netty.handler.ssl.SslContext;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import network.higherself.redis.operator.encryption.TlsContexts;
import network.higherself.redis.operator.redis.Observation.Failure;

/**
 * Opens connections to instances over few shared threads: by the instance's name and to its address, with verified TLS, few
 * at a time.
 */
final class Connecting implements AutoCloseable {

    private final ClientResources resources;
    private final GrowingBuffers buffers = new GrowingBuffers();
    private final Handshakes handshakes = new Handshakes();
    private final Openings openings = new Openings();
    private final InstanceAddresses addresses = new InstanceAddresses();
    private final Map<Trust, BareClient> clients = new ConcurrentHashMap<>();
    private final Consumer<Instance> onClose;

    /**
     * What connections have in common.
     *
     * @param authorityPem whose certificates are trusted; empty: those whom the system trusts
     */
    private record Trust(boolean tls, Optional<String> authorityPem) {}

    /**
     * @param ioThreads threads that serve all connections
     * @param onClose told of each connection that the server's side closed
     */
    Connecting(int ioThreads, Consumer<Instance> onClose) {
        this.onClose = onClose;
        this.resources = DefaultClientResources.builder()
                .ioThreadPoolSize(ioThreads)
                .computationThreadPoolSize(2)
                .addressResolverGroup(addresses)
                .nettyCustomizer(channels())
                .commandLatencyRecorder(CommandLatencyRecorder.disabled())
                .commandLatencyPublisherOptions(DefaultEventPublisherOptions.disabled())
                .build();
    }

    /** A connection that is to be kept; opened once it is asked for. */
    Openings.Turn<Session> lasting(Instance instance, Access access) {
        return openings.turn(() -> open(instance, access, 0));
    }

    /** A connection of its own to another database; whoever asked closes it. */
    CompletableFuture<Session> aside(Instance instance, Access access, int database, Duration deadline) {
        return openings.turn(() -> bounded(open(instance, access, database), deadline, Session::close))
                .take();
    }

    /** A connection that is not kept, to whom it may concern; fails at the deadline. It has no user yet. */
    CompletableFuture<Session> once(Instance instance, Access access, Duration deadline) {
        return openings.turn(() -> bounded(
                        connect(instance, access, uri(instance, 0, deadline))
                                .thenApply(connection -> session(instance, connection, () -> {})),
                        deadline,
                        Session::close))
                .take();
    }

    /** The same, for one that listens to channels. */
    CompletableFuture<StatefulRedisPubSubConnection<String, String>> listener(
            Instance instance, Access access, Duration deadline) {
        return openings.turn(() -> bounded(
                        listen(instance, access, deadline), deadline, StatefulRedisPubSubConnection::closeAsync))
                .take();
    }

    private CompletableFuture<StatefulRedisPubSubConnection<String, String>> listen(
            Instance instance, Access access, Duration deadline) {
        addresses.put(instance);
        return client(instance, access)
                .thenCompose(client -> client.connectPubSubAsync(StringCodec.UTF8, uri(instance, 0, deadline)));
    }

    /** Keeps nothing of the way to a host. */
    void forget(String host) {
        addresses.remove(host);
        handshakes.takeCertificate(host);
    }

    /** Keeps nothing of an authority that no connection needs any more. */
    void forgetAuthority(Optional<String> authorityPem) {
        BareClient client = clients.remove(new Trust(true, authorityPem));
        if (client != null) {
            client.leave();
        }
    }

    @Override
    public void close() {
        openings.close();
        clients.values().forEach(client -> client.shutdown(0, 1, TimeUnit.SECONDS));
        resources.shutdown(0, 1, TimeUnit.SECONDS);
        handshakes.close();
        addresses.stop();
    }

    private CompletableFuture<Session> open(Instance instance, Access access, int database) {
        // Of a connection that is refused, Lettuce tells at times, one in a hundred, that it was closed, and not why.
        CompletableFuture<Session> session = connect(instance, access, authenticated(instance, access, database))
                .thenApply(connection -> session(instance, connection, () -> onClose.accept(instance)))
                .exceptionallyCompose(error -> Failures.of(error).failure() == Failure.CLOSED && database == 0
                        ? introduced(instance, access)
                        : CompletableFuture.failedFuture(error));
        return bounded(session, RedisClients.OPENING, Session::close);
    }

    private CompletableFuture<Session> introduced(Instance instance, Access access) {
        return connect(instance, access, uri(instance, 0, RedisClients.OPENING))
                .thenApply(connection -> session(instance, connection, () -> onClose.accept(instance)))
                .thenCompose(opened -> opened.introduce(access, RedisClients.CLIENT_NAME, RedisClients.OPENING));
    }

    private CompletableFuture<StatefulRedisConnection<String, String>> connect(
            Instance instance, Access access, RedisURI uri) {
        addresses.put(instance);
        return client(instance, access).thenCompose(client -> client.connectAsync(StringCodec.UTF8, uri));
    }

    private CompletableFuture<BareClient> client(Instance instance, Access access) {
        Trust trust = new Trust(instance.tls(), instance.tls() ? access.authorityPem() : Optional.empty());
        try {
            return CompletableFuture.completedFuture(clients.computeIfAbsent(trust, this::client));
        } catch (IllegalArgumentException unusableAuthority) {
            return CompletableFuture.failedFuture(unusableAuthority);
        }
    }

    private Session session(
            Instance instance, StatefulRedisConnection<String, String> connection, Runnable closedByServer) {
        return new Session(instance, connection, handshakes.takeCertificate(instance.host()), closedByServer);
    }

    private static RedisURI authenticated(Instance instance, Access access, int database) {
        RedisURI uri = uri(instance, database, RedisClients.OPENING);
        uri.setClientName(RedisClients.CLIENT_NAME);
        if (!access.password().isEmpty()) {
            char[] password = access.password().toCharArray();
            uri.setCredentialsProvider(
                    RedisCredentialsProvider.from(() -> access.user().isEmpty()
                            ? RedisCredentials.just(null, password)
                            : RedisCredentials.just(access.user(), password)));
        }
        return uri;
    }

    private static RedisURI uri(Instance instance, int database, Duration deadline) {
        return RedisURI.builder()
                .withHost(instance.host())
                .withPort(instance.port())
                .withDatabase(database)
                .withLibraryName("")
                .withLibraryVersion("")
                .withTimeout(deadline)
                .build();
    }

    /** A connect that completes after its deadline must not stay open unseen. */
    private static <T> CompletableFuture<T> bounded(
            CompletableFuture<T> opening, Duration deadline, Consumer<T> close) {
        CompletableFuture<T> bounded = opening.copy().orTimeout(deadline.toMillis() + 100, TimeUnit.MILLISECONDS);
        bounded.whenComplete((opened, error) -> {
            if (error != null) {
                opening.thenAccept(close);
            }
        });
        return bounded;
    }

    private BareClient client(Trust trust) {
        Optional<SslContext> encryption =
                trust.tls() ? Optional.of(TlsContexts.client(trust.authorityPem())) : Optional.empty();
        BareClient client = new BareClient(resources, encryption);
        ClientOptions.Builder options = ClientOptions.builder()
                .autoReconnect(false)
                .protocolVersion(ProtocolVersion.RESP2)
                .pingBeforeActivateConnection(false)
                .disconnectedBehavior(ClientOptions.DisconnectedBehavior.REJECT_COMMANDS)
                .timeoutOptions(TimeoutOptions.create())
                .decodeBufferPolicy(buffers)
                // A question that no server here understands, and whose answer every new connection would wait for.
                .maintNotificationsConfig(MaintNotificationsConfig.disabled())
                .socketOptions(SocketOptions.builder()
                        .connectTimeout(Duration.ofSeconds(5))
                        .tcpNoDelay(true)
                        .build());
        client.setOptions(options.build());
        return client;
    }

    private NettyCustomizer channels() {
        return new NettyCustomizer() {
            @Override
            public void afterBootstrapInitialized(Bootstrap bootstrap) {
                bootstrap.option(ChannelOption.ALLOCATOR, buffers);
            }

            @Override
            public void afterChannelInitialized(Channel channel) {
                handshakes.encrypt(channel);
            }
        };
    }
}
