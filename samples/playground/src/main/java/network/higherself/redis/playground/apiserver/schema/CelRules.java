package network.higherself.redis.playground.apiserver.schema;

import com.fasterxml.jackson.databind.JsonNode;
import dev.cel.bundle.Cel;
import dev.cel.common.CelValidationException;
import dev.cel.runtime.CelEvaluationException;
import dev.cel.runtime.CelRuntime.Program;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import network.higherself.redis.playground.apiserver.model.ApiFailure.Cause;
import network.higherself.redis.playground.apiserver.model.Json;
import network.higherself.redis.playground.apiserver.schema.Schema.Type;

/** The compiled {@code x-kubernetes-validations} of a schema, in the shape of the schema. */
public final class CelRules {
    /** No rules at all, as built-in kinds have. */
    public static final CelRules NONE = new CelRules(new Schema());

    private static final Set<String> RESERVED = Set.of(
            "true",
            "false",
            "null",
            "in",
            "as",
            "break",
            "const",
            "continue",
            "else",
            "for",
            "function",
            "if",
            "import",
            "let",
            "loop",
            "package",
            "namespace",
            "return",
            "var",
            "void",
            "while");
    private static final Pattern OLD_SELF = Pattern.compile("\\boldSelf\\b");

    private final Schema schema;
    private final List<Rule> rules = new ArrayList<>();
    private final Map<String, CelRules> members = new LinkedHashMap<>();
    private CelRules items;
    private CelRules values;

    private record Rule(JsonNode source, Program program, Optional<Program> message, boolean transition) {
        boolean optionalOld() {
            return source.path("optionalOldSelf").asBoolean();
        }
    }

    private CelRules(Schema schema) {
        this.schema = schema;
    }

    /** A rule that is no CEL; the field is the path of the rule within the schema. */
    public static final class Unusable extends Exception {
        private static final long serialVersionUID = 1L;

        Unusable(String field, String why) {
            super(field + ": " + why);
        }
    }

    public static CelRules compile(Schema schema) throws Unusable {
        CelRules compiled = compile(schema, new Cel[1], "openAPIV3Schema");
        return compiled == null ? NONE : compiled;
    }

    private static CelRules compile(Schema schema, Cel[] environment, String path) throws Unusable {
        CelRules node = new CelRules(schema);
        int index = 0;
        for (JsonNode source : schema.source().path("x-kubernetes-validations")) {
            if (environment[0] == null) environment[0] = CelLibrary.environment();
            String at = path + ".x-kubernetes-validations[" + index++ + "].";
            String rule = Json.text(source, "rule");
            Declarations.check(schema, rule, at + "rule");
            String message = Json.text(source, "messageExpression");
            Optional<Program> expression = message.isEmpty()
                    ? Optional.empty()
                    : Optional.of(program(environment[0], message, at + "messageExpression"));
            node.rules.add(new Rule(
                    source,
                    program(environment[0], rule, at + "rule"),
                    expression,
                    OLD_SELF.matcher(rule).find()));
        }
        for (var entry : schema.properties().entrySet()) {
            CelRules below = compile(entry.getValue(), environment, path + ".properties[" + entry.getKey() + "]");
            if (below != null) node.members.put(entry.getKey(), below);
        }
        if (schema.items() != null) node.items = compile(schema.items(), environment, path + ".items");
        if (schema.additional() != null && schema.name().isEmpty()) {
            node.values = compile(schema.additional(), environment, path + ".additionalProperties");
        }
        boolean empty = node.rules.isEmpty() && node.members.isEmpty() && node.items == null && node.values == null;
        return empty ? null : node;
    }

    private static Program program(Cel environment, String expression, String path) throws Unusable {
        try {
            return environment.createProgram(environment.compile(expression).getAst());
        } catch (CelValidationException | CelEvaluationException e) {
            throw new Unusable(path, "compilation failed: " + e.getMessage());
        }
    }

    public boolean isEmpty() {
        return this == NONE;
    }

    /** @param old the object before, or null when it is created */
    public List<Cause> check(JsonNode value, JsonNode old) {
        List<Cause> causes = new ArrayList<>();
        check(value, old, "", causes);
        return causes;
    }

    private void check(JsonNode value, JsonNode old, String path, List<Cause> causes) {
        if (value.isNull()) return;
        if (!rules.isEmpty()) evaluate(value, old, path, causes);
        members.forEach((name, below) -> {
            JsonNode member = value.path(name);
            if (!member.isMissingNode()) {
                below.check(member, known(old, name), path.isEmpty() ? name : path + "." + name, causes);
            }
        });
        if (values != null) {
            value.properties().forEach(e -> {
                if (!schema.properties().containsKey(e.getKey())) {
                    values.check(e.getValue(), known(old, e.getKey()), path + "[" + e.getKey() + "]", causes);
                }
            });
        }
        if (items != null && value.isArray()) {
            for (int i = 0; i < value.size(); i++) {
                items.check(value.get(i), counterpart(value.get(i), old), path + "[" + i + "]", causes);
            }
        }
    }

    private static JsonNode known(JsonNode old, String name) {
        return old == null ? null : old.get(name);
    }

    private JsonNode counterpart(JsonNode item, JsonNode old) {
        if (old == null || !schema.isListMap()) return null;
        for (JsonNode each : old) {
            if (schema.keys().stream().allMatch(key -> each.path(key).equals(item.path(key)))) return each;
        }
        return null;
    }

    private void evaluate(JsonNode value, JsonNode old, String path, List<Cause> causes) {
        Object self = convert(schema, value);
        Object oldSelf = old == null ? null : convert(schema, old);
        for (Rule rule : rules) {
            if (rule.transition() && oldSelf == null && !rule.optionalOld()) continue;
            Map<String, Object> variables = new HashMap<>();
            variables.put("self", self);
            if (rule.optionalOld()) {
                variables.put("oldSelf", Optional.ofNullable(oldSelf));
            } else if (oldSelf != null) {
                variables.put("oldSelf", oldSelf);
            }
            String field = path + Json.text(rule.source(), "fieldPath");
            try {
                if (!Boolean.TRUE.equals(rule.program().eval(variables))) {
                    causes.add(cause(rule, field, value, message(rule, variables)));
                }
            } catch (CelEvaluationException e) {
                causes.add(cause(rule, field, value, "rule evaluation error: " + e.getMessage()));
            }
        }
    }

    private static String message(Rule rule, Map<String, Object> variables) {
        if (rule.message().isPresent()) {
            try {
                if (rule.message().get().eval(variables) instanceof String text && !text.isBlank()) return text;
            } catch (CelEvaluationException e) {
                // Kubernetes falls back to the fixed message when the expression cannot be evaluated.
                return fixedMessage(rule);
            }
        }
        return fixedMessage(rule);
    }

    private static String fixedMessage(Rule rule) {
        String fixed = Json.text(rule.source(), "message");
        return fixed.isEmpty()
                ? "failed rule: " + Json.text(rule.source(), "rule").trim()
                : fixed;
    }

    private static Cause cause(Rule rule, String field, JsonNode value, String message) {
        String shown = field.isEmpty() ? "<nil>" : field.startsWith(".") ? field.substring(1) : field;
        return switch (Json.text(rule.source(), "reason")) {
            case "FieldValueForbidden" -> Cause.forbidden(shown, message);
            case "FieldValueRequired" -> new Cause("FieldValueRequired", "Required value: " + message, shown);
            case "FieldValueDuplicate" -> new Cause("FieldValueDuplicate", "Duplicate value: " + value, shown);
            default -> Cause.invalid(shown, value.isContainerNode() ? "" : value.toString(), message);
        };
    }

    private static Object convert(Schema schema, JsonNode value) {
        if (value.isObject()) {
            Map<String, Object> map = new HashMap<>();
            value.properties().forEach(e -> {
                Schema member = schema == null ? null : schema.member(e.getKey());
                boolean property = schema != null && schema.properties().containsKey(e.getKey());
                map.put(property ? escaped(e.getKey()) : e.getKey(), convert(member, e.getValue()));
            });
            return map;
        }
        if (value.isArray()) {
            List<Object> list = new ArrayList<>();
            value.forEach(item -> list.add(convert(schema == null ? null : schema.items(), item)));
            return list;
        }
        if (value.isNumber()) {
            boolean real = value.isFloatingPointNumber() || (schema != null && schema.type() == Type.NUMBER);
            return real ? (Object) value.asDouble() : (Object) value.asLong();
        }
        if (value.isBoolean()) return value.asBoolean();
        if (value.isNull()) return dev.cel.common.values.NullValue.NULL_VALUE;
        return value.asText();
    }

    // Names that are no CEL identifiers are reached by Kubernetes' escapes.
    private static String escaped(String name) {
        if (RESERVED.contains(name)) return "__" + name + "__";
        return name.replace("__", "__underscores__")
                .replace(".", "__dot__")
                .replace("-", "__dash__")
                .replace("/", "__slash__");
    }
}
