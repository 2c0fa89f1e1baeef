package network.higherself.redis.operator.redis;

import io.lettuce.core.ClientOptions;
import io.lettuce.core.MaintNotificationsConfig;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisCredentials;
import io.lettuce.core.RedisCredentialsProvider;
import io.lettuce.core.RedisURI;
import io.lettuce.core.SocketOptions;
import io.lettuce.core.SslVerifyMode;
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
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import network.higherself.redis.operator.redis.Observation.Failure;

/**
 * The kept connections to all instances, one an instance, over few shared threads. A connection that ends is not
 * reopened by itself: the next use opens it, so a pod that is gone costs nothing.
 */
public final class RedisClients implements AutoCloseable {

    /** How the operator names its connections, in CLIENT LIST and SLOWLOG. */
    public static final String CLIENT_NAME = "higherself-operator";

    /**
     * How long a connection may take to open. Longer than a probe waits for it: on a busy machine many handshakes at once
     * all come to their end, where giving each up at the probe's deadline would begin them anew for ever.
     */
    static final Duration OPENING = Duration.ofSeconds(10);

    private static final int IO_THREADS = 2;

    private final ClientResources resources;
    private final GrowingBuffers buffers = new GrowingBuffers();
    private final Handshakes handshakes = new Handshakes();
    private final Openings openings = new Openings();
    private final InstanceAddresses addresses = new InstanceAddresses();
    private final Map<Optional<String>, RedisClient> clients = new ConcurrentHashMap<>();
    private final OwnTraffic traffic = new OwnTraffic();
    private final ServiceNames names = new ServiceNames();
    private final Map<String, Kept> sessions = new ConcurrentHashMap<>();
    private volatile Consumer<Instance> onClose = instance -> {};

    private record Kept(Instance instance, Access access, Openings.Turn<Session> turn) {

        CompletableFuture<Session> session() {
            return turn.opened();
        }
    }

    /** With as many threads as the connections of a whole operator need. */
    public RedisClients() {
        this(IO_THREADS);
    }

    /** @param ioThreads threads that serve all connections */
    public RedisClients(int ioThreads) {
        this.resources = DefaultClientResources.builder()
                .ioThreadPoolSize(ioThreads)
                .computationThreadPoolSize(2)
                .addressResolverGroup(addresses)
                .nettyCustomizer(channels())
                .commandLatencyRecorder(CommandLatencyRecorder.disabled())
                .commandLatencyPublisherOptions(DefaultEventPublisherOptions.disabled())
                .build();
    }

    /** Told of each connection that the server's side closed: the process behind it probably ended. */
    public void onClose(Consumer<Instance> listener) {
        this.onClose = listener;
    }

    /**
     * The kept connection to an instance, opened if need be; fails at the deadline, while the opening goes on. Counted from
     * when the opening begins: what this process has to do first is not the instance's fault.
     */
    CompletableFuture<Session> session(Instance instance, Access access, Duration deadline) {
        Kept kept = sessions.compute(key(instance), (key, present) -> {
            if (present != null
                    && present.instance.equals(instance)
                    && present.access.equals(access)
                    && usable(present.session())) {
                return present;
            }
            if (present != null) {
                present.session().thenAccept(Session::close);
            }
            return new Kept(instance, access, openings.turn(() -> open(instance, access, 0)));
        });
        // Not within: whatever begins next may look for its own connection.
        return kept.turn.take(deadline);
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
                                .thenApply(connection -> new Session(instance, connection, () -> {})),
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
        return client(access)
                .thenCompose(client -> client.connectPubSubAsync(StringCodec.UTF8, uri(instance, 0, deadline)));
    }

    OwnTraffic traffic() {
        return traffic;
    }

    ServiceNames names() {
        return names;
    }

    /** Keeps nothing of what was sent to a resource by routes, nor of where they led. */
    public void forget(String namespace, String resource, List<Route> routes) {
        traffic.forget(namespace, resource);
        routes.stream().filter(route -> !route.work().asGuest()).forEach(route -> addresses.remove(route.host()));
    }

    /** Closes the connection to an instance, unless it is only being opened. */
    void closeOpened(Instance instance) {
        sessions.computeIfPresent(key(instance), (key, kept) -> {
            if (!kept.session().isDone()) {
                return kept;
            }
            kept.session().thenAccept(Session::close);
            return null;
        });
    }

    /** Closes the connection to an instance, if there is one. */
    public void close(Instance instance) {
        Kept kept = sessions.remove(key(instance));
        if (kept != null) {
            kept.session().thenAccept(Session::close);
        }
    }

    /** Keeps nothing of instances that are no more, nor of the way into them. */
    public void forget(List<Instance> instances, Access access) {
        instances.forEach(this::close);
        instances.forEach(addresses::remove);
        boolean used = sessions.values().stream()
                .anyMatch(kept -> kept.access.authorityPem().equals(access.authorityPem()));
        RedisClient client = used ? null : clients.remove(access.authorityPem());
        if (client != null) {
            client.shutdownAsync(0, 1, TimeUnit.SECONDS);
        }
    }

    /** How many connections are kept. */
    public int open() {
        return sessions.size();
    }

    @Override
    public void close() {
        sessions.values().forEach(kept -> kept.session().thenAccept(Session::leave));
        sessions.clear();
        clients.values().forEach(client -> client.shutdown(0, 1, TimeUnit.SECONDS));
        resources.shutdown(0, 1, TimeUnit.SECONDS);
        handshakes.close();
        addresses.stop();
        names.close();
    }

    private CompletableFuture<Session> open(Instance instance, Access access, int database) {
        // Of a connection that is refused, Lettuce tells at times, one in a hundred, that it was closed, and not why.
        CompletableFuture<Session> session = connect(instance, access, authenticated(instance, access, database))
                .thenApply(connection -> new Session(instance, connection, () -> onClose.accept(instance)))
                .exceptionallyCompose(error -> Failures.of(error).failure() == Failure.CLOSED && database == 0
                        ? introduced(instance, access)
                        : CompletableFuture.failedFuture(error));
        return bounded(session, OPENING, Session::close);
    }

    private CompletableFuture<Session> introduced(Instance instance, Access access) {
        return connect(instance, access, uri(instance, 0, OPENING))
                .thenApply(connection -> new Session(instance, connection, () -> onClose.accept(instance)))
                .thenCompose(opened -> opened.introduce(access, CLIENT_NAME, OPENING));
    }

    private CompletableFuture<StatefulRedisConnection<String, String>> connect(
            Instance instance, Access access, RedisURI uri) {
        addresses.put(instance);
        return client(access).thenCompose(client -> client.connectAsync(StringCodec.UTF8, uri));
    }

    private CompletableFuture<RedisClient> client(Access access) {
        try {
            return CompletableFuture.completedFuture(clients.computeIfAbsent(access.authorityPem(), this::client));
        } catch (IllegalArgumentException unusableAuthority) {
            return CompletableFuture.failedFuture(unusableAuthority);
        }
    }

    private static RedisURI authenticated(Instance instance, Access access, int database) {
        RedisURI uri = uri(instance, database, OPENING);
        uri.setClientName(CLIENT_NAME);
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
                .withSsl(instance.tls())
                .withVerifyPeer(SslVerifyMode.FULL)
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

    private RedisClient client(Optional<String> authorityPem) {
        RedisClient client = new BareClient(resources);
        ClientOptions.Builder options = ClientOptions.builder()
                .autoReconnect(false)
                .protocolVersion(ProtocolVersion.RESP2)
                .pingBeforeActivateConnection(false)
                .disconnectedBehavior(ClientOptions.DisconnectedBehavior.REJECT_COMMANDS)
                .timeoutOptions(TimeoutOptions.create())
                // A question that no server here understands, and whose answer every new connection would wait for.
                .maintNotificationsConfig(MaintNotificationsConfig.disabled())
                .socketOptions(SocketOptions.builder()
                        .connectTimeout(Duration.ofSeconds(5))
                        .tcpNoDelay(true)
                        .build());
        authorityPem.ifPresent(pem -> options.sslOptions(Encryption.trusting(pem, OPENING)));
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
                handshakes.workAside(channel);
            }
        };
    }

    private static boolean usable(CompletableFuture<Session> session) {
        return !session.isDone()
                || (!session.isCompletedExceptionally() && session.join().open());
    }

    private static String key(Instance instance) {
        return instance.namespace() + "/" + instance.resource() + "/" + instance.pod();
    }
}
