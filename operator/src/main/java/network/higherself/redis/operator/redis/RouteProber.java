package network.higherself.redis.operator.redis;

import java.net.UnknownHostException;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import network.higherself.redis.operator.redis.RouteObservation.Fault;

/**
 * Takes a route as an application does that starts: resolves the Service's name, connects anew, verifies the certificate,
 * logs in, does its work. A connection that is kept would go on after its Service leads elsewhere, or nowhere.
 */
public final class RouteProber {

    private static final Duration RESOLVING = Duration.ofSeconds(5);

    private final RedisClients clients;
    private final Clock clock;

    /**
     * What a probe is to do.
     *
     * @param timeout deadline of each command, once the connection is open
     * @param work whether the work itself is tried, which writes; else only whether commands are answered
     */
    public record Options(Duration timeout, boolean work) {}

    public RouteProber(RedisClients clients, Clock clock) {
        this.clients = clients;
        this.clock = clock;
    }

    /** Which pod all routes but those for reading lead to, so that its figures leave out what they send. */
    public void leadsTo(String namespace, String resource, String pod) {
        clients.traffic().of(namespace, resource).leadsTo(pod);
    }

    /** Never completes exceptionally: a route that is broken is an observation too. */
    public CompletableFuture<RouteObservation> probe(Route route, Access access, Options options) {
        return address(route)
                .thenCompose(address -> attempt(route, access, options, route.at(address)))
                .handle((latency, error) -> error == null
                        ? new RouteObservation.Served(route, clock.instant(), latency)
                        : broken(route, error));
    }

    private RouteObservation broken(Route route, Throwable error) {
        Throwable cause = error instanceof CompletionException && error.getCause() != null ? error.getCause() : error;
        if (cause instanceof RouteStopped stopped) {
            return new RouteObservation.Broken(route, clock.instant(), stopped.fault(), stopped.getMessage());
        }
        return new RouteObservation.Broken(
                route, clock.instant(), Fault.WORK, Failures.of(cause).message());
    }

    private CompletableFuture<String> address(Route route) {
        return route.address()
                .map(CompletableFuture::completedFuture)
                .orElseGet(
                        () -> clients.names().resolve(route.host(), RESOLVING).exceptionally(error -> {
                            throw unresolved(route, error);
                        }));
    }

    private static RouteStopped unresolved(Route route, Throwable error) {
        Throwable cause = error instanceof CompletionException && error.getCause() != null ? error.getCause() : error;
        return new RouteStopped(
                Fault.UNRESOLVED,
                cause instanceof UnknownHostException
                        ? "the name " + route.host() + " has no address"
                        : "the name server gave no answer for " + route.host());
    }

    private CompletableFuture<Duration> attempt(Route route, Access access, Options options, Instance where) {
        OwnTraffic.OfResource traffic = clients.traffic().of(route.namespace(), route.resource());
        traffic.begin();
        RouteWork work = new RouteWork(clients, route, where, access, options, Long.toString(clock.millis()));
        return CompletableFuture.completedFuture(where)
                .thenCompose(at -> clients.once(at, access, RedisClients.OPENING))
                .exceptionally(error -> {
                    throw RouteStopped.opening(error);
                })
                .thenCompose(work::on)
                .whenComplete((latency, error) -> traffic.end(work.sent(), work.found()));
    }
}
