package network.higherself.redis.operator.redis;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.function.LongSupplier;
import java.util.stream.Stream;
import network.higherself.redis.operator.redis.Observation.Answered;
import network.higherself.redis.operator.redis.Observation.Canary;

/** Probes one instance over its kept connection: one round trip, and a second one where slow commands or a canary are due. */
public final class Observer implements Observing {

    /** A counter in the dataset, written with the canary of the primary: it tells the newest copy after all instances restarted. */
    public static final String WATERMARK = "higherself:health:watermark";

    /** The list of more is not asked for: it would hold the server up. */
    static final int CONNECTIONS_LISTED = 5000;

    private static final Duration DETAILS_INTERVAL = Duration.ofMinutes(1);
    static final int SLOW_COMMANDS = 32;
    private static final String[] EVERYTHING = {"INFO", "everything"};
    private static final String[] SECTIONS = {
        "INFO",
        "server",
        "clients",
        "memory",
        "persistence",
        "stats",
        "replication",
        "cpu",
        "commandstats",
        "errorstats",
        "cluster",
        "keyspace"
    };
    private static final String[] SECTIONS_WITH_LATENCIES =
            Stream.concat(Stream.of(SECTIONS), Stream.of("latencystats")).toArray(String[]::new);

    private final RedisClients clients;
    private final Clock clock;

    public Observer(RedisClients clients, Clock clock) {
        this.clients = clients;
        this.clock = clock;
    }

    @Override
    public CompletableFuture<Observation> observe(Instance instance, Access access, Options options) {
        Duration timeout = options.timeout();
        return clients.session(instance, access, timeout)
                .thenCompose(session -> probe(session, options))
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

    private CompletableFuture<Observation> probe(Session session, Options options) {
        Duration timeout = options.timeout();
        Asked asked = session.together(() -> ask(session, options));
        return CompletableFuture.allOf(asked.latency, asked.info, asked.alone, asked.newestSlow, asked.watermark)
                .thenCompose(all -> {
                    Info info = asked.info.join();
                    Optional<Answered> previous = options.previous().filter(last -> sameProcess(last.info(), info));
                    CompletableFuture<SlowCommands> slow =
                            slowCommands(session, timeout, previous, asked.newestSlow.join());
                    CompletableFuture<Canary> canary = canary(session, options, previous, info);
                    CompletableFuture<Observation.Connections> connections =
                            connections(session, timeout, previous, info);
                    return CompletableFuture.allOf(slow, canary, connections)
                            .thenApply(done ->
                                    answered(session, asked, previous, slow.join(), canary.join(), connections.join()));
                });
    }

    /** What every probe asks for; {@code own} is what was sent before INFO, which tells neither itself nor the rest. */
    private record Asked(
            CompletableFuture<Duration> latency,
            Observation.Own own,
            CompletableFuture<Info> info,
            CompletableFuture<Boolean> alone,
            CompletableFuture<List<Object>> newestSlow,
            CompletableFuture<OptionalLong> watermark) {}

    private Asked ask(Session session, Options options) {
        Duration timeout = options.timeout();
        long start = System.nanoTime();
        LongSupplier routes = clients.traffic().moments(session.instance());
        long moment = routes.getAsLong();
        CompletableFuture<Duration> latency = session.text(timeout, "PING")
                .exceptionally(Failures::refusalIsAnAnswer)
                .thenApply(pong -> Duration.ofNanos(System.nanoTime() - start));
        Observation.Own own = clients.traffic().added(session.instance(), session.own());
        CompletableFuture<Info> info = session.text(timeout, sections(options)).thenApply(InfoParser::parse);
        return new Asked(
                latency,
                own,
                info,
                info.thenApply(answered -> moment >= 0 && moment == routes.getAsLong()),
                session.array(timeout, "SLOWLOG", "GET", "1"),
                session.read(timeout, WATERMARK).handle(Observer::counter));
    }

    private Observation answered(
            Session session,
            Asked asked,
            Optional<Answered> previous,
            SlowCommands slow,
            Canary canary,
            Observation.Connections connections) {
        Info info = asked.info.join();
        Map<String, String> told = info.details().latencies();
        Map<String, String> latencies = told.isEmpty()
                ? previous.map(last -> last.details().latencies()).orElse(told)
                : told;
        long keys =
                info.keyspace().values().stream().mapToLong(Info.Keyspace::keys).sum();
        return new Answered(
                session.instance(),
                clock.instant(),
                asked.latency.join(),
                info,
                slow.commands(),
                asked.watermark.join(),
                keys,
                canary,
                slow.newest(),
                asked.own.exactly(asked.alone.join()),
                new Observation.Details(
                        slow.length(), slow.newestTook(), connections, latencies, Observation.Rights.ALL));
    }

    /** @param length of the slow log */
    private record SlowCommands(
            List<Observation.SlowCommand> commands, long newest, Duration newestTook, long length) {}

    private static boolean sameProcess(Info previous, Info present) {
        return previous.server().runId().equals(present.server().runId());
    }

    private CompletableFuture<SlowCommands> slowCommands(
            Session session, Duration timeout, Optional<Answered> previous, List<Object> newestEntry) {
        long newest = newest(newestEntry);
        long known = previous.map(Answered::newestSlowId).orElse(newest);
        Duration took = newestTook(newestEntry);
        long length = newest < 0
                ? 0
                : previous.map(last -> last.details().slowLogLength()).orElse(0L);
        if (newest < known || (newest == known && previous.isPresent()) || newest < 0) {
            return CompletableFuture.completedFuture(new SlowCommands(List.of(), newest, took, length));
        }
        CompletableFuture<Long> counted = session.integer(timeout, "SLOWLOG", "LEN");
        if (newest == known) {
            return counted.thenApply(entries -> new SlowCommands(List.of(), newest, took, entries));
        }
        // More than are new by now: others may come before the server reads this.
        return session.array(timeout, "SLOWLOG", "GET", Integer.toString(SLOW_COMMANDS))
                .thenCombine(
                        counted,
                        (entries, count) -> new SlowCommands(
                                applicationsOnly(entries, known),
                                Math.max(newest, newest(entries)),
                                newestTook(entries),
                                count));
    }

    static Duration newestTook(List<Object> entries) {
        return entries.isEmpty() ? Duration.ZERO : Duration.ofNanos((Long) ((List<?>) entries.get(0)).get(2) * 1000);
    }

    private CompletableFuture<Observation.Connections> connections(
            Session session, Duration timeout, Optional<Answered> previous, Info info) {
        if (info.persistence().loading()
                || previous.filter(this::detailsAreFresh).isPresent()) {
            return CompletableFuture.completedFuture(
                    previous.map(last -> last.details().connections()).orElse(Observation.Connections.NONE));
        }
        Observation.Connections unknown = new Observation.Connections(clock.instant(), Map.of());
        if (info.clients().connected() > CONNECTIONS_LISTED) {
            return CompletableFuture.completedFuture(unknown);
        }
        return session.text(timeout, "CLIENT", "LIST")
                .thenApply(list -> new Observation.Connections(clock.instant(), ClientList.parse(list)))
                // An operator's user without this right still probes.
                .exceptionally(refused -> unknown);
    }

    static long newest(List<Object> entries) {
        return entries.isEmpty() ? -1 : (Long) ((List<?>) entries.get(0)).get(0);
    }

    static List<Observation.SlowCommand> applicationsOnly(List<Object> entries, long known) {
        List<Observation.SlowCommand> commands = new ArrayList<>();
        for (Object entry : entries) {
            List<?> parts = (List<?>) entry;
            long id = (Long) parts.get(0);
            boolean own = parts.size() > 5 && RedisClients.CLIENT_NAME.equals(parts.get(5));
            if (id > known && !own) {
                List<?> words = (List<?>) parts.get(3);
                commands.add(new Observation.SlowCommand(
                        id,
                        Instant.ofEpochSecond((Long) parts.get(1)),
                        Duration.ofNanos((Long) parts.get(2) * 1000),
                        words.isEmpty() ? "" : String.valueOf(words.get(0)).toUpperCase(java.util.Locale.ROOT)));
            }
        }
        return commands;
    }

    private CompletableFuture<Canary> canary(Session session, Options options, Optional<Answered> previous, Info info) {
        if (info.replication().role() != Info.Role.PRIMARY || info.persistence().loading()) {
            return CompletableFuture.completedFuture(new Canary.None());
        }
        if (!options.canary() && previous.isPresent()) {
            return CompletableFuture.completedFuture(previous.get().canary());
        }
        CompletableFuture<Canary> canary = Canaries.send(session, options.timeout(), Long.toString(clock.millis()));
        if (!options.mark()) {
            return canary;
        }
        CompletableFuture<Long> mark = session.integer(options.timeout(), "INCR", WATERMARK);
        return canary.thenCombine(
                mark.handle((done, error) -> error == null
                        ? Optional.<Canary>empty()
                        : Optional.<Canary>of(
                                new Canary.Failed(Failures.of(error).message()))),
                (result, failed) -> result instanceof Canary.Passed ? failed.orElse(result) : result);
    }

    String[] sections(Options options) {
        if (!takesSections(options)) {
            return EVERYTHING;
        }
        return options.previous().filter(this::detailsAreFresh).isPresent() ? SECTIONS : SECTIONS_WITH_LATENCIES;
    }

    private boolean detailsAreFresh(Answered previous) {
        Instant at = previous.details().connections().at();
        return Duration.between(at, clock.instant()).compareTo(DETAILS_INTERVAL) < 0;
    }

    /** INFO takes several sections from 7.0 on; an older server gets the one word that names all of them. */
    private static boolean takesSections(Options options) {
        return options.previous()
                .map(previous -> previous.info().server().version())
                .filter(version -> !version.startsWith("6."))
                .isPresent();
    }

    private static OptionalLong counter(Optional<String> value, Throwable error) {
        if (error != null || value.isEmpty()) {
            return OptionalLong.empty();
        }
        try {
            return OptionalLong.of(Long.parseLong(value.get()));
        } catch (NumberFormatException notACounter) {
            return OptionalLong.empty();
        }
    }
}
