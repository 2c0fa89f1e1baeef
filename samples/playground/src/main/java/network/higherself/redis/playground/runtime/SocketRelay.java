package network.higherself.redis.playground.runtime;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.function.Supplier;

/**
 * Leads connections across the border of a network namespace. A socket in the file system is seen from both sides, an
 * address is not.
 */
public final class SocketRelay implements AutoCloseable {

    private final ServerSocketChannel listener;
    private final Supplier<? extends SocketAddress> target;

    private SocketRelay(ServerSocketChannel listener, Supplier<? extends SocketAddress> target) {
        this.listener = listener;
        this.target = target;
        Relay.later(this::accept);
    }

    /** From a port of 127.0.0.1 to a socket in the file system. */
    public static SocketRelay fromLoopback(int port, Path socket) throws IOException {
        ServerSocketChannel listener =
                ServerSocketChannel.open().bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        UnixDomainSocketAddress target = UnixDomainSocketAddress.of(socket);
        return new SocketRelay(listener, () -> target);
    }

    /** From a socket in the file system to an address. */
    public static SocketRelay fromSocket(Path socket, InetSocketAddress target) throws IOException {
        return fromSocket(socket, () -> target);
    }

    /** The same, to an address that is looked up for each connection; {@code null} while there is none. */
    public static SocketRelay fromSocket(Path socket, Supplier<InetSocketAddress> target) throws IOException {
        ServerSocketChannel listener =
                ServerSocketChannel.open(StandardProtocolFamily.UNIX).bind(UnixDomainSocketAddress.of(socket));
        return new SocketRelay(listener, target);
    }

    /** The port that is listened on; of a relay from 127.0.0.1 only. */
    public int port() {
        return listener.socket().getLocalPort();
    }

    @Override
    public void close() {
        try {
            listener.close();
        } catch (IOException alreadyClosed) {
            return;
        }
    }

    private void accept() {
        while (listener.isOpen()) {
            try {
                SocketChannel client = listener.accept();
                Relay.later(() -> connect(client));
            } catch (IOException closed) {
                return;
            }
        }
    }

    private void connect(SocketChannel client) {
        try {
            SocketAddress address = target.get();
            if (address == null) {
                throw new IOException("there is nothing to connect to");
            }
            Relay.between(client, SocketChannel.open(address));
        } catch (IOException | RuntimeException unreachable) {
            try {
                client.close();
            } catch (IOException alreadyClosed) {
                return;
            }
        }
    }
}
