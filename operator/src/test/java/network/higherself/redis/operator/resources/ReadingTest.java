package network.higherself.redis.operator.resources;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.KubernetesResource;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.WatchEvent;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ReadingTest {

    private static final Path GOLDEN = Path.of("src/test/resources/network/higherself/redis/operator/resources/golden");

    private final KubernetesSerialization whole = new KubernetesSerialization();
    private final KubernetesSerialization read = Reading.serialization();

    static List<Path> objects() throws IOException {
        try (Stream<Path> files = Files.walk(GOLDEN)) {
            return files.filter(file -> file.getFileName().toString().startsWith("out-"))
                    .toList();
        }
    }

    @ParameterizedTest
    @MethodSource("objects")
    void losesNothing(Path file) throws IOException {
        String json = whole.asJson(whole.unmarshal(Files.readString(file), Map.class));
        Class<? extends KubernetesResource> kind =
                whole.unmarshal(json, KubernetesResource.class).getClass();

        Map<?, ?> said = whole.unmarshal(read.asJson(read.unmarshal(json, kind)), Map.class);
        Map<?, ?> expected = whole.unmarshal(whole.asJson(whole.unmarshal(json, kind)), Map.class);
        assertThat(said.equals(expected)).as("%s%n%s", said, expected).isTrue();
    }

    @Test
    void keepsAsItCameWhatTheOperatorDoesNotLookAt() {
        Pod pod = read.unmarshal("""
                apiVersion: v1
                kind: Pod
                metadata: {name: r-0, ownerReferences: [{kind: StatefulSet, name: r, uid: u, apiVersion: apps/v1}]}
                spec:
                  nodeName: node
                  containers: [{name: redis, image: redis:7.2, volumeMounts: [{name: tmp, mountPath: /tmp}]}]
                  volumes: [{name: tmp, emptyDir: {}}]
                status:
                  podIP: 10.0.0.1
                  conditions: [{type: Ready, status: "True"}]
                  containerStatuses: [{name: redis, state: {waiting: {reason: CrashLoopBackOff}}}]
                """, Pod.class);

        assertThat(pod.getMetadata().getOwnerReferences()).hasSize(1);
        assertThat(pod.getSpec().getNodeName()).isEqualTo("node");
        assertThat(pod.getSpec().getContainers().get(0).getImage()).isEqualTo("redis:7.2");
        assertThat(pod.getStatus().getPodIP()).isEqualTo("10.0.0.1");
        assertThat(pod.getStatus().getConditions().get(0).getType()).isEqualTo("Ready");
        assertThat(pod.getStatus()
                        .getContainerStatuses()
                        .get(0)
                        .getState()
                        .getWaiting()
                        .getReason())
                .isEqualTo("CrashLoopBackOff");
        assertThat(pod.getSpec().getVolumes()).isEmpty();
        assertThat(pod.getSpec().getAdditionalProperties())
                .isEqualTo(Map.of("volumes", List.of(Map.of("name", "tmp", "emptyDir", Map.of()))));
    }

    @Test
    void whatIsTakenOutOfAnObjectIsNotKeptBesides() {
        StatefulSet set = read.unmarshal("""
                apiVersion: apps/v1
                kind: StatefulSet
                metadata: {name: r}
                spec:
                  volumeClaimTemplates:
                  - {metadata: {name: data}, spec: {accessModes: [ReadWriteOnce]}, status: {phase: Pending}}
                """, StatefulSet.class);

        PersistentVolumeClaim claim = set.getSpec()
                .getVolumeClaimTemplates()
                .get(0)
                .edit()
                .withStatus(null)
                .build();

        assertThat(read.asJson(claim)).doesNotContain("status").contains("ReadWriteOnce");
    }

    @Test
    void whatAWatchBringsIsOfTheKindThatIsWatched() {
        assertThat(watched("v1", "ConfigMap")).isInstanceOf(ConfigMap.class);
        assertThat(watched("discovery.k8s.io/v1", "EndpointSlice")).isInstanceOf(EndpointSlice.class);
        assertThat(watched("batch/v1", "Job")).isInstanceOf(GenericKubernetesResource.class);
    }

    private HasMetadata watched(String version, String kind) {
        WatchEvent event = read.unmarshal(
                "{\"type\": \"ADDED\", \"object\": {\"apiVersion\": \"" + version + "\", \"kind\": \"" + kind
                        + "\", \"metadata\": {\"name\": \"a\"}}}",
                WatchEvent.class);
        return (HasMetadata) event.getObject();
    }
}
