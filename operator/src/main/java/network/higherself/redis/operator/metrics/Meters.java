package network.higherself.redis.operator.metrics;

import io.fabric8.kubernetes.client.http.Interceptor;
import io.javaoperatorsdk.operator.api.monitoring.Metrics;
import io.javaoperatorsdk.operator.monitoring.micrometer.MicrometerMetrics;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Locale;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;
import network.higherself.redis.operator.probe.ProbeCounts;
import network.higherself.redis.operator.redis.Observation.Failure;

/** The operator's own meters: reconciles, probes, calls to the API server, the JVM. */
public final class Meters {

    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);

    public Meters() {
        new JvmMemoryMetrics().bindTo(registry);
        new JvmThreadMetrics().bindTo(registry);
        new ProcessorMetrics().bindTo(registry);
        new UptimeMetrics().bindTo(registry);
    }

    /** Reconciles and events of the SDK, without a series for each resource. */
    public Metrics reconciles() {
        return MicrometerMetrics.withoutPerResourceMetrics(registry);
    }

    /** Counts what is read when it is scraped. */
    public void gauge(String name, String description, Supplier<Number> value) {
        Gauge.builder(name, value).description(description).register(registry);
    }

    /** Counts the calls of a client to the API server. */
    public Interceptor apiCalls() {
        return new ApiCalls(registry);
    }

    /** How many probes ended how, and how long they took. */
    public void probes(ProbeCounts counts) {
        probes("answered", counts, ProbeCounts::answered);
        for (Failure failure : Failure.values()) {
            probes(failure.name().toLowerCase(Locale.ROOT), counts, told -> told.failed(failure));
        }
        FunctionCounter.builder("higherself_redis_probe_seconds", counts, ProbeCounts::seconds)
                .description("Seconds that all probes took together, waiting included")
                .register(registry);
    }

    private void probes(String outcome, ProbeCounts counts, ToDoubleFunction<ProbeCounts> value) {
        FunctionCounter.builder("higherself_redis_probes", counts, value)
                .description("Probes of instances, by how they ended")
                .tag("outcome", outcome)
                .register(registry);
    }

    void write(OutputStream out) throws IOException {
        registry.scrape(out);
    }
}
