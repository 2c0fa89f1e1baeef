package network.higherself.redis.operator.redis;

import static network.higherself.redis.operator.redis.GuestAnswers.CANARY;
import static network.higherself.redis.operator.redis.GuestAnswers.CLIENT_LIST;
import static network.higherself.redis.operator.redis.GuestAnswers.CLUSTER_INFO;
import static network.higherself.redis.operator.redis.GuestAnswers.INFO;
import static network.higherself.redis.operator.redis.GuestAnswers.ROLE;
import static network.higherself.redis.operator.redis.GuestAnswers.SLOWLOG;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import network.higherself.redis.operator.redis.Observation.Answered;
import network.higherself.redis.operator.redis.Observation.Canary;
import network.higherself.redis.operator.redis.Observation.Connections;
import network.higherself.redis.operator.redis.Observation.Rights;

/**
 * Probes an instance of a Redis that somebody else runs, as a guest: what the user may not ask is left out, and asked
 * for again only now and then, since each refusal stands in the server's log. Changes nothing but the canary's key,
 * where that is allowed.
 */
public final class GuestObserver implements Observing {

    /** Rights may be granted later. */
    static final Duration ASKED_AGAIN = Duration.ofMinutes(10);

    private static final Duration LISTED_AGAIN = Duration.ofMinutes(1);

    private final Observer host;
    private final RedisClients clients;
    private final Clock clock;
    private final Guest guest;

    /**
     * What a guest may do.
     *
     * @param database that applications use
     * @param canary whether a test key may be written
     */
    public record Guest(int database, boolean canary) {}

    public GuestObserver(Observer host, RedisClients clients, Clock clock, Guest guest) {
        this.host = host;
        this.clients = clients;
        this.clock = clock;
        this.guest = guest;
    }

    @Override
    public CompletableFuture<Observation> observe(Instance instance, Access access, Options options) {
        return clients.session(instance, access, options.timeout())
                .thenCompose(session -> new Probe(session, options).run())
                .handle((observation, error) -> {
                    if (error == null) {
                        return observation;
                    }
                    Failures.Reason reason = Failures.of(error);
                    if (reason.failure() != Observation.Failure.OTHER) {
                        clients.closeOpened(instance);
                    }
                    return new Observation.Unreachable(instance, clock.instant(), reason.failure(), reason.message());
                });
    }

    private record SlowLog(List<Observation.SlowCommand> commands, long newest, Duration newestTook, long length) {
        static final SlowLog NONE = new SlowLog(List.of(), -1, Duration.ZERO, 0);
    }

    /** One probe. What is refused is remembered in the order in which answers come, hence the lock. */
    private final class Probe {
        private final Session session;
        private final Options options;
        private final Duration timeout;
        private final Instant now = clock.instant();
        private final Optional<Answered> previous;
        private final Rights known;
        private final SortedSet<String> refused = new TreeSet<>();
        private Duration latency = Duration.ZERO;
        private Observation.Own own;

        private Probe(Session session, Options options) {
            this.session = session;
            this.options = options;
            this.timeout = options.timeout();
            this.previous = options.previous();
            this.known = previous.map(last -> last.details().rights())
                    .filter(rights -> Duration.between(rights.asked(), now).compareTo(ASKED_AGAIN) < 0)
                    .orElse(new Rights(now, new TreeSet<>(), new TreeSet<>()));
            this.refused.addAll(known.refused());
        }

        private CompletableFuture<Observation> run() {
            LongSupplier routes = clients.traffic().moments(session.instance());
            long moment = routes.getAsLong();
            long start = System.nanoTime();
            CompletableFuture<String> database = selected();
            CompletableFuture<String> ping = session.text(timeout, "PING").handle((pong, error) -> {
                if (error != null && Failures.refusal(error).isEmpty()) {
                    throw failed(error);
                }
                latency = Duration.ofNanos(System.nanoTime() - start);
                return "";
            });
            own = session.own();
            return ping.thenCombine(database, (answered, refusal) -> refusal)
                    .thenCompose(refusal -> info().thenCompose(text -> {
                                // A route's connection may be among the clients that are told.
                                own = own.exactly(moment >= 0 && moment == routes.getAsLong());
                                return withRole(text);
                            })
                            .thenCompose(this::withCluster)
                            .thenCompose(text -> rest(text, refusal)));
        }

        private CompletableFuture<String> selected() {
            if (guest.database() == 0) {
                return CompletableFuture.completedFuture("");
            }
            return session.text(timeout, "SELECT", Integer.toString(guest.database()))
                    .handle((selected, error) -> GuestAnswers.noDatabase(guest.database(), error));
        }

        private CompletableFuture<String> info() {
            String[] sections = host.sections(options);
            return asked(
                    INFO,
                    "",
                    () -> session.text(timeout, sections)
                            .handle((text, error) -> {
                                if (error == null && !text.isBlank()) {
                                    return CompletableFuture.completedFuture(text);
                                }
                                // Some providers take no sections, or not several.
                                return error == null || Failures.refusal(error).isPresent()
                                        ? session.text(timeout, INFO)
                                        : CompletableFuture.<String>failedFuture(error);
                            })
                            .thenCompose(answer -> answer));
        }

        /** Where INFO does not tell the role, ROLE may. */
        private CompletableFuture<String> withRole(String text) {
            if (text.startsWith("role:") || text.contains("\nrole:")) {
                return CompletableFuture.completedFuture(text);
            }
            return asked(
                    ROLE,
                    text,
                    () -> session.array(timeout, ROLE).thenApply(role -> text + "\r\n" + GuestAnswers.lines(role)));
        }

        /** The answer has the form of INFO, and none of its fields a name that INFO has. */
        private CompletableFuture<String> withCluster(String text) {
            if (!GuestAnswers.ofCluster(text)) {
                return CompletableFuture.completedFuture(text);
            }
            return asked(
                    CLUSTER_INFO,
                    text,
                    () -> session.text(timeout, "CLUSTER", "INFO").thenApply(cluster -> text + "\r\n" + cluster));
        }

        private CompletableFuture<Observation> rest(String text, String databaseRefused) {
            Info info = InfoParser.parse(text);
            Optional<Answered> before = previous.filter(
                    last -> last.info().server().runId().equals(info.server().runId()));
            CompletableFuture<SlowLog> slow = asked(SLOWLOG, SlowLog.NONE, () -> slowLog(before));
            CompletableFuture<Connections> connections = connections(info, before);
            CompletableFuture<Canary> canary = canary(info, before, databaseRefused);
            return CompletableFuture.allOf(slow, connections, canary)
                    .thenApply(all -> answered(text, info, slow.join(), connections.join(), canary.join(), before));
        }

        private CompletableFuture<SlowLog> slowLog(Optional<Answered> before) {
            return session.array(timeout, SLOWLOG, "GET", "1").thenCompose(first -> {
                long newest = Observer.newest(first);
                long last = before.map(Answered::newestSlowId).orElse(newest);
                if (newest < 0 || newest <= last) {
                    long length = newest < 0
                            ? 0
                            : before.map(answer -> answer.details().slowLogLength())
                                    .orElse(1L);
                    return CompletableFuture.completedFuture(
                            new SlowLog(List.of(), newest, Observer.newestTook(first), length));
                }
                return session.array(timeout, SLOWLOG, "GET", Integer.toString(Observer.SLOW_COMMANDS))
                        .thenCombine(
                                session.integer(timeout, SLOWLOG, "LEN"),
                                (entries, length) -> new SlowLog(
                                        Observer.applicationsOnly(entries, last),
                                        Math.max(newest, Observer.newest(entries)),
                                        Observer.newestTook(entries),
                                        length));
            });
        }

        private CompletableFuture<Connections> connections(Info info, Optional<Answered> before) {
            Optional<Connections> fresh = before.map(last -> last.details().connections())
                    .filter(last -> Duration.between(last.at(), now).compareTo(LISTED_AGAIN) < 0);
            Connections unknown = new Connections(now, Map.of());
            if (fresh.isPresent() || info.clients().connected() > Observer.CONNECTIONS_LISTED) {
                return CompletableFuture.completedFuture(fresh.orElse(unknown));
            }
            return asked(
                    CLIENT_LIST,
                    unknown,
                    () -> session.text(timeout, "CLIENT", "LIST")
                            .thenApply(list -> new Connections(now, ClientList.parse(list))));
        }

        private CompletableFuture<Canary> canary(Info info, Optional<Answered> before, String databaseRefused) {
            if (!databaseRefused.isEmpty()) {
                return CompletableFuture.completedFuture(new Canary.Failed(databaseRefused));
            }
            if (!guest.canary()
                    || info.replication().role() != Info.Role.PRIMARY
                    || info.persistence().loading()) {
                return CompletableFuture.completedFuture(new Canary.None());
            }
            if (!options.canary() && before.isPresent()) {
                return CompletableFuture.completedFuture(before.get().canary());
            }
            return asked(
                    CANARY,
                    new Canary.None(),
                    () -> Canaries.send(session, timeout, Long.toString(clock.millis()))
                            .thenApply(GuestAnswers::permitted));
        }

        private Observation answered(
                String text,
                Info info,
                SlowLog slow,
                Connections connections,
                Canary canary,
                Optional<Answered> before) {
            Map<String, String> told = info.details().latencies();
            Map<String, String> latencies = told.isEmpty()
                    ? before.map(last -> last.details().latencies()).orElse(told)
                    : told;
            SortedSet<String> without;
            synchronized (refused) {
                without = new TreeSet<>(refused);
            }
            return new Answered(
                    session.instance(),
                    clock.instant(),
                    latency,
                    info,
                    slow.commands(),
                    OptionalLong.empty(),
                    info.keyspace().values().stream()
                            .mapToLong(Info.Keyspace::keys)
                            .sum(),
                    canary,
                    slow.newest(),
                    own,
                    new Observation.Details(
                            slow.length(),
                            slow.newestTook(),
                            connections,
                            latencies,
                            new Rights(known.asked(), without, GuestAnswers.missing(text, info, without))));
        }

        /** Asks unless that was refused lately; what is refused now, or not understood, is none. */
        private <T> CompletableFuture<T> asked(String what, T none, Supplier<CompletableFuture<T>> question) {
            synchronized (refused) {
                if (refused.contains(what)) {
                    return CompletableFuture.completedFuture(none);
                }
            }
            return question.get().handle((answer, error) -> {
                if (error == null) {
                    return answer;
                }
                if (Failures.refusal(error).isEmpty() && !GuestAnswers.strange(error)) {
                    throw failed(error);
                }
                synchronized (refused) {
                    refused.add(what);
                }
                return none;
            });
        }
    }

    private static CompletionException failed(Throwable error) {
        return error instanceof CompletionException known ? known : new CompletionException(error);
    }
}
