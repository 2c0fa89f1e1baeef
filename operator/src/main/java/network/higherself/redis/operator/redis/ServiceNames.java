package network.higherself.redis.operator.redis;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** Resolves Services' names as the machine does, on threads of its own: a name server that is silent delays nobody else. */
final class ServiceNames implements AutoCloseable {

    private static final int THREADS = 4;

    private final ExecutorService threads;

    /** One question a name at once, however long the answer takes: what waits for it can't pile up. */
    private final Map<String, CompletableFuture<String>> asked = new ConcurrentHashMap<>();

    ServiceNames() {
        ThreadPoolExecutor pool =
                new ThreadPoolExecutor(THREADS, THREADS, 30, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), task -> {
                    Thread thread = new Thread(task, "names");
                    thread.setDaemon(true);
                    return thread;
                });
        pool.allowCoreThreadTimeOut(true);
        this.threads = pool;
    }

    /** The address of a name; fails with {@link UnknownHostException}, or at the deadline. */
    CompletableFuture<String> resolve(String host, Duration deadline) {
        CompletableFuture<String> answer =
                asked.computeIfAbsent(host, name -> CompletableFuture.supplyAsync(() -> address(name), threads));
        answer.whenComplete((address, error) -> asked.remove(host, answer));
        return answer.copy().orTimeout(deadline.toMillis(), TimeUnit.MILLISECONDS);
    }

    private static String address(String host) {
        try {
            return InetAddress.getByName(host).getHostAddress();
        } catch (UnknownHostException e) {
            throw new CompletionException(e);
        }
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }
}
