package network.higherself.redis.api.v1;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.fabric8.crd.generator.annotation.AdditionalPrinterColumn;
import io.fabric8.crdv2.generator.CRDGenerator;
import io.fabric8.crdv2.generator.CRDPostProcessor;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceColumnDefinition;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Generates the CRD from the types. With {@code -Dcrd.regenerate} it writes the committed copies instead of checking. */
class GeneratedCrdTest {

    private static final List<Path> COMMITTED =
            List.of(Path.of("higherselfredises.yaml"), Path.of("../manifests/base/crd.yaml"));

    private static String generated;

    /** The generator sorts columns by their path; people read them in the order of the annotations. */
    private static final class ColumnsAsDeclared implements CRDPostProcessor {
        @Override
        public HasMetadata process(HasMetadata crd, String version) {
            List<String> order = Stream.of(HigherSelfRedis.class.getAnnotationsByType(AdditionalPrinterColumn.class))
                    .map(AdditionalPrinterColumn::name)
                    .toList();
            ((CustomResourceDefinition) crd)
                    .getSpec()
                    .getVersions()
                    .forEach(each -> each.setAdditionalPrinterColumns(each.getAdditionalPrinterColumns().stream()
                            .sorted(Comparator.comparing(
                                    (CustomResourceColumnDefinition column) -> order.indexOf(column.getName())))
                            .toList()));
            return crd;
        }
    }

    @BeforeAll
    static void generate(@TempDir Path directory) throws IOException {
        new CRDGenerator()
                .customResourceClasses(HigherSelfRedis.class)
                .forCRDVersions("v1")
                .withMinQuotes(true)
                .withPostProcessor(new ColumnsAsDeclared())
                .inOutputDir(directory.toFile())
                .generate();
        try (Stream<Path> files = Files.list(directory)) {
            generated = Files.readString(files.findFirst().orElseThrow())
                    .replaceFirst("^# .*\n", "# Generated from the types in crds/; .ci/regenerate makes it anew.\n");
        }
        if (Boolean.getBoolean("crd.regenerate")) {
            for (Path committed : COMMITTED) {
                Files.createDirectories(committed.toAbsolutePath().getParent());
                Files.writeString(committed, generated);
            }
        }
    }

    @Test
    void theCommittedCopiesAreWhatTheTypesGenerate() {
        assertThat(COMMITTED)
                .allSatisfy(committed -> assertThat(committed)
                        .as("run .ci/regenerate and commit the result")
                        .hasContent(generated));
    }

    @Test
    void itIsSmallEnoughForClientSideApply() {
        assertThat(generated.length()).isLessThan(200 * 1024);
    }

    @Test
    void everyFieldSaysWhatItIs() throws IOException {
        List<String> silent = new ArrayList<>();
        silent(new YAMLMapper().readTree(generated).at("/spec/versions/0/schema/openAPIV3Schema"), "", silent);

        assertThat(silent).as("described in kubernetes-fields.properties").isEmpty();
    }

    private static void silent(JsonNode schema, String path, List<String> found) {
        schema.path("properties").properties().forEach(property -> {
            String field = path + "." + property.getKey();
            if (property.getValue().path("description").asText().isBlank()) {
                found.add(field);
            }
            silent(property.getValue(), field, found);
        });
        if (schema.has("items")) {
            silent(schema.get("items"), path + "[]", found);
        }
    }

    @Test
    void serviceBindingsFindItAndNobodyCanAskForAReservedValue() {
        assertThat(generated)
                .contains("servicebinding.io/provisioned-service: 'true'")
                .doesNotContain("- Unknown\n");
    }
}
