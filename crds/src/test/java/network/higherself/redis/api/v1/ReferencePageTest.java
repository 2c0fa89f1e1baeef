package network.higherself.redis.api.v1;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Keeps docs/crd-reference.md in step with the CRD; {@code .ci/regenerate} makes it anew. */
class ReferencePageTest {

    private static final Path CRD = Path.of("higherselfredises.yaml");
    private static final Path PAGE = Path.of("..", "docs", "crd-reference.md");

    /** Kubernetes' own types, whose fields its reference describes. */
    private static final Set<String> OF_KUBERNETES = Set.of(
            "spec.resources",
            "spec.network.allowFrom",
            "spec.template.affinity",
            "spec.template.tolerations",
            "spec.template.topologySpreadConstraints",
            "spec.template.securityContext",
            "spec.template.imagePullSecrets",
            "status.conditions");

    private final StringBuilder page = new StringBuilder();

    @Test
    void thePageDescribesEveryField() throws IOException {
        String generated = generate();
        if (Boolean.getBoolean("docs.regenerate")) {
            Files.writeString(PAGE, generated);
        }

        assertThat(PAGE).as("made anew by .ci/regenerate").hasContent(generated);
        assertThat(generated).as("a field without a description").doesNotContain("|  |");
    }

    private String generate() throws IOException {
        JsonNode version = new YAMLMapper().readTree(CRD.toFile()).at("/spec/versions/0");
        JsonNode schema = version.at("/schema/openAPIV3Schema");
        page.append("""
                # HigherSelfRedis: reference

                <!-- Generated from crds/higherselfredises.yaml; .ci/regenerate makes it anew. -->

                Group `redis.higherself.network`, version `v1`, plural `higherselfredises`, short name `hsr`. A default that
                depends on the environment is not written into the resource: the operator resolves it, and what you set
                wins. Durations are as in `500ms`, `10s` or `1m30s`.

                """);
        section("spec", schema);
        section("status", schema);
        rules(schema);
        return page.toString();
    }

    private void section(String name, JsonNode schema) {
        page.append("## ").append(name).append("\n\n| field | type | what it is |\n|---|---|---|\n");
        fields(name, schema.at("/properties/" + name));
        page.append('\n');
    }

    private void fields(String path, JsonNode node) {
        Set<String> required = Set.copyOf(texts(node.path("required")));
        for (Map.Entry<String, JsonNode> property : node.path("properties").properties()) {
            JsonNode field = property.getValue();
            String fieldPath = path + "." + property.getKey();
            page.append(String.format(
                    "| `%s`%s | %s | %s |%n",
                    fieldPath,
                    required.contains(property.getKey()) ? " (required)" : "",
                    type(field),
                    description(field)));
            if (OF_KUBERNETES.contains(fieldPath)) {
                continue;
            }
            fields(fieldPath, field);
            if (field.path("items").has("properties")) {
                fields(fieldPath + "[]", field.path("items"));
            }
        }
    }

    private static String description(JsonNode field) {
        String text = field.path("description").asText().replace("|", "\\|").replace("\n", " ");
        List<String> bounds = new ArrayList<>();
        if (field.has("enum")) {
            bounds.add("One of " + String.join(", ", texts(field.path("enum"))) + ".");
        }
        if (field.has("minimum") && field.has("maximum")) {
            bounds.add("From " + field.path("minimum").asLong() + " to "
                    + field.path("maximum").asLong() + ".");
        }
        return (text + " " + String.join(" ", bounds)).trim();
    }

    private static String type(JsonNode field) {
        if (field.path("x-kubernetes-int-or-string").asBoolean()) {
            return "integer or string";
        }
        String type = field.path("type").asText();
        if ("array".equals(type)) {
            return "list of " + type(field.path("items"));
        }
        return field.has("additionalProperties") ? "map" : type.isEmpty() ? "any" : type;
    }

    private void rules(JsonNode schema) {
        page.append("## Rules\n\nWhat the API server refuses besides types and ranges:\n\n");
        List<JsonNode> rules = schema.findValues("x-kubernetes-validations");
        rules.forEach(list -> list.forEach(
                rule -> page.append("- ").append(rule.path("message").asText()).append('\n')));
    }

    private static List<String> texts(JsonNode list) {
        List<String> texts = new ArrayList<>();
        list.forEach(text -> texts.add(text.asText()));
        return texts;
    }
}
