package network.higherself.redis.operator.http.api;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import network.higherself.redis.operator.http.Handler;
import network.higherself.redis.operator.http.LeaderConnection;
import network.higherself.redis.operator.http.Refusal;
import network.higherself.redis.operator.http.Request;
import network.higherself.redis.operator.http.Response;
import network.higherself.redis.operator.http.access.Access;
import network.higherself.redis.operator.http.access.Caller;
import network.higherself.redis.operator.http.access.Right;
import network.higherself.redis.operator.http.api.Operation.Needs;
import network.higherself.redis.operator.probe.ResourceKey;

/**
 * The way of a call: find what it asks for, learn who asks, read what it says, ask Kubernetes whether they may, and answer,
 * or pass it on to the replica that leads. Each step that takes time completes later; no thread waits.
 */
public final class HealthApi implements Handler {

    private static final Duration DEADLINE = Duration.ofSeconds(10);

    private final Access access;
    private final Leader leader;
    private final LeaderConnection connection;
    private final Optional<ResourceKey> original;
    private final Answers answers;
    private final Elsewhere elsewhere;

    /**
     * @param original the resource that the paths of the original service speak of
     * @param elsewhere answers the paths that are none of the API's
     */
    public HealthApi(
            Access access,
            Leader leader,
            LeaderConnection connection,
            Optional<ResourceKey> original,
            Answers answers,
            Elsewhere elsewhere) {
        this.access = access;
        this.leader = leader;
        this.connection = connection;
        this.original = original;
        this.answers = answers;
        this.elsewhere = elsewhere;
    }

    @Override
    public CompletionStage<Response> handle(Request request) {
        AccessLog.Line line = new AccessLog.Line(request);
        CompletionStage<Response> answer;
        try {
            Optional<Operation> operation = Routing.find(request);
            operation.ifPresent(line::asks);
            answer = operation.isPresent()
                    ? answer(operation.get(), request, line).orTimeout(DEADLINE.toMillis(), TimeUnit.MILLISECONDS)
                    : elsewhere.handle(request, line);
        } catch (Refusal refusal) {
            answer = CompletableFuture.failedFuture(refusal);
        }
        return answer.handle((response, error) -> {
            Response sent = error == null ? response : failed(error);
            AccessLog.write(line, sent.status());
            return sent;
        });
    }

    private CompletableFuture<Response> answer(Operation operation, Request request, AccessLog.Line line) {
        return access.caller(request).thenCompose(caller -> {
            line.by(caller);
            Call call = Routing.read(operation, request);
            Optional<ResourceKey> resource = resource(call);
            resource.ifPresent(key -> line.about(key.namespace() + "/" + key.name()));
            return allowed(call, resource, caller)
                    .thenCompose(nothing -> elsewhere(call)
                            ? passed(request, line)
                            : answers.answer(call, resource, namespace -> mayList(caller, namespace)));
        });
    }

    /** The resource that a call is about, and must be allowed on; none where it is about several, or about none. */
    private Optional<ResourceKey> resource(Call call) {
        Needs needs = call.operation().needs();
        if (needs.original()) {
            return Optional.of(original.orElseThrow(() -> new Refusal(
                    409,
                    "the operator's setting ORIGINAL_RESOURCE names no resource for the paths of the original service:"
                            + " set it to namespace/name, or use /api/v1/namespaces/{namespace}/redis/{name}/")));
        }
        return needs == Needs.GET || needs == Needs.UPDATE ? Optional.of(call.resource()) : Optional.empty();
    }

    private CompletableFuture<Void> allowed(Call call, Optional<ResourceKey> resource, Caller caller) {
        Right right = switch (call.operation().needs()) {
            case CALLER, LIST -> null;
            case GET, ORIGINAL_GET -> on("get", resource.orElseThrow());
            case UPDATE, ORIGINAL_UPDATE -> on("update", resource.orElseThrow());
            case PATH -> new Right.OnPath("get", call.operation().path());
        };
        return right == null
                ? CompletableFuture.completedFuture(null)
                : access.may(caller, right).thenAccept(may -> {
                    if (!may) {
                        throw new Refusal(
                                403,
                                "Kubernetes does not let you: this needs "
                                        + call.operation().needs().words().replace("`", ""));
                    }
                });
    }

    private static Right on(String verb, ResourceKey key) {
        return new Right.OnResource(verb, Optional.of(key.namespace()), Optional.of(key.name()));
    }

    private CompletableFuture<Boolean> mayList(Caller caller, Optional<String> namespace) {
        return access.may(caller, new Right.OnResource("list", namespace, Optional.empty()));
    }

    private boolean elsewhere(Call call) {
        boolean own = call.operation() == Operation.OPENAPI
                || "replica".equals(call.values().get(Parameter.SCOPE.name()));
        return !leader.here() && !own;
    }

    private CompletableFuture<Response> passed(Request request, AccessLog.Line line) {
        if (request.header(LeaderConnection.PASSED_ON).isPresent()) {
            throw nobodyLeads();
        }
        line.passedTo(leader.name());
        return connection.pass(request, leader.address().orElseThrow(HealthApi::nobodyLeads));
    }

    private static Refusal nobodyLeads() {
        return new Refusal(
                503,
                "no replica of the operator leads at the moment; try again in a few seconds",
                java.util.Map.of("Retry-After", "5"));
    }

    private static Response failed(Throwable error) {
        Throwable cause = error instanceof CompletionException && error.getCause() != null ? error.getCause() : error;
        if (cause instanceof Refusal refusal) {
            return refusal.response();
        }
        if (cause instanceof TimeoutException) {
            return Response.problem(504, "no answer within " + DEADLINE.toSeconds() + " s");
        }
        org.slf4j.LoggerFactory.getLogger(HealthApi.class)
                .atError()
                .setCause(cause)
                .log("A call failed");
        return Response.problem(500, "the operator failed at this; its log says more");
    }
}
