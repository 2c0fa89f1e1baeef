package network.higherself.redis.operator.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import network.higherself.redis.operator.resources.ServerBinaries;
import network.higherself.redis.operator.testing.RealRedis;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Keeps docs/series.md in step with what is served, and dashboards and rules in step with it. */
class SeriesPageTest {

    private static final Path PAGE = Path.of("..", "docs", "series.md");
    private static final Path MONITORING = Path.of("..", "manifests", "monitoring");
    private static final Pattern NAME = Pattern.compile("\\b(redis|higherself)_[a-z0-9_]+");

    @TempDir
    private Path directory;

    @Test
    void thePageListsEverySeries() throws IOException {
        String generated = page();
        if (Boolean.getBoolean("docs.regenerate")) {
            Files.writeString(PAGE, generated);
        }

        assertThat(PAGE).as("made anew by .ci/regenerate").hasContent(generated);
    }

    @Test
    void whatIsServedIsListed() throws Exception {
        try (RealRedis redis = RealRedis.start(ServerBinaries.REDIS_7_0);
                Scraped operator = new Scraped().watch(redis)) {
            Map<String, String> types = operator.page().types();
            types.keySet().removeIf(name -> !NAME.matcher(name).matches());

            assertThat(listed()).containsAll(types.keySet());
            assertThat(families())
                    .allSatisfy(family -> assertThat(types.getOrDefault(
                                    family.name(), family.type().word()))
                            .as(family.name())
                            .isEqualTo(family.type().word()));
        }
    }

    @Test
    void dashboardsAndRulesAskForWhatIsServed() throws Exception {
        List<String> expressions = new ArrayList<>();
        try (Stream<Path> dashboards = Files.list(MONITORING.resolve("dashboards"))) {
            for (Path dashboard : dashboards.toList()) {
                for (JsonNode expression :
                        new ObjectMapper().readTree(dashboard.toFile()).findValues("expr")) {
                    expressions.add(expression.asText());
                }
            }
        }
        assertThat(expressions).hasSizeGreaterThan(40);
        String rules = Files.readString(MONITORING.resolve("rules/higherself-redis.yaml"))
                .replaceAll("(?m)^.*(name|summary|description|runbook_url):.*$", "");
        Set<String> asked = Stream.concat(expressions.stream(), Stream.of(rules))
                .flatMap(text -> NAME.matcher(text).results())
                .map(MatchResult::group)
                .collect(Collectors.toCollection(TreeSet::new));

        assertThat(listed()).containsAll(asked);
        understood(expressions);
    }

    /** Whether Prometheus understands them: as rules, since promtool reads those. */
    private void understood(List<String> expressions) throws IOException, InterruptedException {
        List<Map<String, String>> rules = expressions.stream()
                .map(expression -> Map.of("record", "tried", "expr", expression.replace("$__rate_interval", "5m")))
                .distinct()
                .toList();
        Path file = directory.resolve("dashboards.json");
        new ObjectMapper()
                .writeValue(file.toFile(), Map.of("groups", List.of(Map.of("name", "dashboards", "rules", rules))));
        Process process = new ProcessBuilder("promtool", "check", "rules", "--lint=none", file.toString())
                .redirectErrorStream(true)
                .start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(said).isZero();
    }

    private static List<Family> families() {
        return Stream.of(Families.ofInstances(), Families.ofResources(), Families.ofOperator())
                .flatMap(List::stream)
                .toList();
    }

    private static Set<String> listed() {
        return families().stream().map(Family::name).collect(Collectors.toSet());
    }

    private static String page() {
        StringBuilder page = new StringBuilder("""
                # Series

                <!-- Generated from the classes Families and InfoSeries; .ci/regenerate makes it anew. -->

                What `/metrics` tells. How to use it: [monitoring.md](monitoring.md).

                ## Of each instance

                Labels of all: `namespace`, `resource`, `instance` (host and port), `pod`, `role` (`master`, `slave`, or
                `unknown` until the first answer). A series is there where the server's version and role tell its figure; of an
                instance that does not answer only `redis_up` and the first three of `higherself_…` are.

                """);
        table(page, Families.ofInstances());
        page.append("\n## Of each resource\n\nLabels: `namespace`, `resource`; conditions have `type`.\n\n");
        table(page, Families.ofResources());
        page.append("""

                ## Of the operator

                Besides, the meters of the Java Operator SDK (`operator_sdk_…`: reconciles, their queue, their failures) and of the
                JVM (`jvm_…`, `process_…`, `system_…`).

                """);
        table(page, Families.ofOperator());
        page.append("""

                ## What redis_exporter tells besides

                | Series | Why it is left out |
                |---|---|
                """);
        LeftOut.SERIES.forEach((name, why) -> page.append(String.format("| `%s` | %s |%n", name, why)));
        page.append("""

                `redis_db_keys` and `redis_db_keys_expiring` tell of the databases that hold keys, where redis_exporter tells 0 for all
                others. Latency events (`latency-monitor-threshold`), modules, streams and keys that redis_exporter can be asked for are
                left out, too.
                """);
        return page.toString();
    }

    private static void table(StringBuilder page, List<Family> families) {
        page.append("| Series | Type | Meaning |\n|---|---|---|\n");
        families.forEach(family -> page.append(String.format(
                "| `%s` | %s | %s |%n", family.name(), family.type().word(), family.help())));
    }
}
