package network.higherself.redis.operator.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceBuilder;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import network.higherself.redis.operator.plan.SamplePlans;
import network.higherself.redis.operator.status.StatusInput;
import org.junit.jupiter.api.Test;

class StatusInputsTest {

    /** As kube-apiserver answers, which says null where a list has no members. */
    private static final String EMPTY_SLICE = """
            {"apiVersion": "discovery.k8s.io/v1", "kind": "EndpointSlice", "addressType": "IPv4",
             "metadata": {"name": "cache-x", "labels": {"kubernetes.io/service-name": "cache"}},
             "endpoints": null, "ports": null}
            """;

    @Test
    void aServiceWithoutEndpointsDoesNotServe() {
        Service service = new ServiceBuilder()
                .withNewMetadata()
                .withName("cache")
                .endMetadata()
                .withNewSpec()
                .addToSelector("statefulset.kubernetes.io/pod-name", "cache-0")
                .endSpec()
                .build();
        Pod pod = new PodBuilder()
                .withNewMetadata()
                .withName("cache-0")
                .endMetadata()
                .build();
        EndpointSlice slice = new KubernetesSerialization().unmarshal(EMPTY_SLICE, EndpointSlice.class);
        ClusterView view = new ClusterView(
                Map.of(), Map.of(), Map.of("cache", service), Optional.empty(), List.of(pod), List.of(slice), Map.of());

        assertThat(StatusInputs.route(view, SamplePlans.development("cache")))
                .contains(new StatusInput.Route("cache-0", false));
    }
}
