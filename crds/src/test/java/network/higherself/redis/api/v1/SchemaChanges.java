package network.higherself.redis.api.v1;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a schema refuses or loses that an earlier one took: resources that exist must stay valid and keep their fields. */
final class SchemaChanges {

    private static final List<String> UPPER_BOUNDS = List.of("maximum", "maxLength", "maxItems", "maxProperties");
    private static final List<String> LOWER_BOUNDS = List.of("minimum", "minLength", "minItems", "minProperties");
    private static final List<String> FIXED = List.of(
            "type",
            "x-kubernetes-int-or-string",
            "x-kubernetes-preserve-unknown-fields",
            "x-kubernetes-list-type",
            "x-kubernetes-list-map-keys");

    private static final Pattern ABSENT = Pattern.compile("!has\\((?:self|oldSelf)\\.(\\w+)\\) \\|\\| ");

    private final List<String> breaking = new ArrayList<>();

    private SchemaChanges() {}

    /** Breaking changes from {@code before} to {@code after}, each with the path of its field. */
    static List<String> breaking(JsonNode before, JsonNode after) {
        SchemaChanges changes = new SchemaChanges();
        changes.compare("", before, after);
        return changes.breaking;
    }

    private void compare(String path, JsonNode before, JsonNode after) {
        if (after.isMissingNode()) {
            breaking.add(path + " is gone");
            return;
        }
        for (String fixed : FIXED) {
            if (!before.path(fixed).equals(after.path(fixed))) {
                breaking.add(path + " has another " + fixed);
            }
        }
        bounds(path, before, after);
        if (after.has("pattern") && !after.get("pattern").equals(before.path("pattern"))) {
            breaking.add(path + " has another pattern");
        }
        if (after.has("enum") && (!before.has("enum") || !texts(after, "enum").containsAll(texts(before, "enum")))) {
            breaking.add(path + " takes fewer values");
        }
        if (!texts(before, "required").containsAll(texts(after, "required"))) {
            breaking.add(path + " requires more");
        }
        Set<String> rules = rules(after);
        rules.removeAll(rules(before));
        rules.removeIf(rule -> isOnlyAboutANewField(rule, before));
        rules.forEach(rule -> breaking.add(path + " has a new rule: " + rule));
        before.path("properties")
                .properties()
                .forEach(property -> compare(
                        path + "." + property.getKey(),
                        property.getValue(),
                        after.path("properties").path(property.getKey())));
        for (String below : List.of("items", "additionalProperties")) {
            if (before.has(below)) {
                compare(path + (below.equals("items") ? "[]" : ".*"), before.get(below), after.path(below));
            }
        }
    }

    /** A rule that holds wherever a field is absent can't refuse what was written when there was no such field. */
    private static boolean isOnlyAboutANewField(String rule, JsonNode before) {
        Matcher absent = ABSENT.matcher(rule);
        return absent.lookingAt() && !before.path("properties").has(absent.group(1));
    }

    private void bounds(String path, JsonNode before, JsonNode after) {
        for (String bound : UPPER_BOUNDS) {
            if (after.has(bound)
                    && (!before.has(bound)
                            || after.get(bound).asDouble() < before.get(bound).asDouble())) {
                breaking.add(path + " has a lower " + bound);
            }
        }
        for (String bound : LOWER_BOUNDS) {
            if (after.has(bound)
                    && (!before.has(bound)
                            || after.get(bound).asDouble() > before.get(bound).asDouble())) {
                breaking.add(path + " has a higher " + bound);
            }
        }
    }

    private static Set<String> rules(JsonNode schema) {
        Set<String> rules = new HashSet<>();
        schema.path("x-kubernetes-validations")
                .forEach(rule -> rules.add(rule.path("rule").asText()));
        return rules;
    }

    private static Set<String> texts(JsonNode schema, String list) {
        Set<String> texts = new HashSet<>();
        schema.path(list).forEach(text -> texts.add(text.asText()));
        return texts;
    }
}
