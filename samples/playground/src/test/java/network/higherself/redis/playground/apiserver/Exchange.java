package network.higherself.redis.playground.apiserver;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * A request to a real API server (1.36) with what it answered.
 *
 * <p>What differs from run to run is a placeholder on both sides; where the step names paths to keep, only they count.
 */
record Exchange(JsonNode step) {
    static final ObjectMapper MAPPER = new ObjectMapper();
    private static final Set<String> VOLATILE =
            Set.of("resourceVersion", "uid", "creationTimestamp", "time", "selfLink", "storageVersionHash");
    private static final Pattern UUID = Pattern.compile("[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}");
    private static final Pattern TIME = Pattern.compile("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d(\\.\\d+)?Z");

    static List<Exchange> all() throws IOException {
        List<Exchange> all = new ArrayList<>();
        try (InputStream in = Exchange.class.getResourceAsStream("/conformance/exchanges.json")) {
            MAPPER.readTree(in).forEach(step -> all.add(new Exchange(step)));
        }
        return all;
    }

    String name() {
        return step.path("name").asText();
    }

    int code() {
        return step.path("response").path("code").asInt();
    }

    JsonNode answer() {
        return sorted(step.path("response").path("body"), "");
    }

    int watchedEvents() {
        return step.path("watch").asInt();
    }

    /** The body of an answer in the form in which it was recorded. */
    JsonNode view(String body) {
        JsonNode tree;
        try {
            tree = MAPPER.readTree(body);
        } catch (IOException e) {
            return keep() == null ? MAPPER.createObjectNode().put("<text>", true) : MAPPER.createObjectNode();
        }
        JsonNode normal = normal(tree, "");
        if (keep() == null) return sorted(normal, "");
        ObjectNode kept = MAPPER.createObjectNode();
        keep().forEach(path ->
                kept.set(path.asText(), pick(normal, List.of(path.asText().split("\\.")))));
        return sorted(kept, "");
    }

    private JsonNode keep() {
        return step.get("keep");
    }

    private static JsonNode normal(JsonNode value, String key) {
        if (value.isObject()) {
            ObjectNode result = MAPPER.createObjectNode();
            value.properties().forEach(e -> {
                if (!VOLATILE.contains(e.getKey())) result.set(e.getKey(), normal(e.getValue(), e.getKey()));
            });
            return result;
        }
        if (value.isArray()) {
            ArrayNode result = MAPPER.createArrayNode();
            value.forEach(item -> result.add(normal(item, key)));
            return result;
        }
        return value.isTextual() ? MAPPER.getNodeFactory().textNode(placeholder(value.asText(), key)) : value;
    }

    private static String placeholder(String text, String key) {
        if (key.equals("continue") && !text.isEmpty()) return "<continue>";
        if (key.equals("clusterIP") || key.equals("clusterIPs")) return text.equals("None") ? text : "<address>";
        if (key.equals("cells") && text.matches("\\d+[smh](\\d+[smh])?")) return "<age>";
        return TIME.matcher(UUID.matcher(text).replaceAll("<uid>")).replaceAll("<time>");
    }

    private static JsonNode pick(JsonNode value, List<String> path) {
        if (path.isEmpty()) return value;
        if (value.isArray()) {
            ArrayNode result = MAPPER.createArrayNode();
            value.forEach(item -> result.add(pick(item, path)));
            return result;
        }
        JsonNode member = value.get(path.get(0));
        if (member == null) return MAPPER.getNodeFactory().textNode("<absent>");
        return pick(member, path.subList(1, path.size()));
    }

    /** Causes have no order, and that of managed fields hangs on the second in which each was written. */
    private static JsonNode sorted(JsonNode value, String key) {
        if (value.isObject()) {
            ObjectNode result = MAPPER.createObjectNode();
            Set<String> names = new TreeSet<>();
            value.fieldNames().forEachRemaining(names::add);
            names.forEach(name -> result.set(name, sorted(value.get(name), name)));
            return result;
        }
        if (!value.isArray()) return value;
        List<JsonNode> items = new ArrayList<>();
        value.forEach(item -> items.add(sorted(item, key)));
        if (key.endsWith("causes")) items.sort(Comparator.comparing(JsonNode::toString));
        if (key.endsWith("managedFields")) items.sort(Comparator.comparing(Exchange::writer));
        return MAPPER.createArrayNode().addAll(items);
    }

    private static String writer(JsonNode entry) {
        return entry.path("operation").asText() + " " + entry.path("manager").asText();
    }
}
