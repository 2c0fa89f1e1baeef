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
import java.util.concurrent.ConcurrentHashMap;

/**
 * Resolves an instance's DNS name to the address that the API server told. So a new pod is reached before DNS knows it,
 * and TLS still verifies the name: the address object carries it.
 */
final class InstanceAddresses extends AddressResolverGroup<InetSocketAddress> {

    private final Map<String, String> addresses = new ConcurrentHashMap<>();

    void put(Instance instance) {
        addresses.put(instance.host(), instance.address());
    }

    void remove(Instance instance) {
        addresses.remove(instance.host(), instance.address());
    }

    @Override
    protected AddressResolver<InetSocketAddress> newResolver(EventExecutor executor) {
        return new InetNameResolver(executor) {
            @Override
            protected void doResolve(String host, Promise<InetAddress> promise) {
                try {
                    promise.setSuccess(known(host));
                } catch (UnknownHostException e) {
                    promise.setFailure(e);
                }
            }

            @Override
            protected void doResolveAll(String host, Promise<List<InetAddress>> promise) {
                try {
                    promise.setSuccess(List.of(known(host)));
                } catch (UnknownHostException e) {
                    promise.setFailure(e);
                }
            }
        }.asAddressResolver();
    }

    private InetAddress known(String host) throws UnknownHostException {
        String address = addresses.get(host);
        if (address == null) {
            throw new UnknownHostException(host);
        }
        // Parses a literal address, asks no name server.
        return InetAddress.getByAddress(host, InetAddress.getByName(address).getAddress());
    }
}
