package network.higherself.redis.operator.redis;

import io.lettuce.core.pubsub.RedisPubSubAdapter;
import io.lettuce.core.pubsub.StatefulRedisPubSubConnection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import network.higherself.redis.operator.redis.RouteObservation.Fault;

/**
 * One round of what an application needs of its route, over a connection that is open. It ends the connection by QUIT:
 * after its answer, the server counts neither its commands nor the connection any more than it says.
 */
final class RouteWork {

    /** Below this every feature's user has keys and channels of its own. */
    private static final String HEALTH = "higherself:health:";

    private static final String LIFE_SECONDS = "60";

    private final RedisClients clients;
    private final Route route;
    private final Instance where;
    private final Access access;
    private final RouteProber.Options options;
    private final String value;
    private final Map<String, Long> sent = new HashMap<>();
    private long found;
    private volatile boolean roleRefused;

    RouteWork(
            RedisClients clients,
            Route route,
            Instance where,
            Access access,
            RouteProber.Options options,
            String value) {
        this.clients = clients;
        this.route = route;
        this.where = where;
        this.access = access;
        this.options = options;
        this.value = value;
    }

    /** The key, or the channel, that is used; the rules of the features' users admit it. */
    static String key(Route route) {
        return HEALTH + route.name() + ":probe";
    }

    /** Commands that were sent. */
    Map<String, Long> sent() {
        return sent;
    }

    /** Keys that were read. */
    long found() {
        return found;
    }

    /** Whether the user may not ask for the role, or the server does not tell it. */
    boolean roleRefused() {
        return roleRefused;
    }

    /** How long a command took; fails with {@link RouteStopped}. */
    CompletableFuture<Duration> on(Session session) {
        return login(session)
                .thenCompose(in -> {
                    if (route.work().asGuest()) {
                        return answered(session);
                    }
                    return route.work() == Route.Work.PUBSUB && options.work() ? heard(session) : done(session);
                })
                .handle((latency, error) -> quit(session, error).handle((ok, late) -> {
                    count(session.own());
                    session.close();
                    if (error != null) {
                        throw RouteStopped.work(error);
                    }
                    return latency;
                }))
                .thenCompose(last -> last);
    }

    private CompletableFuture<String> login(Session session) {
        return session.authenticate(access, options.timeout()).exceptionally(error -> {
            throw RouteStopped.login(error);
        });
    }

    /** Of a server that says nothing, nobody waits for an answer to this either. */
    private CompletableFuture<String> quit(Session session, Throwable error) {
        return error == null || RouteStopped.work(error).fault() != Fault.SILENT
                ? session.text(options.timeout(), "QUIT")
                : CompletableFuture.failedFuture(error);
    }

    private void count(Observation.Own own) {
        own.commands().forEach((word, count) -> sent.merge(word, count, Long::sum));
        found += own.hits();
    }

    /** What the user may not ask of a Redis that somebody else runs is no fault of the route. */
    private CompletableFuture<Duration> answered(Session session) {
        long start = System.nanoTime();
        return session.text(options.timeout(), "PING")
                .handle((pong, error) -> {
                    if (error != null && Failures.refusal(error).isEmpty()) {
                        throw RouteStopped.work(error);
                    }
                    return Duration.ofNanos(System.nanoTime() - start);
                })
                .thenCompose(latency -> route.work() == Route.Work.THEIR_PRIMARY
                        ? session.array(options.timeout(), "ROLE").handle((role, error) -> {
                            theirRole(role, error);
                            return latency;
                        })
                        : CompletableFuture.completedFuture(latency));
    }

    private void theirRole(List<Object> role, Throwable error) {
        if (error == null && !role.isEmpty()) {
            verifyRole(role);
        } else if (error == null || Failures.refusal(error).isPresent() || GuestAnswers.strange(error)) {
            roleRefused = true;
        } else {
            throw RouteStopped.work(error);
        }
    }

    private CompletableFuture<Duration> done(Session session) {
        Duration timeout = options.timeout();
        long start = System.nanoTime();
        List<CompletableFuture<?>> answers = new ArrayList<>();
        CompletableFuture<Duration> latency = session.together(() -> {
            CompletableFuture<Duration> pong = session.text(timeout, "PING")
                    .exceptionally(Failures::refusalIsAnAnswer)
                    .thenApply(said -> Duration.ofNanos(System.nanoTime() - start));
            answers.add(pong);
            if (route.work() == Route.Work.PRIMARY || route.work() == Route.Work.REPLICA) {
                answers.add(session.array(timeout, "ROLE").thenAccept(this::verifyRole));
            } else if (options.work()) {
                answers.addAll(work(session, timeout));
            }
            return pong;
        });
        return CompletableFuture.allOf(answers.toArray(CompletableFuture[]::new))
                .thenCompose(all -> latency);
    }

    private void verifyRole(List<Object> role) {
        boolean primary = !role.isEmpty() && "master".equals(role.get(0));
        if (route.work() != Route.Work.REPLICA && !primary) {
            throw new RouteStopped(Fault.WRONG_INSTANCE, "it leads to an instance that is no primary");
        }
        if (route.work() == Route.Work.REPLICA) {
            if (primary) {
                throw new RouteStopped(Fault.WRONG_INSTANCE, "it leads to an instance that is no replica");
            }
            if (role.size() > 3 && !"connected".equals(role.get(3))) {
                throw new RouteStopped(Fault.WRONG_INSTANCE, "it leads to a replica without a link to its primary");
            }
        }
    }

    private List<CompletableFuture<?>> work(Session session, Duration timeout) {
        String key = key(route);
        return switch (route.work()) {
            case CACHE ->
                List.of(
                        session.text(timeout, "SET", key, value, "EX", LIFE_SECONDS),
                        session.read(timeout, key).thenAccept(this::verify),
                        session.integer(timeout, "DEL", key));
            case SESSION_STORE ->
                List.of(
                        session.integer(timeout, "HSET", key, "data", value),
                        expires(session, timeout, key),
                        session.lookUp(timeout, "HGET", key, "data").thenAccept(this::verify),
                        session.integer(timeout, "DEL", key));
            case RATE_LIMITING ->
                List.of(
                        session.integer(timeout, "INCR", key),
                        expires(session, timeout, key),
                        session.integer(timeout, "DEL", key));
            case TASK_QUEUE ->
                List.of(
                        // What a probe left that was cut off.
                        session.integer(timeout, "DEL", key),
                        session.integer(timeout, "LPUSH", key, value),
                        expires(session, timeout, key),
                        session.maybe(timeout, "RPOP", key).thenAccept(this::verify));
            case PRIMARY, REPLICA, PUBSUB, THEIR_PRIMARY, THEIR_ANSWER -> List.of();
        };
    }

    private CompletableFuture<Void> expires(Session session, Duration timeout, String key) {
        return session.integer(timeout, "EXPIRE", key, LIFE_SECONDS).thenAccept(set -> {
            if (set != 1) {
                throw new RouteStopped(
                        Fault.WORK, "a key that was just written was gone before it could be given an end");
            }
        });
    }

    private void verify(Optional<String> read) {
        if (read.filter(value::equals).isEmpty()) {
            throw new RouteStopped(Fault.WORK, "what was just written was not read back");
        }
    }

    /** Publishes to a second connection, which listens. */
    private CompletableFuture<Duration> heard(Session session) {
        Duration timeout = options.timeout();
        String channel = key(route);
        CompletableFuture<String> message = new CompletableFuture<>();
        return clients.listener(where, access, RedisClients.OPENING)
                .exceptionally(error -> {
                    throw RouteStopped.opening(error);
                })
                .thenCompose(listener -> subscribed(listener, channel, message)
                        .orTimeout(timeout.toMillis(), TimeUnit.MILLISECONDS)
                        .thenCompose(listening -> {
                            long start = System.nanoTime();
                            return session.integer(timeout, "PUBLISH", channel, value)
                                    .thenCompose(
                                            receivers -> message.orTimeout(timeout.toMillis(), TimeUnit.MILLISECONDS))
                                    .thenApply(heard -> Duration.ofNanos(System.nanoTime() - start));
                        })
                        .handle((latency, error) -> left(listener).handle((ok, late) -> {
                            if (error != null) {
                                throw RouteStopped.work(error);
                            }
                            return latency;
                        }))
                        .thenCompose(last -> last));
    }

    private CompletableFuture<Void> subscribed(
            StatefulRedisPubSubConnection<String, String> listener, String channel, CompletableFuture<String> message) {
        listener.addListener(new RedisPubSubAdapter<>() {
            @Override
            public void message(String from, String said) {
                if (from.equals(channel) && said.equals(value)) {
                    message.complete(said);
                }
            }
        });
        sent.merge("auth", 1L, Long::sum);
        sent.merge("subscribe", 1L, Long::sum);
        return listener.async()
                .auth(access.user(), access.password())
                .thenCompose(in -> listener.async().subscribe(channel))
                .toCompletableFuture();
    }

    private CompletableFuture<String> left(StatefulRedisPubSubConnection<String, String> listener) {
        return listener.async()
                .quit()
                .toCompletableFuture()
                .orTimeout(options.timeout().toMillis(), TimeUnit.MILLISECONDS)
                .whenComplete((ok, late) -> listener.closeAsync());
    }
}
