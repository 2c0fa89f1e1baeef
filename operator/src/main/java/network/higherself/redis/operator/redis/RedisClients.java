package network.higherself.redis.operator.redis;

import io.lettuce.core.pubsub.StatefulRedisPubSubConnection;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/**
 * The kept connections to all instances, one an instance, over few shared threads. A connection that ends is not
 * reopened by itself: the next use opens it, so a pod that is gone costs nothing.
 */
public final class RedisClients implements AutoCloseable {

    /** How the operator names its connections, in CLIENT LIST and SLOWLOG. */
    public static final String CLIENT_NAME = "higherself-operator";

    /**
     * How long a connection may take to open. Longer than a probe waits for it: on a busy machine many handshakes at once
     * all come to their end, where giving each up at the probe's deadline would begin them anew for ever.
     */
    static final Duration OPENING = Duration.ofSeconds(10);

    private static final int IO_THREADS = 2;

    private final Connecting connecting;
    private final OwnTraffic traffic = new OwnTraffic();
    private final ServiceNames names = new ServiceNames();
    private final Map<String, Kept> sessions = new ConcurrentHashMap<>();
    private volatile Consumer<Instance> onClose = instance -> {};

    private record Kept(Instance instance, Access access, Openings.Turn<Session> turn) {

        CompletableFuture<Session> session() {
            return turn.opened();
        }
    }

    /** With as many threads as the connections of a whole operator need. */
    public RedisClients() {
        this(IO_THREADS);
    }

    /** @param ioThreads threads that serve all connections */
    public RedisClients(int ioThreads) {
        this.connecting = new Connecting(ioThreads, instance -> onClose.accept(instance));
    }

    /** Told of each connection that the server's side closed: the process behind it probably ended. */
    public void onClose(Consumer<Instance> listener) {
        this.onClose = listener;
    }

    /**
     * The kept connection to an instance, opened if need be; fails at the deadline, while the opening goes on. Counted from
     * when the opening begins: what this process has to do first is not the instance's fault.
     */
    CompletableFuture<Session> session(Instance instance, Access access, Duration deadline) {
        Kept kept = sessions.compute(key(instance), (key, present) -> {
            if (present != null
                    && present.instance.equals(instance)
                    && present.access.equals(access)
                    && usable(present.session())) {
                return present;
            }
            if (present != null) {
                present.session().thenAccept(Session::close);
            }
            return new Kept(instance, access, connecting.lasting(instance, access));
        });
        // Not within: whatever begins next may look for its own connection.
        return kept.turn.take(deadline);
    }

    /** A connection of its own to another database; whoever asked closes it. */
    CompletableFuture<Session> aside(Instance instance, Access access, int database, Duration deadline) {
        return connecting.aside(instance, access, database, deadline);
    }

    /** A connection that is not kept, to whom it may concern; fails at the deadline. It has no user yet. */
    CompletableFuture<Session> once(Instance instance, Access access, Duration deadline) {
        return connecting.once(instance, access, deadline);
    }

    /** The same, for one that listens to channels. */
    CompletableFuture<StatefulRedisPubSubConnection<String, String>> listener(
            Instance instance, Access access, Duration deadline) {
        return connecting.listener(instance, access, deadline);
    }

    OwnTraffic traffic() {
        return traffic;
    }

    ServiceNames names() {
        return names;
    }

    /** Keeps nothing of what was sent to a resource by routes, nor of where they led. */
    public void forget(String namespace, String resource, List<Route> routes) {
        traffic.forget(namespace, resource);
        routes.stream().filter(route -> !route.work().asGuest()).forEach(route -> connecting.forget(route.host()));
    }

    /** Closes the connection to an instance, unless it is only being opened. */
    void closeOpened(Instance instance) {
        sessions.computeIfPresent(key(instance), (key, kept) -> {
            if (!kept.session().isDone()) {
                return kept;
            }
            kept.session().thenAccept(Session::close);
            return null;
        });
    }

    /** Closes the connection to an instance, if there is one. */
    public void close(Instance instance) {
        Kept kept = sessions.remove(key(instance));
        if (kept != null) {
            kept.session().thenAccept(Session::close);
        }
    }

    /** Keeps nothing of instances that are no more, nor of the way into them. */
    public void forget(List<Instance> instances, Access access) {
        instances.forEach(this::close);
        instances.forEach(instance -> connecting.forget(instance.host()));
        boolean used = sessions.values().stream()
                .anyMatch(kept -> kept.access.authorityPem().equals(access.authorityPem()));
        if (!used) {
            connecting.forgetAuthority(access.authorityPem());
        }
    }

    /**
     * The certificate that an instance served when its kept connection was opened; empty without TLS, or without such a
     * connection.
     */
    Optional<X509Certificate> certificateAtOpening(Instance instance) {
        return Optional.ofNullable(sessions.get(key(instance)))
                .filter(kept -> kept.instance.equals(instance) && usable(kept.session()))
                .map(kept -> kept.session().getNow(null))
                .flatMap(Session::certificate);
    }

    /** How many connections are kept. */
    public int open() {
        return sessions.size();
    }

    @Override
    public void close() {
        sessions.values().forEach(kept -> kept.session().thenAccept(Session::leave));
        sessions.clear();
        connecting.close();
        names.close();
    }

    private static boolean usable(CompletableFuture<Session> session) {
        return !session.isDone()
                || (!session.isCompletedExceptionally() && session.join().open());
    }

    private static String key(Instance instance) {
        return instance.namespace() + "/" + instance.resource() + "/" + instance.pod();
    }
}
