package network.higherself.redis.playground.runtime;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Services by a proxy in user space: a listener a port, which leads each new connection to one of the endpoints of that
 * moment. Established connections stay where they are, as with kube-proxy. A Service without endpoints refuses.
 */
public final class UserSpaceRouter implements ServiceRouter {

    private static final Logger LOG = LoggerFactory.getLogger(UserSpaceRouter.class);
    private static final int CONNECT_MILLIS = 3000;

    private final Map<String, Listener> listeners = new HashMap<>();

    private static final class Listener {
        private final ServerSocketChannel socket;
        private volatile List<Route.Backend> backends;

        private Listener(ServerSocketChannel socket, List<Route.Backend> backends) {
            this.socket = socket;
            this.backends = backends;
        }
    }

    @Override
    public synchronized void apply(List<Route> routes) {
        Set<String> wanted = new HashSet<>();
        for (Route route : routes) {
            // DNS and the API server have listeners of their own at their cluster addresses.
            if (!"TCP".equals(route.protocol()) || route.endpoints().isEmpty()) {
                continue;
            }
            String key = route.clusterIp() + ":" + route.port();
            wanted.add(key);
            Listener present = listeners.get(key);
            if (present != null) {
                present.backends = route.endpoints();
            } else {
                open(key, route);
            }
        }
        listeners.entrySet().removeIf(entry -> {
            if (wanted.contains(entry.getKey())) {
                return false;
            }
            close(entry.getValue());
            return true;
        });
    }

    private void open(String key, Route route) {
        try {
            ServerSocketChannel socket = ServerSocketChannel.open();
            socket.setOption(StandardSocketOptions.SO_REUSEADDR, true);
            socket.bind(new InetSocketAddress(route.clusterIp(), route.port()));
            Listener listener = new Listener(socket, route.endpoints());
            listeners.put(key, listener);
            Relay.later(() -> accept(listener));
        } catch (IOException e) {
            LOG.warn("Service address {} can't be opened: {}", key, e.getMessage());
        }
    }

    private static void accept(Listener listener) {
        while (listener.socket.isOpen()) {
            try {
                SocketChannel client = listener.socket.accept();
                Relay.later(() -> connect(client, listener.backends));
            } catch (IOException closed) {
                return;
            }
        }
    }

    private static void connect(SocketChannel client, List<Route.Backend> backends) {
        try {
            Route.Backend backend = backends.get(ThreadLocalRandom.current().nextInt(backends.size()));
            SocketChannel server = SocketChannel.open();
            server.socket().connect(new InetSocketAddress(backend.address(), backend.port()), CONNECT_MILLIS);
            client.setOption(StandardSocketOptions.TCP_NODELAY, true);
            server.setOption(StandardSocketOptions.TCP_NODELAY, true);
            Relay.between(client, server);
        } catch (IOException unreachable) {
            try {
                client.setOption(StandardSocketOptions.SO_LINGER, 0);
                client.close();
            } catch (IOException alreadyClosed) {
                return;
            }
        }
    }

    private static void close(Listener listener) {
        try {
            listener.socket.close();
        } catch (IOException e) {
            LOG.debug("A listener was not closed: {}", e.getMessage());
        }
    }
}
