package network.higherself.redis.operator.probe;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.Optional;
import network.higherself.redis.operator.probe.RouteTargets.Way;
import network.higherself.redis.operator.redis.Access;
import network.higherself.redis.operator.redis.Route;
import network.higherself.redis.operator.redis.RouteObservation.Broken;
import network.higherself.redis.operator.redis.RouteObservation.Fault;
import network.higherself.redis.operator.redis.RouteObservation.Served;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** When a route that fails counts as broken, and how often it is tried. */
class RouteProbeTest {

    private static final Instant BEGIN = Instant.parse("2026-01-01T00:00:00Z");
    private static final Duration INTERVAL = Duration.ofSeconds(10);
    private static final Route ROUTE = new Route(
            "sample",
            "agents",
            "primary-service",
            "agents.sample.svc",
            Optional.empty(),
            6379,
            false,
            Route.Work.PRIMARY);

    private final RouteProbe probe =
            new RouteProbe(new Way(ROUTE, new Access("app", "s3cret", Optional.empty())), BEGIN);

    @ParameterizedTest
    @EnumSource
    void whatFailsIsTriedAgainAtOnceAndCountsOnceItLasted(Fault fault) {
        boolean ofTheService = EnumSet.of(
                        Fault.UNRESOLVED, Fault.REFUSED, Fault.SILENT, Fault.CLOSED, Fault.WRONG_INSTANCE)
                .contains(fault);
        int lasts = ofTheService ? 5 : 1;

        assertThat(fails(fault, 0)).isFalse();
        assertThat(probe.pause(INTERVAL)).isEqualTo(Duration.ofMillis(50));
        for (int second = 1; second < lasts; second++) {
            assertThat(fails(fault, second)).as("told after %d s", second).isFalse();
            assertThat(probe.pause(INTERVAL)).isEqualTo(Duration.ofMillis(250L * second));
        }
        assertThat(probe.state().verdict().reason()).isEqualTo("NotObserved");
        assertThat(fails(fault, lasts)).isTrue();
        assertThat(probe.state().verdict().reason())
                .isEqualTo(RouteReason.of(fault).reason());
    }

    @Test
    void oneThatServesInBetweenBeginsAnew() {
        fails(Fault.REFUSED, 0);
        serves(4);
        assertThat(fails(Fault.REFUSED, 6)).isFalse();
        assertThat(fails(Fault.REFUSED, 10)).isFalse();
        assertThat(fails(Fault.REFUSED, 11)).isTrue();
    }

    @Test
    void aBrokenOneIsTriedEverMoreRarelyAndIsOverAtOnce() {
        fails(Fault.REFUSED, 0);
        fails(Fault.REFUSED, 20);
        assertThat(probe.pause(INTERVAL)).isEqualTo(Duration.ofSeconds(5));
        fails(Fault.REFUSED, 100);
        assertThat(probe.pause(INTERVAL)).isEqualTo(INTERVAL);
        assertThat(probe.pause(Duration.ofHours(1))).isEqualTo(Duration.ofSeconds(25));
        fails(Fault.REFUSED, 1000);
        assertThat(probe.pause(Duration.ofHours(1))).isEqualTo(RouteProbe.LONGEST_PAUSE);

        assertThat(serves(1001)).isTrue();
        assertThat(probe.state().verdict().reason()).isEqualTo("Healthy");
        assertThat(probe.pause(INTERVAL)).isEqualTo(Duration.ofMinutes(1));
    }

    private boolean fails(Fault fault, int second) {
        return probe.accept(new Broken(ROUTE, BEGIN.plusSeconds(second), fault, "found"), true);
    }

    private boolean serves(int second) {
        return probe.accept(new Served(ROUTE, BEGIN.plusSeconds(second), Duration.ofMillis(1)), true);
    }
}
