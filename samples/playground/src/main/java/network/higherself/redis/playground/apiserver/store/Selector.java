package network.higherself.redis.playground.apiserver.store;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import network.higherself.redis.playground.apiserver.model.ApiFailure;
import network.higherself.redis.playground.apiserver.model.Json;
import network.higherself.redis.playground.apiserver.model.Kind;

/** Label and field selectors as predicates of objects in the form of their version. */
public final class Selector {
    private static final String KEY = "[A-Za-z0-9]([-A-Za-z0-9_./]*[A-Za-z0-9])?";
    private static final Pattern SET = Pattern.compile("(" + KEY + ")\\s+(in|notin)\\s+\\(([^()]*)\\)");
    private static final Pattern EQUALITY = Pattern.compile("(" + KEY + ")\\s*(=|==|!=)\\s*([-A-Za-z0-9_.]*)");
    private static final Pattern PRESENCE = Pattern.compile("(!?)\\s*(" + KEY + ")");

    private Selector() {}

    /** @throws ApiFailure 400 if it cannot be read */
    public static Predicate<JsonNode> labels(String selector) {
        Predicate<JsonNode> all = object -> true;
        if (selector == null || selector.isBlank()) return all;
        for (String part : split(selector)) all = all.and(requirement(part.trim(), selector));
        return all;
    }

    // Commas inside parentheses separate values.
    private static List<String> split(String selector) {
        List<String> parts = new ArrayList<>();
        int depth = 0;
        int from = 0;
        for (int i = 0; i < selector.length(); i++) {
            char c = selector.charAt(i);
            if (c == '(') depth++;
            if (c == ')') depth--;
            if (c == ',' && depth == 0) {
                parts.add(selector.substring(from, i));
                from = i + 1;
            }
        }
        parts.add(selector.substring(from));
        return parts;
    }

    private static Predicate<JsonNode> requirement(String part, String whole) {
        Matcher set = SET.matcher(part);
        if (set.matches()) {
            Set<String> values =
                    Arrays.stream(set.group(4).split(",")).map(String::trim).collect(Collectors.toSet());
            boolean in = set.group(3).equals("in");
            return object ->
                    in == (label(object, set.group(1)) != null && values.contains(label(object, set.group(1))));
        }
        Matcher equality = EQUALITY.matcher(part);
        if (equality.matches()) {
            boolean equal = !equality.group(3).equals("!=");
            return object -> equal == equality.group(4).equals(label(object, equality.group(1)));
        }
        Matcher presence = PRESENCE.matcher(part);
        if (presence.matches()) {
            boolean present = presence.group(1).isEmpty();
            return object -> present == (label(object, presence.group(2)) != null);
        }
        throw ApiFailure.badRequest("unable to parse requirement: found '" + part + "' in '" + whole + "'");
    }

    private static String label(JsonNode object, String key) {
        JsonNode value = Json.at(object, "metadata", "labels").get(key);
        return value == null ? null : value.asText();
    }

    /** @throws ApiFailure 400 for a field that the kind cannot be selected by */
    public static Predicate<JsonNode> fields(Kind kind, String selector) {
        Predicate<JsonNode> all = object -> true;
        if (selector == null || selector.isBlank()) return all;
        for (String part : selector.split(",")) {
            String[] sides = part.split("!=|==|=", 2);
            if (sides.length != 2) throw ApiFailure.badRequest("invalid field selector: " + part);
            String field = sides[0].trim();
            boolean always = field.equals("metadata.name") || (field.equals("metadata.namespace") && kind.namespaced());
            if (!always && !kind.selectable().containsKey(field)) {
                throw ApiFailure.badRequest("field label not supported: " + field);
            }
            String[] path = field.split("\\.");
            boolean equal = !part.contains("!=");
            all = all.and(object -> equal == Json.text(object, path).equals(sides[1].trim()));
        }
        return all;
    }

    /** A label selector as an object (matchLabels, matchExpressions) in the text form of queries. */
    public static String text(JsonNode selector) {
        List<String> parts = new ArrayList<>();
        JsonNode labels = selector.has("matchLabels") || selector.has("matchExpressions")
                ? selector.path("matchLabels")
                : selector;
        labels.properties()
                .forEach(e -> parts.add(e.getKey() + "=" + e.getValue().asText()));
        for (JsonNode expression : selector.path("matchExpressions")) {
            String key = Json.text(expression, "key");
            String values = " (" + String.join(",", Json.strings(expression.path("values"))) + ")";
            parts.add(
                    switch (Json.text(expression, "operator")) {
                        case "In" -> key + " in" + values;
                        case "NotIn" -> key + " notin" + values;
                        case "Exists" -> key;
                        default -> "!" + key;
                    });
        }
        return String.join(",", parts);
    }
}
