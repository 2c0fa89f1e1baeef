package network.higherself.redis.operator.metrics;

import io.fabric8.kubernetes.client.http.AsyncBody;
import io.fabric8.kubernetes.client.http.HttpRequest;
import io.fabric8.kubernetes.client.http.HttpResponse;
import io.fabric8.kubernetes.client.http.Interceptor;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Locale;

/** Counts calls to the API server, by what they ask for and how they end. */
final class ApiCalls implements Interceptor {

    private static final int GROUPLESS = 3;
    private static final int GROUPED = 4;

    private final MeterRegistry registry;

    ApiCalls(MeterRegistry registry) {
        this.registry = registry;
    }

    @Override
    public void after(HttpRequest request, HttpResponse<?> response, AsyncBody.Consumer<List<ByteBuffer>> consumer) {
        count(request, String.valueOf(response.code()));
    }

    @Override
    public void afterConnectionFailure(HttpRequest request, Throwable failure) {
        count(request, "none");
    }

    private void count(HttpRequest request, String status) {
        Counter.builder(Families.API_CALLS.name())
                .description(Families.API_CALLS.help())
                .tag("method", request.method().toLowerCase(Locale.ROOT))
                .tag("resource", resource(request.uri().getPath()))
                .tag("status", status)
                .register(registry)
                .increment();
    }

    /** The plural of a path as in {@code /api/v1/namespaces/n/pods/p} or {@code /apis/apps/v1/statefulsets}. */
    static String resource(String path) {
        String[] parts = path.split("/");
        int at = parts.length > 1 && "api".equals(parts[1]) ? GROUPLESS : GROUPED;
        if (parts.length > at + 2 && "namespaces".equals(parts[at])) {
            at += 2;
        }
        return parts.length > at ? parts[at] : "other";
    }
}
