package network.higherself.redis.playground.apiserver.schema;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import network.higherself.redis.playground.apiserver.model.ApiFailure.Cause;
import network.higherself.redis.playground.apiserver.model.Json;
import network.higherself.redis.playground.apiserver.schema.Schema.Type;

/** Checks a custom resource against its OpenAPI schema and complains as Kubernetes does. */
public final class SchemaValidation {
    private static final Map<String, Pattern> PATTERNS = new ConcurrentHashMap<>();
    private static final Set<String> BLOCKING = Set.of(
            "FieldValueNotSupported",
            "FieldValueRequired",
            "FieldValueTooLong",
            "FieldValueTooMany",
            "FieldValueTypeInvalid");

    private final List<Cause> causes = new ArrayList<>();

    private SchemaValidation() {}

    public static List<Cause> validate(Schema schema, JsonNode object) {
        SchemaValidation run = new SchemaValidation();
        for (Map.Entry<String, Schema> member : schema.properties().entrySet()) {
            if (member.getKey().equals("metadata")) continue;
            JsonNode value = object.path(member.getKey());
            if (!value.isMissingNode()) run.check(member.getValue(), value, member.getKey());
        }
        run.required(schema.source(), object, "");
        return run.causes;
    }

    /** Whether the rules of the schema would stand on sand with these faults. */
    public static boolean blocksRules(List<Cause> causes) {
        return causes.stream().anyMatch(cause -> BLOCKING.contains(cause.reason()));
    }

    private void check(Schema schema, JsonNode value, String path) {
        JsonNode rules = schema.source();
        if (value.isNull() && schema.nullable()) return;
        if (!hasType(schema.type(), value)) {
            String given = '"' + typeName(value) + '"';
            causes.add(new Cause(
                    "FieldValueTypeInvalid",
                    "Invalid value: " + given + ": " + path + " in body must be of type " + Json.text(rules, "type")
                            + ": " + given,
                    path));
            return;
        }
        enumeration(rules, value, path);
        if (value.isTextual()) string(rules, value, path);
        if (value.isNumber()) number(rules, value, path);
        if (value.isArray()) array(schema, value, path);
        if (value.isObject()) object(schema, value, path);
        combinations(rules, value, path);
    }

    private static boolean hasType(Type type, JsonNode value) {
        return switch (type) {
            case OBJECT -> value.isObject();
            case ARRAY -> value.isArray();
            case STRING, BYTES -> value.isTextual();
            case INTEGER -> value.isIntegralNumber() || (value.isNumber() && value.asDouble() == value.asLong());
            case NUMBER -> value.isNumber();
            case BOOLEAN -> value.isBoolean();
            case INT_OR_STRING -> value.isIntegralNumber() || value.isTextual();
            default -> true;
        };
    }

    private static String typeName(JsonNode value) {
        if (value.isIntegralNumber()) return "integer";
        return value.getNodeType().name().toLowerCase(java.util.Locale.ROOT);
    }

    private void enumeration(JsonNode rules, JsonNode value, String path) {
        JsonNode allowed = rules.path("enum");
        if (!allowed.isArray()
                || StreamSupport.stream(allowed.spliterator(), false).anyMatch(value::equals)) return;
        String list = StreamSupport.stream(allowed.spliterator(), false)
                .map(JsonNode::toString)
                .collect(Collectors.joining(", "));
        causes.add(new Cause(
                "FieldValueNotSupported", "Unsupported value: " + value + ": supported values: " + list, path));
    }

    private void string(JsonNode rules, JsonNode value, String path) {
        String text = value.asText();
        int length = text.codePointCount(0, text.length());
        if (rules.has("maxLength") && length > rules.get("maxLength").asInt()) {
            causes.add(new Cause(
                    "FieldValueTooLong",
                    "Too long: may not be more than " + rules.get("maxLength").asInt() + " bytes",
                    path));
        }
        if (rules.has("minLength") && length < rules.get("minLength").asInt()) {
            invalid(path, value, "should be at least " + rules.get("minLength").asInt() + " chars long");
        }
        if (rules.has("pattern")) {
            String pattern = rules.get("pattern").asText();
            if (!PATTERNS.computeIfAbsent(pattern, Pattern::compile)
                    .matcher(text)
                    .find()) {
                invalid(path, value, "should match '" + pattern + "'");
            }
        }
        if (Json.text(rules, "format").equals("date-time") && !isInstant(text)) {
            invalid(path, value, "must be of type date-time: " + value);
        }
    }

    private static boolean isInstant(String text) {
        try {
            Instant.parse(text);
            return true;
        } catch (DateTimeParseException e) {
            return false;
        }
    }

    private void number(JsonNode rules, JsonNode value, String path) {
        BigDecimal number = value.decimalValue();
        if (rules.has("minimum")) {
            int order = number.compareTo(rules.get("minimum").decimalValue());
            boolean exclusive = rules.path("exclusiveMinimum").asBoolean();
            if (order < 0 || (exclusive && order == 0)) {
                String bound = exclusive ? "should be greater than " : "should be greater than or equal to ";
                invalid(path, value, bound + rules.get("minimum"));
            }
        }
        if (rules.has("maximum")) {
            int order = number.compareTo(rules.get("maximum").decimalValue());
            boolean exclusive = rules.path("exclusiveMaximum").asBoolean();
            if (order > 0 || (exclusive && order == 0)) {
                String bound = exclusive ? "should be less than " : "should be less than or equal to ";
                invalid(path, value, bound + rules.get("maximum"));
            }
        }
        if (rules.has("multipleOf")
                && number.remainder(rules.get("multipleOf").decimalValue()).signum() != 0) {
            invalid(path, value, "should be a multiple of " + rules.get("multipleOf"));
        }
    }

    private void array(Schema schema, JsonNode value, String path) {
        JsonNode rules = schema.source();
        if (rules.has("maxItems") && value.size() > rules.get("maxItems").asInt()) {
            causes.add(tooMany(path, value.size(), rules.get("maxItems").asInt()));
        }
        if (rules.has("minItems") && value.size() < rules.get("minItems").asInt()) {
            causes.add(Cause.invalid(
                    path,
                    String.valueOf(value.size()),
                    path + " in body should have at least " + rules.get("minItems") + " items"));
        }
        Set<JsonNode> seen = new HashSet<>();
        for (int i = 0; i < value.size(); i++) {
            String below = path + "[" + i + "]";
            if (schema.items() != null) check(schema.items(), value.get(i), below);
            JsonNode key = schema.isListMap() ? key(schema, value.get(i)) : value.get(i);
            if (schema.listKind() != Schema.ListKind.ATOMIC && !seen.add(key)) {
                causes.add(new Cause("FieldValueDuplicate", "Duplicate value: " + key, below));
            }
        }
    }

    private static JsonNode key(Schema list, JsonNode item) {
        var key = Json.object();
        list.keys().forEach(name -> key.set(name, item.path(name)));
        return key;
    }

    private static Cause tooMany(String path, int size, int most) {
        return new Cause("FieldValueTooMany", "Too many: " + size + ": must have at most " + most + " items", path);
    }

    private void object(Schema schema, JsonNode value, String path) {
        JsonNode rules = schema.source();
        required(rules, value, path + ".");
        if (rules.has("maxProperties")
                && value.size() > rules.get("maxProperties").asInt()) {
            causes.add(tooMany(path, value.size(), rules.get("maxProperties").asInt()));
        }
        if (rules.has("minProperties")
                && value.size() < rules.get("minProperties").asInt()) {
            invalid(path, Json.object(), "should have at least " + rules.get("minProperties") + " properties");
        }
        value.properties().forEach(member -> {
            Schema known = schema.member(member.getKey());
            if (known != null) check(known, member.getValue(), path + "." + member.getKey());
        });
    }

    private void required(JsonNode rules, JsonNode value, String prefix) {
        for (JsonNode name : rules.path("required")) {
            if (!value.has(name.asText())) causes.add(Cause.required(prefix + name.asText()));
        }
    }

    private void combinations(JsonNode rules, JsonNode value, String path) {
        for (JsonNode each : rules.path("allOf")) check(OpenApiReader.read(each), value, path);
        long any = matching(rules.path("anyOf"), value, path);
        if (rules.has("anyOf") && any == 0) {
            causes.add(Cause.invalid(path, "", '"' + path + "\" must validate at least one schema (anyOf)"));
        }
        long one = matching(rules.path("oneOf"), value, path);
        if (rules.has("oneOf") && one != 1) {
            causes.add(Cause.invalid(path, "", '"' + path + "\" must validate one and only one schema (oneOf)"));
        }
        if (rules.has("not") && fits(rules.get("not"), value, path)) {
            causes.add(Cause.invalid(path, "", '"' + path + "\" must not validate the schema (not)"));
        }
    }

    private static long matching(JsonNode schemas, JsonNode value, String path) {
        return StreamSupport.stream(schemas.spliterator(), false)
                .filter(schema -> fits(schema, value, path))
                .count();
    }

    private static boolean fits(JsonNode schema, JsonNode value, String path) {
        SchemaValidation trial = new SchemaValidation();
        trial.check(OpenApiReader.read(schema), value, path);
        return trial.causes.isEmpty();
    }

    private void invalid(String path, JsonNode value, String what) {
        causes.add(Cause.invalid(path, value.toString(), path + " in body " + what));
    }
}
