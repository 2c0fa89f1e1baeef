package network.higherself.redis.operator.resources;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import io.fabric8.kubernetes.client.utils.Serialization;
import org.junit.jupiter.api.Test;

class KeptObjectsTest {

    @Test
    void keepsWhatIsReadAndWhatOurFieldsAre() {
        Pod pod = Serialization.unmarshal("""
                apiVersion: v1
                kind: Pod
                metadata:
                  name: r-0
                  namespace: ns
                  labels: {a: b}
                  annotations: {c: d}
                  managedFields:
                  - {manager: kubelet, operation: Update, fieldsV1: {f:status: {}}}
                  - {manager: higherself-redis-operator, operation: Apply, fieldsV1: {f:metadata: {}}}
                spec:
                  nodeName: node
                  volumes: [{name: tmp, emptyDir: {}}]
                  containers: [{name: redis, image: redis:7.2, env: [{name: A, value: B}]}]
                  initContainers: [{name: version, image: redis:7.2, command: [sh]}]
                status: {podIP: 10.0.0.1}
                """, Pod.class);

        KeptObjects<Pod> kept = new KeptObjects<>(new KubernetesSerialization());
        assertThat(kept.put("ns/r-0", pod)).isNull();

        assertThat(kept.get("ns/other")).isNull();
        assertThat(kept.keySet()).containsExactly("ns/r-0");
        assertThat(kept.values()).hasSize(1);
        assertThat(kept.remove("ns/r-0")).isEqualTo(Serialization.unmarshal("""
                apiVersion: v1
                kind: Pod
                metadata:
                  name: r-0
                  namespace: ns
                  labels: {a: b}
                  annotations: {c: d}
                  managedFields:
                  - {manager: higherself-redis-operator, operation: Apply, fieldsV1: {f:metadata: {}}}
                spec:
                  nodeName: node
                  containers: [{name: redis, image: redis:7.2}]
                  initContainers: [{name: version, image: redis:7.2}]
                status: {podIP: 10.0.0.1}
                """, Pod.class));
        assertThat(kept.size()).isZero();
    }
}
