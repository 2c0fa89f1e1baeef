package network.higherself.redis.operator.redis;

import io.netty.resolver.AddressResolver;
import io.netty.resolver.AddressResolverGroup;
import io.netty.resolver.InetNameResolver;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.Promise;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Resolves an instance's DNS name to the address that the API server told. So a new pod is reached before DNS knows it,
 * and TLS still verifies the name: the address object carries it. Of any other host a name server is asked, on threads of
 * its own: one that does not answer holds up nobody's connection.
 */
final class InstanceAddresses extends AddressResolverGroup<InetSocketAddress> {

    private static final int NAME_THREADS = 8;

    private final Map<String, String> addresses = new ConcurrentHashMap<>();
    private final ThreadPoolExecutor names;

    InstanceAddresses() {
        names = new ThreadPoolExecutor(
                NAME_THREADS, NAME_THREADS, 10, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), task -> {
                    Thread thread = new Thread(task, "names");
                    thread.setDaemon(true);
                    return thread;
                });
        names.allowCoreThreadTimeOut(true);
    }

    void put(Instance instance) {
        if (!instance.address().isEmpty()) {
            addresses.put(instance.host(), instance.address());
        }
    }

    void stop() {
        names.shutdownNow();
    }

    void remove(Instance instance) {
        addresses.remove(instance.host(), instance.address());
    }

    void remove(String host) {
        addresses.remove(host);
    }

    @Override
    protected AddressResolver<InetSocketAddress> newResolver(EventExecutor executor) {
        return new InetNameResolver(executor) {
            @Override
            protected void doResolve(String host, Promise<InetAddress> promise) {
                lookup(host).whenComplete((found, error) -> {
                    if (error == null) {
                        promise.trySuccess(found.get(0));
                    } else {
                        promise.tryFailure(error);
                    }
                });
            }

            @Override
            protected void doResolveAll(String host, Promise<List<InetAddress>> promise) {
                lookup(host).whenComplete((found, error) -> {
                    if (error == null) {
                        promise.trySuccess(found);
                    } else {
                        promise.tryFailure(error);
                    }
                });
            }
        }.asAddressResolver();
    }

    private CompletableFuture<List<InetAddress>> lookup(String host) {
        String address = addresses.get(host);
        CompletableFuture<List<InetAddress>> found = new CompletableFuture<>();
        Runnable task = () -> {
            try {
                found.complete(
                        address == null
                                ? List.of(InetAddress.getAllByName(host))
                                // Parses a literal address, asks no name server.
                                : List.of(InetAddress.getByAddress(
                                        host, InetAddress.getByName(address).getAddress())));
            } catch (UnknownHostException e) {
                found.completeExceptionally(e);
            }
        };
        if (address != null) {
            task.run();
            return found;
        }
        try {
            names.execute(task);
        } catch (RejectedExecutionException stopped) {
            found.completeExceptionally(stopped);
        }
        return found;
    }
}
