package network.higherself.redis.operator.metrics;

import java.io.IOException;
import java.util.List;
import java.util.function.Supplier;
import network.higherself.redis.operator.probe.ProbedRoute;
import network.higherself.redis.operator.probe.Verdict.Health;

/** What is known of each way to a resource, as series; none of one that was not taken yet. */
public final class RouteSeries {

    private final Supplier<List<ProbedRoute>> routes;

    /** @param routes those that this process takes */
    public RouteSeries(Supplier<List<ProbedRoute>> routes) {
        this.routes = routes;
    }

    void write(PrometheusText text) throws IOException {
        List<ProbedRoute> known = routes.get().stream()
                .filter(route -> route.state().verdict().health() != Health.Unknown)
                .toList();
        if (known.isEmpty()) {
            return;
        }
        text.raw(Families.ROUTE_UP.heading());
        for (ProbedRoute route : known) {
            sample(text, Families.ROUTE_UP, route, route.state().verdict().health() == Health.Healthy ? 1 : 0);
        }
        text.raw(Families.ROUTE_LATENCY.heading());
        for (ProbedRoute route : known) {
            if (route.state().latencyMicros().isPresent()) {
                sample(
                        text,
                        Families.ROUTE_LATENCY,
                        route,
                        route.state().latencyMicros().getAsLong() / 1e6);
            }
        }
    }

    private static void sample(PrometheusText text, Family family, ProbedRoute route, double value) throws IOException {
        text.raw(family.name() + "{namespace=\""
                + PrometheusText.escaped(route.resource().namespace())
                + "\",resource=\""
                + PrometheusText.escaped(route.resource().name())
                + "\",route=\""
                + PrometheusText.escaped(route.state().name())
                + "\"} ");
        text.value(value);
    }
}
