package network.higherself.redis.operator.redis;

import io.lettuce.core.RedisConnectionStateListener;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.codec.StringCodec;
import io.lettuce.core.output.ArrayOutput;
import io.lettuce.core.output.CommandOutput;
import io.lettuce.core.output.StatusOutput;
import io.lettuce.core.protocol.AsyncCommand;
import io.lettuce.core.protocol.Command;
import io.lettuce.core.protocol.CommandArgs;
import io.lettuce.core.protocol.ProtocolKeyword;
import io.lettuce.core.protocol.RedisCommand;
import java.net.SocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** One kept connection. Counts what it sends, so that figures can leave out the operator's own commands. */
final class Session {

    private final Instance instance;
    private final StatefulRedisConnection<String, String> connection;
    private final Optional<X509Certificate> certificate;
    private final Map<String, Long> sent = new ConcurrentHashMap<>();
    private final String id = java.util.UUID.randomUUID().toString();
    private final java.util.concurrent.atomic.AtomicLong hits = new java.util.concurrent.atomic.AtomicLong();
    private final java.util.concurrent.atomic.AtomicLong misses = new java.util.concurrent.atomic.AtomicLong();
    private final ThreadLocal<List<RedisCommand<String, String, ?>>> gathering = new ThreadLocal<>();
    private volatile boolean closing;

    /** @param certificate the one that the server showed, where it showed one */
    Session(
            Instance instance,
            StatefulRedisConnection<String, String> connection,
            Optional<X509Certificate> certificate,
            Runnable closedByServer) {
        this.instance = instance;
        this.certificate = certificate;
        this.connection = connection;
        connection.addListener(new RedisConnectionStateListener() {
            @Override
            public void onRedisConnected(
                    io.lettuce.core.RedisChannelHandler<?, ?> handler, SocketAddress socketAddress) {}

            @Override
            public void onRedisDisconnected(io.lettuce.core.RedisChannelHandler<?, ?> handler) {
                if (!closing) {
                    closedByServer.run();
                }
            }
        });
    }

    /** Says who asks, where that was not said while the connection was made; closed if it is refused. */
    CompletableFuture<Session> introduce(Access access, String name, Duration deadline) {
        List<CompletableFuture<String>> answers =
                together(() -> List.of(authenticate(access, deadline), text(deadline, "CLIENT", "SETNAME", name)));
        // Only a name: a user may be without the right to have one.
        CompletableFuture<String> named = answers.get(1).exceptionally(refusal -> {
            if (Failures.refusal(refusal).isPresent()) {
                return "";
            }
            throw refusal instanceof CompletionException known ? known : new CompletionException(refusal);
        });
        return answers.get(0).thenCombine(named, (authenticated, any) -> this).whenComplete((session, refusal) -> {
            if (refusal != null) {
                close();
            }
        });
    }

    /** Logs in; where there is no password, nobody asks for one. */
    CompletableFuture<String> authenticate(Access access, Duration deadline) {
        if (access.password().isEmpty()) {
            return CompletableFuture.completedFuture("");
        }
        return access.user().isEmpty()
                ? text(deadline, "AUTH", access.password())
                : text(deadline, "AUTH", access.user(), access.password());
    }

    Instance instance() {
        return instance;
    }

    Optional<X509Certificate> certificate() {
        return certificate;
    }

    boolean open() {
        return !closing && connection.isOpen();
    }

    void close() {
        closing = true;
        if (connection.isOpen()) {
            connection.closeAsync();
        }
    }

    /** The connection is about to be closed on this side, with its client. */
    void leave() {
        closing = true;
    }

    /** A command whose answer is one string (status or bulk). */
    CompletableFuture<String> text(Duration deadline, String... words) {
        return send(new StatusOutput<>(StringCodec.UTF8), deadline, words);
    }

    /** A command whose answer is an array of strings, integers and arrays. */
    CompletableFuture<List<Object>> array(Duration deadline, String... words) {
        return send(new ArrayOutput<>(StringCodec.UTF8), deadline, words);
    }

    /** A command whose answer is an integer. */
    CompletableFuture<Long> integer(Duration deadline, String... words) {
        return send(new io.lettuce.core.output.IntegerOutput<>(StringCodec.UTF8), deadline, words);
    }

    /** A command whose answer is a string or nothing. */
    CompletableFuture<Optional<String>> maybe(Duration deadline, String... words) {
        return send(new io.lettuce.core.output.ValueOutput<>(StringCodec.UTF8), deadline, words)
                .thenApply(Optional::ofNullable);
    }

    /** Reads a key, and remembers whether the server counted a hit or a miss for it. */
    CompletableFuture<Optional<String>> read(Duration deadline, String key) {
        return lookUp(deadline, "GET", key);
    }

    /** A command that reads one key, which is there only if it has an answer. */
    CompletableFuture<Optional<String>> lookUp(Duration deadline, String... words) {
        return maybe(deadline, words).thenApply(value -> {
            (value.isPresent() ? hits : misses).incrementAndGet();
            return value;
        });
    }

    /** Sends what the call asks for in one write, which costs less than one a command. */
    <T> T together(Supplier<T> commands) {
        List<RedisCommand<String, String, ?>> gathered = new ArrayList<>();
        gathering.set(gathered);
        try {
            return commands.get();
        } finally {
            gathering.remove();
            connection.dispatch(gathered);
        }
    }

    /** What this connection sent so far. */
    Observation.Own own() {
        return new Observation.Own(id, Map.copyOf(sent), hits.get(), misses.get(), true);
    }

    private <T> CompletableFuture<T> send(CommandOutput<String, String, T> output, Duration deadline, String... words) {
        CommandArgs<String, String> arguments = new CommandArgs<>(StringCodec.UTF8);
        for (int i = 1; i < words.length; i++) {
            arguments.add(words[i]);
        }
        AsyncCommand<String, String, T> command =
                new AsyncCommand<>(new Command<>(new Keyword(words[0]), output, arguments));
        sent.merge(words[0].toLowerCase(java.util.Locale.ROOT), 1L, Long::sum);
        List<RedisCommand<String, String, ?>> together = gathering.get();
        if (together == null) {
            connection.dispatch(command);
        } else {
            together.add(command);
        }
        return command.toCompletableFuture().copy().orTimeout(deadline.toMillis(), TimeUnit.MILLISECONDS);
    }

    private record Keyword(String word) implements ProtocolKeyword {
        @Override
        public byte[] getBytes() {
            return word.getBytes(StandardCharsets.US_ASCII);
        }

        @Override
        public String toString() {
            return word;
        }
    }
}
