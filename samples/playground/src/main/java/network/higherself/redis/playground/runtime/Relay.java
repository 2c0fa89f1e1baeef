package network.higherself.redis.playground.runtime;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/** Copies bytes between two connections until both sides have ended. */
final class Relay {

    private static final int BUFFER = 32 * 1024;
    private static final ExecutorService THREADS = Executors.newCachedThreadPool(task -> {
        Thread thread = new Thread(task, "relay");
        thread.setDaemon(true);
        return thread;
    });

    private Relay() {}

    /** Takes both connections over and closes them in the end. */
    static void between(SocketChannel one, SocketChannel other) {
        AtomicInteger directions = new AtomicInteger(2);
        THREADS.execute(() -> copy(one, other, directions));
        THREADS.execute(() -> copy(other, one, directions));
    }

    static void later(Runnable task) {
        THREADS.execute(task);
    }

    private static void copy(SocketChannel from, SocketChannel to, AtomicInteger directions) {
        ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER);
        try {
            while (from.read(buffer) >= 0) {
                buffer.flip();
                while (buffer.hasRemaining()) {
                    to.write(buffer);
                }
                buffer.clear();
            }
            // One side has no more to say; the other may still be answering.
            to.shutdownOutput();
            if (directions.decrementAndGet() == 0) {
                close(from, to);
            }
        } catch (IOException broken) {
            close(from, to);
        }
    }

    private static void close(SocketChannel one, SocketChannel other) {
        for (SocketChannel channel : new SocketChannel[] {one, other}) {
            try {
                channel.close();
            } catch (IOException alreadyClosed) {
                continue;
            }
        }
    }
}
