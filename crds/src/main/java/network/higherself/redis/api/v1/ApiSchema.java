package network.higherself.redis.api.v1;

import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.fabric8.crdv2.generator.v1.SchemaCustomizer;
import io.fabric8.kubernetes.api.model.apiextensions.v1.JSONSchemaProps;
import io.fabric8.kubernetes.api.model.apiextensions.v1.ValidationRule;
import io.fabric8.kubernetes.api.model.apiextensions.v1.ValidationRuleBuilder;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.util.List;
import java.util.Map;

/** What no annotation says of the schema: list keys, defaults of the status, rules over several fields. */
public class ApiSchema implements SchemaCustomizer.Customizer {

    private static final long LONGEST_NAME = 52;

    /** Kubernetes' own: a malformed quantity can't even be read, so it must not get as far as the operator. */
    private static final String QUANTITY = "^(\\+|-)?(([0-9]+(\\.[0-9]*)?)|(\\.[0-9]+))"
            + "(([KMGTPE]i)|[numkMGTPE]|([eE](\\+|-)?(([0-9]+(\\.[0-9]*)?)|(\\.[0-9]+))))?$";

    @Override
    public JSONSchemaProps apply(JSONSchemaProps root, String input, KubernetesSerialization serialization) {
        JSONSchemaProps spec = root.getProperties().get("spec");
        JSONSchemaProps status = root.getProperties().get("status");
        root.setDescription("A Redis that the operator runs, secures and observes.");
        root.setRequired(List.of("spec"));
        spec.setDescription("What is asked for. Everything but the environment may be left out.");
        root.setXKubernetesValidations(List.of(
                rule(
                        "size(self.metadata.name) <= " + LONGEST_NAME,
                        "metadata.name must have at most " + LONGEST_NAME
                                + " characters: pods carry it in a label. Choose a shorter name."),
                rule(
                        "self.metadata.name.matches('^[a-z]([-a-z0-9]*[a-z0-9])?$')",
                        "metadata.name names a Service too: it must begin with a letter and hold only a-z, 0-9 and"
                                + " '-'.")));
        spec.setXKubernetesValidations(List.of(
                rule(
                        "!has(self.topology) || !has(self.topology.mode) || self.topology.mode != 'Standalone' ||"
                                + " !has(self.topology.instances) || self.topology.instances == 1",
                        "Standalone has one instance: set topology.instances to 1, or topology.mode to Replication."),
                rule(
                        "!has(self.tls) || !has(self.tls.mode) || self.tls.mode != 'Secret' ||"
                                + " has(self.tls.secretRef)",
                        "tls.mode: Secret needs tls.secretRef.name, a Secret with tls.crt, tls.key and ca.crt."),
                rule(
                        "!has(self.tls) || !has(self.tls.secretRef) || (has(self.tls.mode) && self.tls.mode =="
                                + " 'Secret')",
                        "tls.secretRef is only read with tls.mode: Secret; set the mode or take it out."),
                rule(
                        "!has(self.network) || !has(self.network.policy) || self.network.policy != 'Disabled' ||"
                                + " !has(self.network.allowFrom)",
                        "network.allowFrom means nothing with network.policy: Disabled; take it out.")));
        ExternalSchema.complete(spec);
        durations(spec);
        quantities(spec);
        KubernetesFields.complete(root);
        JSONSchemaProps config = spec.getProperties().get("config");
        config.setMaxProperties(256L);
        JSONSchemaProps value = new JSONSchemaProps();
        value.setXKubernetesPreserveUnknownFields(true);
        config.getAdditionalProperties().setSchema(value);
        spec.getProperties().get("image").setMaxLength(512L);
        spec.getProperties()
                .get("storage")
                .getProperties()
                .get("size")
                .setDescription(
                        "Size of each volume, as in 2Gi. May grow, never shrink. Default: 1Gi in Development and Staging, 2Gi in"
                                + " Production.");
        status.setDescription("What the operator found.");
        status.setDefault(JsonNodeFactory.instance.objectNode());
        status.getProperties().get("observedGeneration").setDefault(new IntNode(-1));
        listMap(status.getProperties().get("conditions"), "type");
        listMap(status.getProperties().get("members"), "name");
        listMap(status.getProperties().get("routes"), "name");
        return root;
    }

    private static void durations(JSONSchemaProps spec) {
        Map<String, JSONSchemaProps> client = spec.getProperties().get("client").getProperties();
        Map<String, JSONSchemaProps> probe = spec.getProperties().get("probe").getProperties();
        List.of("timeout", "connectTimeout", "socketTimeout", "healthCheckInterval")
                .forEach(name -> duration(client.get(name)));
        duration(client.get("retry").getProperties().get("delay"));
        List.of("interval", "timeout", "slowCommandThreshold").forEach(name -> duration(probe.get(name)));
    }

    private static void quantities(JSONSchemaProps spec) {
        quantity(spec.getProperties().get("storage").getProperties().get("size"));
        Map<String, JSONSchemaProps> resources =
                spec.getProperties().get("resources").getProperties();
        List.of("requests", "limits")
                .forEach(name ->
                        quantity(resources.get(name).getAdditionalProperties().getSchema()));
    }

    private static void quantity(JSONSchemaProps property) {
        property.setPattern(QUANTITY);
        property.setMaxLength(64L);
    }

    private static void duration(JSONSchemaProps property) {
        property.setPattern(RedisDuration.PATTERN);
        property.setMaxLength(32L);
    }

    private static void listMap(JSONSchemaProps list, String key) {
        list.setXKubernetesListType("map");
        list.setXKubernetesListMapKeys(List.of(key));
        list.getItems().getSchema().setRequired(key.equals("type") ? List.of("type", "status") : List.of(key));
        list.setMaxItems(64L);
    }

    private static ValidationRule rule(String rule, String message) {
        return new ValidationRuleBuilder().withRule(rule).withMessage(message).build();
    }
}
