package network.higherself.redis.operator.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;

/** The alerts, tried by promtool on what the operator's page says of real servers in the states that they are about. */
class AlertsTest {

    private static final Path MONITORING = Path.of("..", "manifests", "monitoring");
    private static final Path RULES = MONITORING.resolve("rules/higherself-redis.yaml");
    private static final Path RUNBOOKS = Path.of("..", "docs", "runbooks");
    private static final int AT_ONCE = 4;

    /** What fired at any time of a quarter of an hour. */
    private static final String FIRED = "group by (alertname) (max_over_time(ALERTS{alertstate=\"firing\"}[15m]))";

    @Test
    void eachAlertFiresInItsStateAndInNoOther() throws Exception {
        Map<String, AlertStates.State> states = AlertStates.all();
        Set<String> tried = new LinkedHashSet<>();
        states.keySet().forEach(state -> tried.add(alert(state)));
        tried.remove(AlertStates.NONE);
        assertThat(tried).as("each alert has a state").containsExactlyInAnyOrderElementsOf(alerts());

        ExecutorService threads = Executors.newFixedThreadPool(AT_ONCE);
        try {
            Map<String, Future<List<String>>> pages = new LinkedHashMap<>();
            states.forEach((alert, state) -> pages.put(alert, threads.submit(state::pages)));
            List<Object> tests = new ArrayList<>();
            for (Map.Entry<String, Future<List<String>>> state : pages.entrySet()) {
                tests.add(test(alert(state.getKey()), state.getValue().get(2, TimeUnit.MINUTES)));
            }
            promtool(Map.of(
                    "rule_files",
                    List.of(RULES.toAbsolutePath().normalize().toString()),
                    "evaluation_interval",
                    "30s",
                    "tests",
                    tests));
        } finally {
            threads.shutdownNow();
        }
    }

    /** An alert may have several states. */
    private static String alert(String state) {
        return state.split(" ")[0];
    }

    @Test
    void eachAlertHasARunbookAndEachRunbookAnAlert() throws IOException {
        try (Stream<Path> files = Files.list(RUNBOOKS)) {
            assertThat(files.map(file -> file.getFileName().toString())
                            .filter(name -> name.endsWith(".md"))
                            .map(name -> name.replace(".md", "")))
                    .containsExactlyInAnyOrderElementsOf(alerts());
        }
        assertThat(rules(read(RULES)))
                .allSatisfy(
                        rule -> assertThat(rule.at("/annotations/runbook_url").asText())
                                .endsWith("/docs/runbooks/" + rule.get("alert").asText() + ".md"));
    }

    @Test
    void thePageListsEachAlert() throws IOException {
        assertThat(Files.readString(Path.of("..", "docs", "monitoring.md")))
                .contains(alerts().stream()
                        .map(alert -> "[" + alert + "](runbooks/" + alert + ".md)")
                        .toList());
    }

    @Test
    void theResourceHoldsTheSameRulesAsTheFile() {
        assertThat(read(MONITORING.resolve("prometheus-rule.yaml")).get("spec")).isEqualTo(read(RULES));
    }

    private static List<String> alerts() {
        return rules(read(RULES)).stream()
                .map(rule -> rule.get("alert").asText())
                .toList();
    }

    private static List<JsonNode> rules(JsonNode file) {
        return StreamSupport.stream(file.at("/groups").spliterator(), false)
                .flatMap(group -> StreamSupport.stream(group.get("rules").spliterator(), false))
                .toList();
    }

    private static JsonNode read(Path file) {
        try {
            return new ObjectMapper()
                    .valueToTree(new KubernetesSerialization().unmarshal(Files.readString(file), Map.class));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Map<String, Object> test(String alert, List<String> pages) {
        List<Map<String, Object>> fired =
                alert.isEmpty() ? List.of() : List.of(Map.of("labels", "{alertname=\"" + alert + "\"}", "value", 1));
        return Map.of(
                "name",
                alert.isEmpty() ? "all is well" : alert,
                "interval",
                "30s",
                "input_series",
                series(pages),
                "promql_expr_test",
                List.of(Map.of("expr", FIRED, "eval_time", "15m", "exp_samples", fired)));
    }

    /** Each page half a minute after the one before; the last one lasts. */
    private static List<Map<String, String>> series(List<String> pages) {
        List<Map<String, String>> read = pages.stream().map(AlertsTest::samples).toList();
        Set<String> names =
                read.stream().flatMap(page -> page.keySet().stream()).collect(Collectors.toSet());
        return names.stream()
                .map(name -> Map.of("series", name, "values", values(name, read)))
                .toList();
    }

    private static String values(String name, List<Map<String, String>> pages) {
        StringBuilder values = new StringBuilder();
        boolean told = false;
        for (Map<String, String> page : pages) {
            String value = page.get(name);
            values.append(value != null ? value : told ? "stale" : "_").append(' ');
            told = value != null;
        }
        String last = pages.get(pages.size() - 1).get(name);
        return values.append(last == null ? "_x30" : last + "+0x30").toString();
    }

    private static Map<String, String> samples(String page) {
        return page.lines()
                .filter(line -> line.startsWith("redis_") || line.startsWith("higherself_"))
                .collect(Collectors.toMap(
                        line -> line.substring(0, line.lastIndexOf(' ')),
                        line -> new BigDecimal(line.substring(line.lastIndexOf(' ') + 1)).toPlainString()));
    }

    private static void promtool(Map<String, Object> tests) throws IOException, InterruptedException {
        Path file = Path.of("target", "alerts.json");
        new ObjectMapper().writeValue(file.toFile(), tests);
        Process process = new ProcessBuilder("promtool", "test", "rules", file.toString())
                .redirectErrorStream(true)
                .start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(said).isZero();
    }
}
