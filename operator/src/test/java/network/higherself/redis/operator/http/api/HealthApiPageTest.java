package network.higherself.redis.operator.http.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import network.higherself.redis.operator.http.Response;
import org.junit.jupiter.api.Test;

/** Keeps the description and docs/health-api.md in step with {@link Operation}; {@code .ci/regenerate} makes it anew. */
class HealthApiPageTest {

    private static final Path PAGE = Path.of("..", "docs", "health-api.md");
    private static final String BEGIN =
            "<!-- calls: generated from the enum Operation; .ci/regenerate makes them anew -->\n";
    private static final String END = "<!-- end of calls -->";

    @Test
    void thePageListsEveryCall() throws IOException {
        String page = Files.readString(PAGE);
        String generated =
                page.substring(0, page.indexOf(BEGIN) + BEGIN.length()) + table() + page.substring(page.indexOf(END));
        if (Boolean.getBoolean("docs.regenerate")) {
            Files.writeString(PAGE, generated);
        }

        assertThat(PAGE).as("made anew by .ci/regenerate").hasContent(generated);
    }

    @Test
    void theDescriptionTellsEveryCallItsParametersAndItsAnswer() throws IOException {
        Response described = Response.json(200, OpenApi.description());
        JsonNode description = new ObjectMapper().readTree(described.body().get(0));
        for (Operation operation : Operation.values()) {
            JsonNode told = description
                    .path("paths")
                    .path(operation.path())
                    .path(operation.method().toLowerCase(Locale.ROOT));
            assertThat(told.path("summary").asText()).isEqualTo(operation.summary());
            assertThat(told.path("parameters").findValuesAsText("name"))
                    .containsExactlyElementsOf(
                            operation.parameters().stream().map(Parameter::name).toList());
            // A path says its own parameters, and no other.
            List<String> inPath = Stream.of(operation.path().split("/"))
                    .filter(segment -> segment.startsWith("{"))
                    .map(segment -> segment.substring(1, segment.length() - 1))
                    .toList();
            assertThat(operation.parameters().stream().filter(Parameter::inPath).map(Parameter::name))
                    .containsExactlyInAnyOrderElementsOf(inPath);
        }
        JsonNode health = description.at("/paths/~1redis~1health/get/responses/200/content/application~1json/schema");
        assertThat(health.at("/properties/latency_ms/type").asText()).isEqualTo("number");
        JsonNode resource = description.at(
                "/paths/~1api~1v1~1namespaces~1{namespace}~1redis~1{name}~1health/get/responses/200/content/application~1json/schema");
        assertThat(resource.at("/properties/instances/items/properties/linkUp/type")
                        .asText())
                .isEqualTo("boolean");
        assertThat(resource.at("/properties/health/enum")).hasSize(4);
    }

    private static String table() {
        StringBuilder table = new StringBuilder("| Call | Answers | Says | Needs |\n|---|---|---|---|\n");
        for (Operation operation : Operation.values()) {
            table.append("| `")
                    .append(operation.method())
                    .append(' ')
                    .append(operation.path())
                    .append("` | ")
                    .append(operation.summary())
                    .append(" | ")
                    .append(parameters(operation))
                    .append(" | ")
                    .append(operation.needs().words())
                    .append(" |\n");
        }
        return table.toString();
    }

    private static String parameters(Operation operation) {
        return operation.parameters().stream()
                .filter(parameter -> parameter != Parameter.NAMESPACE && parameter != Parameter.NAME)
                .map(parameter -> "`" + parameter.name() + "`: " + parameter.words()
                        + parameter
                                .otherwise()
                                .map(value -> " (`" + value + "`)")
                                .orElse(""))
                .collect(Collectors.joining("; "));
    }
}
