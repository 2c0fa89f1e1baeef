package network.higherself.redis.operator.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSliceBuilder;
import java.util.Map;
import org.junit.jupiter.api.Test;

class InstanceSourcesTest {

    private static final EndpointSlice NONE = new EndpointSliceBuilder()
            .withNewMetadata()
            .withName("agents-x")
            .withResourceVersion("1")
            .withLabels(Map.of("kubernetes.io/service-name", "agents"))
            .endMetadata()
            .build();
    private static final EndpointSlice READY = with(true);

    @Test
    void aSliceThatLeadsElsewhereIsNews() {
        assertThat(InstanceSources.leadsElsewhere(READY, NONE)).isTrue();
        assertThat(InstanceSources.leadsElsewhere(NONE, READY)).isTrue();
        assertThat(InstanceSources.leadsElsewhere(with(false), READY)).isTrue();
    }

    @Test
    void aSliceOfAnotherServiceIsNews() {
        EndpointSlice moved = new EndpointSliceBuilder(READY)
                .editMetadata()
                .withLabels(Map.of("kubernetes.io/service-name", "agents-replicas"))
                .endMetadata()
                .build();
        assertThat(InstanceSources.leadsElsewhere(moved, READY)).isTrue();
    }

    @Test
    void aSliceThatIsOnlyWrittenAgainIsNone() {
        EndpointSlice later = new EndpointSliceBuilder(READY)
                .editMetadata()
                .withResourceVersion("2")
                .addToAnnotations("endpoints.kubernetes.io/last-change-trigger-time", "2026-12-01T00:00:00Z")
                .endMetadata()
                .build();
        assertThat(InstanceSources.leadsElsewhere(later, READY)).isFalse();
    }

    private static EndpointSlice with(boolean ready) {
        return new EndpointSliceBuilder(NONE)
                .addNewEndpoint()
                .withAddresses("10.0.0.1")
                .withNewConditions()
                .withReady(ready)
                .endConditions()
                .endEndpoint()
                .build();
    }
}
