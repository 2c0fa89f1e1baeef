package network.higherself.redis.api.v1;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Resources written for an earlier schema stay valid, and an older operator survives a newer resource. */
class CompatibilityTest {

    private static final YAMLMapper YAML = new YAMLMapper();

    @Test
    void nothingThatTheBaselineTakesIsRefusedOrLost() throws IOException {
        JsonNode today = schema(YAML.readTree(Path.of("higherselfredises.yaml").toFile()));

        assertThat(SchemaChanges.breaking(baseline(), today))
                .as("breaks resources that exist; a field may be added, loosened or deprecated, never these")
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            spec.client                      | {}                                     | .spec.client.database is gone
            spec.client.database             | {type: string}                         | has another type
            spec.client.database             | {type: integer, minimum: 0, maximum: 7} | has a lower maximum
            spec.client.database             | {type: integer, minimum: 1, maximum: 15} | has a higher minimum
            spec.client.timeout              | {type: string, maxLength: 32, pattern: x} | has another pattern
            spec.image                       | {type: string, maxLength: 64}          | has a lower maxLength
            spec.image                       | {type: string, enum: [a]}              | takes fewer values
            spec.environment                 | {type: string, enum: [Production]}     | takes fewer values
            spec.storage                     | {type: object, required: [size]}       | requires more
            spec.probe                       | {x-kubernetes-validations: [{rule: a}]} | has a new rule: a
            spec.template.labels             | {type: object}                         | .spec.template.labels.* is gone
            status.members                   | {type: array}                          | has another x-kubernetes-list-map-keys
            """)
    void itTellsAChangeThatBreaks(String field, String changed, String told) throws IOException {
        JsonNode today = baseline();
        String parent = "/properties/" + field.replace(".", "/properties/");
        int last = parent.lastIndexOf('/');
        ((ObjectNode) today.at(parent.substring(0, last))).set(parent.substring(last + 1), YAML.readTree(changed));

        assertThat(SchemaChanges.breaking(baseline(), today))
                .anySatisfy(change -> assertThat(change).contains("." + field).contains(told));
    }

    @Test
    void anOlderOperatorReadsWhatItDoesNotKnow() {
        HigherSelfRedis read = new KubernetesSerialization().unmarshal("""
                        apiVersion: redis.higherself.network/v1
                        kind: HigherSelfRedis
                        metadata: {name: agents, later: true}
                        spec:
                          environment: Preview
                          topology: {mode: Sentinel, sentinel: {instances: 3}}
                          storage: {retention: Snapshot}
                          tls: {mode: CertManager, issuerRef: {name: ca}}
                          network: {policy: Audit}
                          client: {timeout: soon}
                          features: {cache: {enabled: true}}
                        status: {mode: Cluster, routes: [{name: primary-service}]}
                        """, HigherSelfRedis.class);

        assertThat(read.getSpec().environment()).isEqualTo(Environment.Unknown);
        assertThat(read.getSpec().topology().mode()).isEqualTo(TopologyMode.Unknown);
        assertThat(read.getSpec().storage().retention()).isEqualTo(Retention.Unknown);
        assertThat(read.getSpec().tls().mode()).isEqualTo(TlsMode.Unknown);
        assertThat(read.getSpec().network().policy()).isEqualTo(NetworkPolicyMode.Unknown);
        assertThat(read.getSpec().client().timeout().parsed()).isEmpty();
        assertThat(read.getStatus().mode()).isEqualTo("Cluster");
    }

    private static JsonNode baseline() throws IOException {
        try (InputStream file = CompatibilityTest.class.getResourceAsStream("baseline.yaml")) {
            return schema(YAML.readTree(file));
        }
    }

    private static JsonNode schema(JsonNode crd) {
        return crd.at("/spec/versions/0/schema/openAPIV3Schema");
    }
}
