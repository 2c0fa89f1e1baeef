package network.higherself.redis.operator.redis;

import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;
import java.util.function.Function;

/** What the operator tells instances to do. Every call has a deadline, and none completes exceptionally. */
public final class RedisCommands {

    private final RedisClients clients;
    private final Duration deadline;
    private final BooleanSupplier mayAct;

    /** @param deadline of each command */
    public RedisCommands(RedisClients clients, Duration deadline) {
        this(clients, deadline, () -> true);
    }

    /**
     * @param deadline of each command
     * @param mayAct asked before each command: whether this process is the one that may tell instances what to do
     */
    public RedisCommands(RedisClients clients, Duration deadline, BooleanSupplier mayAct) {
        this.clients = clients;
        this.deadline = deadline;
        this.mayAct = mayAct;
    }

    /** Makes the instance a primary of its own dataset. */
    public CompletableFuture<ActionResult<String>> promote(Instance instance, Access access) {
        return with(instance, access, session -> session.text(deadline, "REPLICAOF", "NO", "ONE"));
    }

    /** Makes the instance a replica; its dataset is replaced by the primary's where they can't be continued. */
    public CompletableFuture<ActionResult<String>> follow(
            Instance instance, Access access, String primaryHost, int primaryPort) {
        return with(
                instance,
                access,
                session -> session.text(deadline, "REPLICAOF", primaryHost, Integer.toString(primaryPort)));
    }

    /** Holds back all writes for so long; reads go on. */
    public CompletableFuture<ActionResult<String>> pauseWrites(Instance instance, Access access, Duration pause) {
        return with(
                instance,
                access,
                session -> session.text(deadline, "CLIENT", "PAUSE", Long.toString(pause.toMillis()), "WRITE"));
    }

    public CompletableFuture<ActionResult<String>> resumeWrites(Instance instance, Access access) {
        return with(instance, access, session -> session.text(deadline, "CLIENT", "UNPAUSE"));
    }

    /** How far the instance's dataset is: master_repl_offset of a primary, slave_repl_offset of a replica. */
    public CompletableFuture<ActionResult<Info.Replication>> replication(Instance instance, Access access) {
        return with(
                instance,
                access,
                session -> session.text(deadline, "INFO", "replication")
                        .thenApply(text -> InfoParser.parse(text).replication()));
    }

    /** Closes the applications' connections, normal and subscribed; the operator's own and replication's stay. */
    public CompletableFuture<ActionResult<Long>> closeApplicationClients(Instance instance, Access access) {
        return with(
                instance,
                access,
                session -> session.integer(deadline, "CLIENT", "KILL", "TYPE", "normal", "SKIPME", "yes")
                        .thenCombine(
                                session.integer(deadline, "CLIENT", "KILL", "TYPE", "pubsub", "SKIPME", "yes"),
                                Long::sum));
    }

    /** All directives and their values. */
    public CompletableFuture<ActionResult<Map<String, String>>> configuration(Instance instance, Access access) {
        return with(
                instance,
                access,
                session -> session.array(deadline, "CONFIG", "GET", "*").thenApply(answer -> {
                    Map<String, String> values = new TreeMap<>();
                    for (int i = 0; i + 1 < answer.size(); i += 2) {
                        values.put(String.valueOf(answer.get(i)), String.valueOf(answer.get(i + 1)));
                    }
                    return values;
                }));
    }

    /** Sets one directive. */
    public CompletableFuture<ActionResult<String>> configure(
            Instance instance, Access access, String directive, String value) {
        return with(instance, access, session -> session.text(deadline, "CONFIG", "SET", directive, value));
    }

    /** Sets a user's rules, as ACL SETUSER takes them. */
    public CompletableFuture<ActionResult<String>> setUser(
            Instance instance, Access access, String user, List<String> rules) {
        List<String> words = new ArrayList<>(List.of("ACL", "SETUSER", user));
        words.addAll(rules);
        return with(instance, access, session -> session.text(deadline, words.toArray(String[]::new)));
    }

    /** Takes users away, and closes their connections; those that are not there are no failure. */
    public CompletableFuture<ActionResult<Long>> deleteUsers(Instance instance, Access access, List<String> users) {
        List<String> words = new ArrayList<>(List.of("ACL", "DELUSER"));
        words.addAll(users);
        return with(instance, access, session -> session.integer(deadline, words.toArray(String[]::new)));
    }

    /**
     * The certificate that an instance served when its kept connection was opened; empty without TLS, or without such a
     * connection. Asks nobody.
     */
    public Optional<X509Certificate> certificateAtOpening(Instance instance) {
        return clients.certificateAtOpening(instance);
    }

    private <T> CompletableFuture<ActionResult<T>> with(
            Instance instance, Access access, Function<Session, CompletableFuture<T>> command) {
        return clients.session(instance, access, deadline)
                .thenCompose(session -> allowed(session, command))
                .handle((value, error) -> {
                    if (error == null) {
                        return new ActionResult.Done<>(value);
                    }
                    Failures.Reason reason = Failures.of(error);
                    return new ActionResult.Failed<>(reason.failure(), reason.message());
                });
    }

    /** Asked once there is a connection: opening one can take as long as another replica needs to take over. */
    private <T> CompletableFuture<T> allowed(Session session, Function<Session, CompletableFuture<T>> command) {
        return mayAct.getAsBoolean()
                ? command.apply(session)
                : CompletableFuture.failedFuture(new IllegalStateException("another replica may lead by now"));
    }
}
