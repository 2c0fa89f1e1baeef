package network.higherself.redis.operator.redis;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class OwnTrafficTest {

    private static final Observation.Own KEPT = new Observation.Own("kept", Map.of("get", 2L), 1, 1, true);

    private final OwnTraffic traffic = new OwnTraffic();
    private final Instance primary = instance("r-0");

    private static Instance instance(String pod) {
        return new Instance("ns", "r", pod, "uid", pod + ".r-pods.ns.svc", "10.0.0.1", 6379, false);
    }

    @Test
    void ratesGoOnWhenARouteIsTakenForTheFirstTime() {
        OwnTraffic.OfResource routes = traffic.of("ns", "r");
        routes.leadsTo("r-0");
        routes.begin();
        routes.end(Map.of("get", 1L, "set", 1L), 1);
        Observation.Own own = traffic.added(primary, KEPT);
        assertThat(own.connection()).isEqualTo("kept");
        assertThat(own.commands()).isEqualTo(Map.of("get", 3L, "set", 1L));
        assertThat(own.hits()).isEqualTo(2);
    }

    @Test
    void ratesBeginAnewWhereAnotherInstanceBecamePrimary() {
        OwnTraffic.OfResource routes = traffic.of("ns", "r");
        routes.leadsTo("r-1");
        assertThat(traffic.added(primary, KEPT)).isEqualTo(KEPT);
        routes.leadsTo("r-0");
        assertThat(traffic.added(primary, KEPT).connection()).isEqualTo("kept/1");
    }
}
