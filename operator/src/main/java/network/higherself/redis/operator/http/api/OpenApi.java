package network.higherself.redis.operator.http.api;

import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.introspect.BeanPropertyDefinition;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;

/** The description of the health API, made from {@link Operation} and the types of its answers. Pure. */
final class OpenApi {

    private static final ObjectMapper TYPES = new ObjectMapper();
    private static final String TYPE = "type";

    private OpenApi() {}

    static Map<String, Object> description() {
        Map<String, Object> paths = new LinkedHashMap<>();
        for (Operation operation : Operation.values()) {
            paths.put(
                    operation.path(),
                    Map.of(operation.method().toLowerCase(java.util.Locale.ROOT), operation(operation)));
        }
        return ordered(
                "openapi",
                "3.1.0",
                "info",
                ordered(
                        "title",
                        "HigherSelf Redis Operator: health API",
                        "version",
                        "v1",
                        "description",
                        "Every call takes a bearer token of Kubernetes. Errors are RFC 9457 problems."),
                "security",
                List.of(Map.of("token", List.of())),
                "paths",
                paths,
                "components",
                ordered(
                        "securitySchemes",
                        Map.of("token", ordered(TYPE, "http", "scheme", "bearer")),
                        "schemas",
                        Map.of("Problem", problem())));
    }

    private static Map<String, Object> operation(Operation operation) {
        return ordered(
                "operationId",
                operation.name().toLowerCase(java.util.Locale.ROOT),
                "summary",
                operation.summary(),
                "description",
                "Needs " + operation.needs().words() + ".",
                "parameters",
                operation.parameters().stream().map(OpenApi::parameter).toList(),
                "responses",
                ordered(
                        "200",
                        ordered(
                                "description",
                                "OK",
                                "content",
                                Map.of(
                                        operation == Operation.PROMETHEUS ? "text/plain" : "application/json",
                                        Map.of("schema", schema(TYPES.constructType(operation.answer()))))),
                        "default",
                        ordered(
                                "description",
                                "Why there is no answer.",
                                "content",
                                Map.of(
                                        "application/problem+json",
                                        Map.of("schema", Map.of("$ref", "#/components/schemas/Problem"))))));
    }

    private static Map<String, Object> parameter(Parameter parameter) {
        Map<String, Object> schema =
                ordered(TYPE, "string", "pattern", "^(" + parameter.fits().pattern() + ")$");
        parameter.otherwise().ifPresent(value -> schema.put("default", value));
        return ordered(
                "name",
                parameter.name(),
                "in",
                parameter.inPath() ? "path" : "query",
                "required",
                parameter.inPath(),
                "description",
                parameter.words(),
                "schema",
                schema);
    }

    private static Map<String, Object> problem() {
        return ordered(
                TYPE,
                "object",
                "properties",
                ordered(
                        TYPE,
                        Map.of(TYPE, "string"),
                        "title",
                        Map.of(TYPE, "string"),
                        "status",
                        Map.of(TYPE, "integer"),
                        "detail",
                        Map.of(TYPE, "string")));
    }

    private static Map<String, Object> schema(JavaType type) {
        Class<?> raw = type.getRawClass();
        if (raw == Optional.class) {
            return schema(type.containedType(0));
        }
        if (raw == String.class || raw.isEnum()) {
            Map<String, Object> text = ordered(TYPE, "string");
            if (raw.isEnum()) {
                text.put(
                        "enum",
                        Stream.of(raw.getEnumConstants()).map(String::valueOf).toList());
            }
            return text;
        }
        if (raw == Instant.class) {
            return ordered(TYPE, "string", "format", "date-time");
        }
        if (raw == boolean.class || raw == Boolean.class) {
            return ordered(TYPE, "boolean");
        }
        if (raw == double.class || raw == Double.class) {
            return ordered(TYPE, "number");
        }
        if (raw.isPrimitive() || raw == OptionalLong.class) {
            return ordered(TYPE, "integer");
        }
        if (List.class.isAssignableFrom(raw)) {
            return ordered(TYPE, "array", "items", schema(type.getContentType()));
        }
        if (Map.class.isAssignableFrom(raw)) {
            return ordered(TYPE, "object", "additionalProperties", schema(type.getContentType()));
        }
        return raw == Object.class ? Map.of() : record(type);
    }

    private static Map<String, Object> record(JavaType type) {
        Map<String, Object> properties = new LinkedHashMap<>();
        List<BeanPropertyDefinition> found =
                new ArrayList<>(TYPES.getSerializationConfig().introspect(type).findProperties());
        found.forEach(property -> properties.put(property.getName(), schema(property.getPrimaryType())));
        return ordered(TYPE, "object", "properties", properties);
    }

    private static Map<String, Object> ordered(Object... pairs) {
        Map<String, Object> map = new LinkedHashMap<>();
        for (int i = 0; i < pairs.length; i += 2) {
            map.put((String) pairs[i], pairs[i + 1]);
        }
        return map;
    }
}
