package network.higherself.redis.operator.redis;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;

/**
 * Lets few connections open at a time, in the order they were asked for: a handshake takes milliseconds of an I/O thread, and
 * five hundred at once would hold up the answers of all connections that are open. One that takes long is waiting for its
 * server, and makes room for the next.
 */
final class Openings implements AutoCloseable {

    static final int AT_ONCE = 16;
    private static final Duration PATIENCE = Duration.ofMillis(100);

    private final Queue<Turn<?>> waiting = new ArrayDeque<>();
    private final Executor afterPatience;
    private int underWay;
    private boolean beginning;
    private boolean closed;

    Openings() {
        this(CompletableFuture.delayedExecutor(PATIENCE.toMillis(), TimeUnit.MILLISECONDS, Runnable::run));
    }

    /** @param afterPatience runs what is to happen when an opening has taken long */
    Openings(Executor afterPatience) {
        this.afterPatience = afterPatience;
    }

    /** A place in the line for an opening, which begins once somebody asks for its connection and its turn has come. */
    <T> Turn<T> turn(Supplier<CompletableFuture<T>> opening) {
        return new Turn<>(opening);
    }

    final class Turn<T> {

        private final Supplier<CompletableFuture<T>> opening;
        private final AtomicBoolean asked = new AtomicBoolean();
        private final AtomicBoolean left = new AtomicBoolean();
        private final CompletableFuture<Void> begun = new CompletableFuture<>();
        private final CompletableFuture<T> opened = new CompletableFuture<>();

        private Turn(Supplier<CompletableFuture<T>> opening) {
            this.opening = opening;
        }

        /** The connection, whether or not anybody asked for it yet. */
        CompletableFuture<T> opened() {
            return opened;
        }

        /** Asks for the connection. */
        CompletableFuture<T> take() {
            if (asked.compareAndSet(false, true)) {
                enter(this);
            }
            return opened;
        }

        /** Asks for the connection, and fails at the deadline, while the opening goes on. The time in the line counts not. */
        CompletableFuture<T> take(Duration deadline) {
            take();
            return begun.thenCompose(now -> opened.copy().orTimeout(deadline.toMillis(), TimeUnit.MILLISECONDS));
        }

        private void fail() {
            opened.completeExceptionally(new IllegalStateException("no more connections are opened"));
            begun.complete(null);
        }

        private void begin() {
            if (isClosed()) {
                fail();
                return;
            }
            try {
                opening.get().whenComplete((connection, error) -> {
                    leave();
                    if (error == null) {
                        opened.complete(connection);
                    } else {
                        opened.completeExceptionally(error);
                    }
                });
            } catch (RuntimeException e) {
                leave();
                opened.completeExceptionally(e);
            }
            afterPatience.execute(this::leave);
            begun.complete(null);
        }

        private void leave() {
            if (left.compareAndSet(false, true)) {
                synchronized (Openings.this) {
                    underWay--;
                }
                beginNext();
            }
        }
    }

    private void enter(Turn<?> turn) {
        synchronized (this) {
            waiting.add(turn);
        }
        beginNext();
    }

    /** Begins no more; whoever waits for its turn is told. */
    @Override
    public void close() {
        List<Turn<?>> never;
        synchronized (this) {
            closed = true;
            never = List.copyOf(waiting);
            waiting.clear();
        }
        never.forEach(Turn::fail);
    }

    /** One thread at a time begins them: an opening that fails at once would begin the next within itself. */
    private void beginNext() {
        synchronized (this) {
            if (beginning) {
                return;
            }
            beginning = true;
        }
        for (Turn<?> next = next(); next != null; next = next()) {
            next.begin();
        }
    }

    private synchronized boolean isClosed() {
        return closed;
    }

    private synchronized Turn<?> next() {
        Turn<?> next = closed || underWay < AT_ONCE ? waiting.poll() : null;
        beginning = next != null;
        underWay += next == null ? 0 : 1;
        return next;
    }
}
