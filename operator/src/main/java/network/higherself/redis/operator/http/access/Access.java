package network.higherself.redis.operator.http.access;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import network.higherself.redis.operator.http.Refusal;
import network.higherself.redis.operator.http.Request;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Who calls, by a bearer token that Kubernetes issued, and what they may do, as Kubernetes says. Answers are kept for a
 * few seconds: a right that is taken away ends so much later. No token is kept, only its hash. Never blocks its caller.
 */
public final class Access implements AutoCloseable {

    /** For how long an answer of Kubernetes holds. */
    public static final Duration KEPT = Duration.ofSeconds(10);

    private static final Logger LOG = LoggerFactory.getLogger(Access.class);
    private static final int THREADS = 4;
    private static final int WAITING = 64;
    private static final int TOKENS = 500;
    private static final int RIGHTS = 4000;
    private static final int TOKEN_LENGTH = 16 * 1024;
    private static final Pattern BEARER = Pattern.compile("Bearer +([A-Za-z0-9._~+/=-]+) *", Pattern.CASE_INSENSITIVE);
    private static final Map<String, String> CHALLENGE = Map.of("WWW-Authenticate", "Bearer");

    private final Reviews reviews;
    private final ThreadPoolExecutor threads;
    private final Recent<String, Optional<Caller>> callers;
    private final Recent<Question, Boolean> rights;
    private final Strikes strikes;

    private record Question(Caller caller, Right right) {}

    public Access(KubernetesClient client, Clock clock) {
        this(new ClusterReviews(client), clock);
    }

    Access(Reviews reviews, Clock clock) {
        this.reviews = reviews;
        this.callers = new Recent<>(TOKENS, KEPT, clock);
        this.rights = new Recent<>(RIGHTS, KEPT, clock);
        this.strikes = new Strikes(clock);
        this.threads = new ThreadPoolExecutor(
                THREADS, THREADS, 30, TimeUnit.SECONDS, new ArrayBlockingQueue<>(WAITING), task -> {
                    Thread thread = new Thread(task, "access");
                    thread.setDaemon(true);
                    return thread;
                });
        threads.allowCoreThreadTimeOut(true);
    }

    /** Who calls; else completes with a {@link Refusal}. */
    public CompletableFuture<Caller> caller(Request request) {
        Optional<String> header = request.header("authorization");
        if (header.isEmpty()) {
            return refused(new Refusal(401, "this needs a token of Kubernetes: Authorization: Bearer …", CHALLENGE));
        }
        return token(header.get())
                .map(token -> caller(token, request.remote()))
                .orElseGet(() -> refused(new Refusal(401, "this is no bearer token", CHALLENGE)));
    }

    /**
     * Whose token this is; else completes with a {@link Refusal}.
     *
     * @param remote who shows it
     */
    public CompletableFuture<Caller> caller(String token, String remote) {
        String hash = hash(token);
        if (!callers.knows(hash) && strikes.out(remote)) {
            return refused(new Refusal(
                    429, "too many bad tokens came from your address; try again in 10 s", Map.of("Retry-After", "10")));
        }
        return callers.get(hash, () -> ask(() -> reviews.whose(token)))
                .thenApply(caller -> caller.orElseThrow(() -> {
                    strikes.strike(remote);
                    return new Refusal(401, "Kubernetes does not know this token, or it has run out", CHALLENGE);
                }));
    }

    /** Whether Kubernetes lets somebody do something; completes with a {@link Refusal} where it does not answer. */
    public CompletableFuture<Boolean> may(Caller caller, Right right) {
        return rights.get(new Question(caller, right), () -> ask(() -> reviews.allowed(caller, right)));
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }

    private static Optional<String> token(String header) {
        if (header.length() > TOKEN_LENGTH) {
            return Optional.empty();
        }
        var matched = BEARER.matcher(header);
        return matched.matches() ? Optional.of(matched.group(1)) : Optional.empty();
    }

    private <T> CompletableFuture<T> ask(Supplier<T> question) {
        try {
            return CompletableFuture.supplyAsync(question, threads).handle((answer, error) -> {
                if (error == null) {
                    return answer;
                }
                throw unanswered(error);
            });
        } catch (RejectedExecutionException full) {
            return refused(
                    new Refusal(503, "too many callers are being looked up; try again", Map.of("Retry-After", "1")));
        }
    }

    private static Refusal unanswered(Throwable error) {
        Throwable cause = error instanceof CompletionException && error.getCause() != null ? error.getCause() : error;
        if (cause instanceof KubernetesClientException) {
            LOG.warn("Kubernetes could not be asked about a caller: {}", cause.getMessage());
        } else {
            LOG.atError().setCause(cause).log("A caller could not be looked up");
        }
        return new Refusal(503, "Kubernetes could not be asked who you are; try again", Map.of("Retry-After", "2"));
    }

    private static <T> CompletableFuture<T> refused(Refusal refusal) {
        return CompletableFuture.failedFuture(refusal);
    }

    private static String hash(String token) {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
