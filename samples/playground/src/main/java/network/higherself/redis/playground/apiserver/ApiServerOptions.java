package network.higherself.redis.playground.apiserver;

import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * How an {@link ApiServer} is to run.
 *
 * @param addresses where to listen; port 0 takes a free one
 * @param names the names and addresses that clients call the server by; localhost and 127.0.0.1 are always among them
 * @param auditLog a file that gets a line of JSON for every call
 */
public record ApiServerOptions(
        List<InetSocketAddress> addresses, List<String> names, Optional<Path> auditLog, Clock clock) {
    private static final List<String> ALWAYS = List.of(
            "localhost",
            "127.0.0.1",
            "10.96.0.1",
            "kubernetes",
            "kubernetes.default",
            "kubernetes.default.svc",
            "kubernetes.default.svc.cluster.local");

    public ApiServerOptions {
        addresses = List.copyOf(addresses);
        List<String> all = new ArrayList<>(ALWAYS);
        names.stream().filter(name -> !all.contains(name)).forEach(all::add);
        names = List.copyOf(all);
    }

    /** A server on a free port of this machine's own address. */
    public static ApiServerOptions local() {
        return new ApiServerOptions(
                List.of(new InetSocketAddress("127.0.0.1", 0)), List.of(), Optional.empty(), Clock.systemUTC());
    }

    public ApiServerOptions withAddress(String host, int port) {
        return new ApiServerOptions(List.of(new InetSocketAddress(host, port)), names, auditLog, clock);
    }

    /** The same with a further address to listen on. */
    public ApiServerOptions andAddress(String host, int port) {
        List<InetSocketAddress> more = new ArrayList<>(addresses);
        more.add(new InetSocketAddress(host, port));
        return new ApiServerOptions(more, names, auditLog, clock);
    }

    public ApiServerOptions withNames(List<String> more) {
        return new ApiServerOptions(addresses, more, auditLog, clock);
    }

    public ApiServerOptions withAuditLog(Path file) {
        return new ApiServerOptions(addresses, names, Optional.of(file), clock);
    }
}
