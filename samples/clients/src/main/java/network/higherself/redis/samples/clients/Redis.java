package network.higherself.redis.samples.clients;

import io.lettuce.core.ClientOptions;
import io.lettuce.core.RedisClient;
import io.lettuce.core.SocketOptions;
import io.lettuce.core.SslOptions;
import io.lettuce.core.TimeoutOptions;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.pubsub.StatefulRedisPubSubConnection;
import io.lettuce.core.resource.ClientResources;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * A process's way to its Redis: one for the whole process, closed at its end. Lettuce's connections are thread-safe, so
 * few are needed; how many is bounded by REDIS_MAX_CONNECTIONS.
 */
public final class Redis implements AutoCloseable {

    private final RedisSettings settings;
    private final String clientName;
    private final ClientResources resources = ClientResources.create();
    private final RedisClient commands = RedisClient.create(resources);
    private final RedisClient subscriptions = RedisClient.create(resources);
    private final Semaphore free;

    /** @param clientName by which CLIENT LIST and the operator's metrics tell this application from others */
    public Redis(RedisSettings settings, String clientName) {
        this.settings = settings;
        this.clientName = clientName;
        this.free = new Semaphore(settings.maxConnections());
        // Lettuce would send again, unasked, what was under way when a connection broke. KeptConnection decides that.
        commands.setOptions(options(settings).autoReconnect(false).build());
        subscriptions.setOptions(options(settings).autoReconnect(true).build());
    }

    /** With the settings of the environment. */
    public static Redis fromEnvironment(String clientName) {
        return new Redis(RedisSettings.fromEnvironment(), clientName);
    }

    /**
     * A connection for commands. Threads may share it, except while one of them blocks (BLMOVE) or is in a transaction.
     *
     * @throws IllegalStateException if REDIS_MAX_CONNECTIONS are open
     */
    public KeptConnection connection() {
        take();
        return new KeptConnection(settings, this::connect, free::release);
    }

    /**
     * A connection that only listens.
     *
     * @throws IllegalStateException if REDIS_MAX_CONNECTIONS are open
     */
    StatefulRedisPubSubConnection<String, String> listening() {
        take();
        try {
            return subscriptions.connectPubSub(settings.redisUri(clientName));
        } catch (RuntimeException e) {
            free.release();
            throw e;
        }
    }

    void released() {
        free.release();
    }

    RedisSettings settings() {
        return settings;
    }

    private StatefulRedisConnection<String, String> connect() {
        return commands.connect(settings.redisUri(clientName));
    }

    private void take() {
        if (!free.tryAcquire()) {
            throw new IllegalStateException("All " + settings.maxConnections()
                    + " connections are in use: close some, or raise client.maxConnections of the resource.");
        }
    }

    private static ClientOptions.Builder options(RedisSettings settings) {
        SslOptions.Builder tls = SslOptions.builder().jdkSslProvider();
        settings.authority().ifPresent(tls::trustManager);
        settings.certificate()
                .ifPresent(certificate -> tls.keyManager(
                        certificate,
                        settings.key()
                                .orElseThrow(() -> new IllegalArgumentException(
                                        "REDIS_SSL_KEYFILE is not set, but REDIS_SSL_CERTFILE is")),
                        null));
        return ClientOptions.builder()
                .sslOptions(tls.build())
                .socketOptions(SocketOptions.builder()
                        .connectTimeout(settings.connectTimeout())
                        .keepAlive(true)
                        .build())
                .timeoutOptions(TimeoutOptions.enabled(settings.timeout()))
                .disconnectedBehavior(ClientOptions.DisconnectedBehavior.REJECT_COMMANDS);
    }

    @Override
    public void close() {
        commands.shutdown(0, 2, TimeUnit.SECONDS);
        subscriptions.shutdown(0, 2, TimeUnit.SECONDS);
        resources.shutdown(0, 2, TimeUnit.SECONDS).awaitUninterruptibly(2, TimeUnit.SECONDS);
    }
}
