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
import java.util.function.BooleanSupplier;
import java.util.function.IntSupplier;
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

    /** Tells whether this replica leads, so that one can see that none does. */
    public void leads(BooleanSupplier leads) {
        gauge(Families.LEADER, () -> leads.getAsBoolean() ? 1 : 0);
    }

    /** How many instances are probed, and over how many connections. */
    public void instances(IntSupplier probed, IntSupplier connections) {
        gauge(Families.PROBED_INSTANCES, probed::getAsInt);
        gauge(Families.CONNECTIONS, connections::getAsInt);
    }

    private void gauge(Family family, Supplier<Number> value) {
        Gauge.builder(family.name(), value).description(family.help()).register(registry);
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
        FunctionCounter.builder(Families.PROBE_SECONDS.name(), counts, ProbeCounts::seconds)
                .description(Families.PROBE_SECONDS.help())
                .register(registry);
    }

    private void probes(String outcome, ProbeCounts counts, ToDoubleFunction<ProbeCounts> value) {
        FunctionCounter.builder(Families.PROBES.name(), counts, value)
                .description(Families.PROBES.help())
                .tag("outcome", outcome)
                .register(registry);
    }

    void write(OutputStream out) throws IOException {
        registry.scrape(out);
    }
}
