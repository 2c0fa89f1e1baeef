package network.higherself.redis.playground.apiserver.resource;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import network.higherself.redis.playground.apiserver.model.Json;

/** The part of JSONPath that CustomResourceDefinitions use: members, indexes, wildcards and equality filters. */
public final class JsonPath {
    private static final Pattern STEP = Pattern.compile(
            "\\.?\\['([^']+)'\\]|\\[\\?\\(@\\.([^=!]+?)\\s*==\\s*['\"]?([^'\")]*)['\"]?\\)\\]|\\[(\\d+|\\*)\\]|\\.((?:[^.\\[\\\\]|\\\\.)+)");

    private JsonPath() {}

    /** What the path reaches, in order; unreadable paths reach nothing. */
    public static List<JsonNode> find(JsonNode root, String path) {
        List<JsonNode> found = List.of(root);
        Matcher step = STEP.matcher(path);
        int end = 0;
        while (step.find() && step.start() == end) {
            end = step.end();
            List<JsonNode> next = new ArrayList<>();
            for (JsonNode node : found) follow(node, step, next);
            found = next;
        }
        return end == path.length() ? found : List.of();
    }

    private static void follow(JsonNode node, Matcher step, List<JsonNode> next) {
        if (step.group(2) != null) {
            String[] names = step.group(2).split("\\.");
            node.forEach(item -> {
                if (Json.text(item, names).equals(step.group(3))) next.add(item);
            });
        } else if (step.group(4) != null) {
            if (step.group(4).equals("*")) node.forEach(next::add);
            else if (node.has(Integer.parseInt(step.group(4)))) next.add(node.get(Integer.parseInt(step.group(4))));
        } else {
            String name = step.group(1) != null ? step.group(1) : step.group(5).replace("\\", "");
            if (!Json.isBlank(node.path(name))) next.add(node.get(name));
        }
    }

    /** Sets the member that a path of plain names reaches. */
    public static void set(ObjectNode root, String path, JsonNode value) {
        String[] names = path.substring(1).split("\\.");
        ObjectNode at = root;
        for (int i = 0; i < names.length - 1; i++) at = Json.child(at, names[i]);
        at.set(names[names.length - 1], value);
    }
}
