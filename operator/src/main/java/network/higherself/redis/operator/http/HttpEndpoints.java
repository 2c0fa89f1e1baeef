package network.higherself.redis.operator.http;

import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.BooleanSupplier;

/** Liveness and readiness for the kubelet: without TLS, without a token, and nothing else. */
public final class HttpEndpoints implements Handler {

    private final Map<String, BooleanSupplier> checks;

    /**
     * @param alive false: the process should be restarted
     * @param ready false: not started, or stopping; a standby is ready
     */
    public HttpEndpoints(BooleanSupplier alive, BooleanSupplier ready) {
        this.checks = Map.of("/livez", alive, "/readyz", ready);
    }

    @Override
    public CompletionStage<Response> handle(Request request) {
        BooleanSupplier check = checks.get(request.path());
        if (check == null) {
            throw new Refusal(404, "this port tells liveness (/livez) and readiness (/readyz) only");
        }
        if (!"GET".equals(request.method())) {
            throw new Refusal(405, "GET only", Map.of("Allow", "GET"));
        }
        boolean good = check.getAsBoolean();
        return CompletableFuture.completedFuture(Response.text(good ? 200 : 503, good ? "ok\n" : "not ok\n"));
    }
}
