package network.higherself.redis.operator.metrics;

import java.io.IOException;
import java.io.OutputStream;

/**
 * All that Prometheus reads from this process. A replica that stands by probes nothing and looks after no resource, so it
 * shows its own meters alone, and no series is ever told by two replicas.
 */
public final class MetricsPage {

    private final Meters meters;
    private final ResourceSeries resources;
    private final RouteSeries routes;
    private final RedisSeries redis;

    public MetricsPage(Meters meters, ResourceSeries resources, RouteSeries routes, RedisSeries redis) {
        this.meters = meters;
        this.resources = resources;
        this.routes = routes;
        this.redis = redis;
    }

    /** Writes the page, in parts as it is made; leaves the stream open. */
    public void write(OutputStream out) throws IOException {
        meters.write(out);
        PrometheusText text = new PrometheusText(out);
        resources.write(text);
        routes.write(text);
        redis.write(text);
        text.flush();
    }
}
