package network.higherself.redis.samples.clients;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.lettuce.core.RedisException;
import io.lettuce.core.pubsub.RedisPubSubAdapter;
import io.lettuce.core.pubsub.StatefulRedisPubSubConnection;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Listens on channels until closed, on a connection of its own; connects and subscribes anew when that breaks. What is
 * published meanwhile passes by: read the list behind the channel after a pause that matters.
 */
public final class Subscription implements AutoCloseable {

    private static final System.Logger LOG = System.getLogger(Subscription.class.getName());

    private final Redis redis;
    private final String[] channels;
    private final Consumer<ObjectNode> handler;
    /** Lettuce's own threads must not wait, and a handler may. One thread keeps the order. */
    private final ExecutorService handling = Executors.newSingleThreadExecutor(Subscription::daemon);

    private final ScheduledExecutorService watching = Executors.newSingleThreadScheduledExecutor(Subscription::daemon);
    private StatefulRedisPubSubConnection<String, String> connection;

    /** Returns when the server has confirmed: what is published from now on arrives. */
    Subscription(Redis redis, Consumer<ObjectNode> handler, String... channels) {
        this.redis = redis;
        this.handler = handler;
        this.channels = channels.clone();
        this.connection = subscribed();
        Duration interval = redis.settings().healthCheckInterval();
        watching.scheduleWithFixedDelay(this::check, interval.toMillis(), interval.toMillis(), TimeUnit.MILLISECONDS);
    }

    private StatefulRedisPubSubConnection<String, String> subscribed() {
        StatefulRedisPubSubConnection<String, String> listening = redis.listening();
        try {
            listening.addListener(new RedisPubSubAdapter<>() {
                @Override
                public void message(String channel, String message) {
                    received(channel, message);
                }
            });
            listening.sync().subscribe(channels);
            return listening;
        } catch (RedisException e) {
            listening.closeAsync();
            redis.released();
            throw e;
        }
    }

    private void received(String channel, String message) {
        try {
            handling.execute(() -> {
                try {
                    handler.accept(Wire.read(message));
                } catch (RuntimeException e) {
                    // One bad message, or one failed handling, must not end the listening.
                    LOG.log(System.Logger.Level.WARNING, "A message of " + channel + " was not handled", e);
                }
            });
        } catch (RejectedExecutionException e) {
            LOG.log(System.Logger.Level.DEBUG, "A message came while closing");
        }
    }

    /** A connection whose other end went without a word looks open for ever; only an answer shows that it is not. */
    private synchronized void check() {
        try {
            if (connection != null) {
                connection.setTimeout(redis.settings().socketTimeout());
                connection.sync().ping();
                return;
            }
        } catch (RedisException e) {
            LOG.log(System.Logger.Level.WARNING, "Listening anew: " + e.getMessage());
            drop();
        }
        try {
            connection = subscribed();
        } catch (RedisException e) {
            LOG.log(System.Logger.Level.WARNING, "Not listening yet: " + e.getMessage());
        }
    }

    private void drop() {
        connection.closeAsync();
        connection = null;
        redis.released();
    }

    private static Thread daemon(Runnable work) {
        Thread thread = new Thread(work, "redis-subscription");
        thread.setDaemon(true);
        return thread;
    }

    @Override
    public void close() {
        watching.shutdownNow();
        handling.shutdown();
        synchronized (this) {
            if (connection != null) {
                drop();
            }
        }
    }
}
