package network.higherself.redis.samples.clients;

import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.RedisCommandInterruptedException;
import io.lettuce.core.RedisCommandTimeoutException;
import io.lettuce.core.RedisException;
import io.lettuce.core.TransactionResult;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.sync.RedisCommands;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * One connection, made anew when it breaks and when it leads to an instance that is no longer the primary: the Service
 * leads new connections to the new one.
 *
 * <p>Work is tried again as the settings say. What was under way when a connection broke may have been done, so work
 * must bear being done twice.
 */
public final class KeptConnection implements AutoCloseable {

    /** What a server says that was the primary, becomes one, or waits for its replicas: soon it, or another, will do. */
    private static final List<String> PASSING =
            List.of("READONLY", "LOADING", "MASTERDOWN", "NOREPLICAS", "UNBLOCKED", "EXECABORT");

    private final RedisSettings settings;
    private final Supplier<StatefulRedisConnection<String, String>> connect;
    private final Runnable onClose;
    private StatefulRedisConnection<String, String> current;
    private boolean closed;

    KeptConnection(
            RedisSettings settings, Supplier<StatefulRedisConnection<String, String>> connect, Runnable onClose) {
        this.settings = settings;
        this.connect = connect;
        this.onClose = onClose;
    }

    /**
     * Does it, again where that may help.
     *
     * @throws RedisException what the last attempt failed with
     */
    public <T> T call(Function<RedisCommands<String, String>, T> work) {
        for (int attempt = 0; ; attempt++) {
            StatefulRedisConnection<String, String> used = null;
            try {
                used = open();
                return work.apply(used.sync());
            } catch (RedisException failure) {
                if (!mayPass(failure)) {
                    throw failure;
                }
                drop(used);
                if (attempt >= settings.maxRetries() || !wanted(failure)) {
                    throw failure;
                }
                pause(settings.retryDelay().toMillis() << Math.min(attempt, 10));
            }
        }
    }

    /** All of it or nothing, one transaction at a time. The connection must serve nothing else. */
    public synchronized TransactionResult transaction(Consumer<RedisCommands<String, String>> commands) {
        return call(redis -> {
            redis.multi();
            try {
                commands.accept(redis);
            } catch (RuntimeException e) {
                redis.discard();
                throw e;
            }
            TransactionResult result = redis.exec();
            for (Object answer : result) {
                if (answer instanceof RedisException refused) {
                    throw refused;
                }
            }
            return result;
        });
    }

    private synchronized StatefulRedisConnection<String, String> open() {
        if (closed) {
            throw new IllegalStateException("closed");
        }
        if (current == null || !current.isOpen()) {
            current = connect.get();
        }
        return current;
    }

    /** Only the connection that failed: another thread may have made a new one meanwhile. */
    private synchronized void drop(StatefulRedisConnection<String, String> failed) {
        if (failed != null && current == failed) {
            current = null;
            failed.closeAsync();
        }
    }

    /** A refused command or password stays refused; a broken connection and a primary that moves don't last. */
    private static boolean mayPass(RedisException failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof RedisCommandInterruptedException) {
                return false;
            }
            if (cause instanceof RedisCommandExecutionException) {
                String said = String.valueOf(cause.getMessage());
                // Before 7.0, scripts tell of it in the middle of their own error.
                return PASSING.stream().anyMatch(word -> said.startsWith(word) || said.contains("-" + word));
            }
        }
        return true;
    }

    private boolean wanted(RedisException failure) {
        return failure instanceof RedisCommandTimeoutException ? settings.retryOnTimeout() : settings.retryOnError();
    }

    private static void pause(long millis) {
        try {
            TimeUnit.MILLISECONDS.sleep(millis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new RedisCommandInterruptedException(e);
        }
    }

    @Override
    public synchronized void close() {
        if (!closed) {
            closed = true;
            if (current != null) {
                current.close();
            }
            onClose.run();
        }
    }
}
