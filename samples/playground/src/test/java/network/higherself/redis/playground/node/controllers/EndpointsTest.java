package network.higherself.redis.playground.node.controllers;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceBuilder;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointConditions;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import java.util.List;
import java.util.Map;
import network.higherself.redis.playground.node.watch.Key;
import network.higherself.redis.playground.runtime.Route;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EndpointsTest {

    private static final Map<String, String> LABELS = Map.of("app", "redis");

    @ParameterizedTest(name = "{0}, publishing {1}: ready {2}, serving {3}, terminating {4}")
    @CsvSource({
        "ready,             false, true,  true,  false",
        "unready,           false, false, false, false",
        "unready,           true,  true,  false, false",
        "ready terminating, false, false, true,  true",
        "ready terminating, true,  true,  true,  true",
    })
    void saysWhatAnEndpointCanDo(String state, boolean publish, boolean ready, boolean serving, boolean terminating) {
        Service service = service("10.96.0.1", publish);

        EndpointConditions conditions = slice(service, PodSamples.pod("p-0", state, LABELS))
                .getEndpoints()
                .get(0)
                .getConditions();

        assertThat(conditions.getReady()).isEqualTo(ready);
        assertThat(conditions.getServing()).isEqualTo(serving);
        assertThat(conditions.getTerminating()).isEqualTo(terminating);
    }

    @Test
    void resolvesANamedPortAndNamesThePod() {
        EndpointSlice slice = slice(service("10.96.0.1", false), PodSamples.pod("p-0", "ready", LABELS));

        assertThat(slice.getPorts().get(0).getPort()).isEqualTo(6379);
        assertThat(slice.getEndpoints().get(0).getTargetRef().getName()).isEqualTo("p-0");
        assertThat(slice.getEndpoints().get(0).getAddresses()).containsExactly("10.0.0.1");
    }

    @Test
    void leavesOutPodsThatHaveEndedAndThoseThatAreNotSelected() {
        EndpointSlice slice = slice(
                service("10.96.0.1", false),
                PodSamples.pod("p-0", "failed", LABELS),
                PodSamples.pod("p-1", "ready", Map.of("app", "other")));

        assertThat(slice.getEndpoints()).isEmpty();
    }

    @Test
    void sendsNewConnectionsToReadyPodsAndToEndingOnesOnlyIfThereIsNoOther() {
        Service service = service("10.96.0.1", false);
        Pod ending = PodSamples.pod("p-0", "ready terminating", LABELS);

        assertThat(backends(service, ending, PodSamples.pod("p-1", "ready", LABELS)))
                .containsExactly(new Route.Backend("10.0.0.2", 6379));
        assertThat(backends(service, ending, PodSamples.pod("p-1", "unready", LABELS)))
                .containsExactly(new Route.Backend("10.0.0.1", 6379));
        assertThat(backends(service)).isEmpty();
    }

    @Test
    void namesAServiceByItsAddressAndAHeadlessOneByItsPods() {
        Service headless = service("None", true);
        Pod pod = PodSamples.pod("p-0", "unready", LABELS);
        pod.getSpec().setHostname("p-0");
        pod.getSpec().setSubdomain("redis");

        assertThat(Routing.records(List.of(service("10.96.0.1", false)), Map.of(), "cluster.local"))
                .containsExactly(Map.entry("redis.ns.svc.cluster.local", List.of("10.96.0.1")));
        assertThat(Routing.records(List.of(headless), slices(headless, pod), "cluster.local"))
                .containsOnly(
                        Map.entry("redis.ns.svc.cluster.local", List.of("10.0.0.1")),
                        Map.entry("p-0.redis.ns.svc.cluster.local", List.of("10.0.0.1")));
    }

    private static List<Route.Backend> backends(Service service, Pod... pods) {
        return Routing.routes(List.of(service), slices(service, pods)).get(0).endpoints();
    }

    private static Map<Key, List<EndpointSlice>> slices(Service service, Pod... pods) {
        return Map.of(new Key("ns", "redis"), EndpointSliceBuilding.slices(service, List.of(pods)));
    }

    private static EndpointSlice slice(Service service, Pod... pods) {
        return EndpointSliceBuilding.slices(service, List.of(pods)).get(0);
    }

    private static Service service(String address, boolean publish) {
        return new ServiceBuilder()
                .withNewMetadata()
                .withName("redis")
                .withNamespace("ns")
                .withUid("u")
                .endMetadata()
                .withNewSpec()
                .withClusterIP(address)
                .withSelector(LABELS)
                .withPublishNotReadyAddresses(publish)
                .addNewPort()
                .withName("redis")
                .withPort(6379)
                .withTargetPort(new IntOrString("redis"))
                .endPort()
                .endSpec()
                .build();
    }
}
