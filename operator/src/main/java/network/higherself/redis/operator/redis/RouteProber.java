package network.higherself.redis.operator.redis;

import java.net.UnknownHostException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import network.higherself.redis.operator.redis.RouteObservation.Fault;

/**
 * Takes a route as an application does that starts: resolves the host's name, connects anew, verifies the certificate,
 * logs in, does its work. A connection that is kept would go on after its Service leads elsewhere, or nowhere.
 */
public final class RouteProber {

    private static final Duration RESOLVING = Duration.ofSeconds(5);

    private final RedisClients clients;
    private final Clock clock;

    /** Where ROLE was refused, and when: each refusal stands in the server's log. */
    private final Map<Route, Instant> withoutRole = new ConcurrentHashMap<>();

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
        if (route.work().asGuest()) {
            // Left to the connection: an address that was put down for the host would hold for its instances too.
            return CompletableFuture.completedFuture("");
        }
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
        RouteWork work = new RouteWork(clients, asked(route), where, access, options, Long.toString(clock.millis()));
        return CompletableFuture.completedFuture(where)
                .thenCompose(at -> clients.once(at, access, RedisClients.OPENING))
                .exceptionally(error -> {
                    throw RouteStopped.opening(error);
                })
                .thenCompose(work::on)
                .whenComplete((latency, error) -> {
                    traffic.end(work.sent(), work.found());
                    if (work.roleRefused()) {
                        withoutRole.values().removeIf(this::past);
                        withoutRole.put(route, clock.instant());
                    }
                });
    }

    private Route asked(Route route) {
        Instant refused = withoutRole.get(route);
        return refused == null || past(refused) ? route : route.taking(Route.Work.THEIR_ANSWER);
    }

    private boolean past(Instant refused) {
        return Duration.between(refused, clock.instant()).compareTo(GuestObserver.ASKED_AGAIN) >= 0;
    }
}
