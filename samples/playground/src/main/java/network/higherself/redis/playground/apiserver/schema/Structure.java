package network.higherself.redis.playground.apiserver.schema;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import network.higherself.redis.playground.apiserver.model.ApiFailure;
import network.higherself.redis.playground.apiserver.schema.Schema.Type;

/** Defaulting, pruning and decoding by structure. All of it changes the given tree, which must not be stored yet. */
public final class Structure {
    private Structure() {}

    /** Sets what is absent, at every depth that is present. */
    public static void applyDefaults(Schema schema, JsonNode node) {
        if (node instanceof ObjectNode object) {
            for (Map.Entry<String, Schema> entry : schema.properties().entrySet()) {
                Schema member = entry.getValue();
                JsonNode value = object.get(entry.getKey());
                boolean absent = value == null || (value.isNull() && !member.nullable());
                if (absent && !member.defaultValue().isMissingNode()) {
                    value = member.defaultValue().deepCopy();
                    object.set(entry.getKey(), value);
                }
                if (value != null && value.isContainerNode()) applyDefaults(member, value);
            }
            if (schema.additional() != null) {
                object.properties().forEach(e -> {
                    if (!schema.properties().containsKey(e.getKey())) applyDefaults(schema.additional(), e.getValue());
                });
            }
        } else if (node instanceof ArrayNode array && schema.items() != null) {
            array.forEach(item -> applyDefaults(schema.items(), item));
        }
    }

    /** Removes members that the schema doesn't know and answers their paths. */
    public static List<String> prune(Schema schema, ObjectNode object) {
        List<String> unknown = new ArrayList<>();
        prune(schema, object, "", unknown);
        return unknown;
    }

    private static void prune(Schema schema, JsonNode node, String path, List<String> unknown) {
        if (node instanceof ObjectNode object) {
            if (schema.type() == Type.ANY && schema.properties().isEmpty()) return;
            var members = object.properties().iterator();
            while (members.hasNext()) {
                var member = members.next();
                Schema known = schema.member(member.getKey());
                String below = path.isEmpty() ? member.getKey() : path + "." + member.getKey();
                if (known != null) {
                    prune(known, member.getValue(), below, unknown);
                } else if (!schema.preservesUnknown()) {
                    unknown.add(below);
                    members.remove();
                }
            }
        } else if (node instanceof ArrayNode array && schema.items() != null) {
            for (int i = 0; i < array.size(); i++) prune(schema.items(), array.get(i), path + "[" + i + "]", unknown);
        }
    }

    /** Refuses a built-in object whose values are not of the types that its kind has. Drops nulls, as Go does. */
    public static void decode(Schema schema, JsonNode node, String path) {
        switch (schema.type()) {
            case OBJECT -> {
                if (!(node instanceof ObjectNode object)) throw mismatch(node, path, "object");
                object.properties().removeIf(e -> e.getValue().isNull());
                object.properties().forEach(e -> {
                    Schema member = schema.member(e.getKey());
                    if (member == null) return;
                    if (member.type() == Type.QUANTITY && e.getValue().isNumber()) {
                        e.setValue(object.textNode(e.getValue().asText()));
                    }
                    decode(member, e.getValue(), path + "." + e.getKey());
                });
            }
            case ARRAY -> {
                if (!node.isArray()) throw mismatch(node, path, "array");
                node.forEach(item -> decode(schema.items(), item, path));
            }
            case STRING, QUANTITY -> {
                if (!node.isTextual()) throw mismatch(node, path, "string");
            }
            case INTEGER -> {
                if (!node.isIntegralNumber()) throw mismatch(node, path, "int32");
            }
            case BOOLEAN -> {
                if (!node.isBoolean()) throw mismatch(node, path, "bool");
            }
            case BYTES -> {
                if (!node.isTextual()) throw mismatch(node, path, "[]uint8");
                try {
                    Base64.getDecoder().decode(node.asText());
                } catch (IllegalArgumentException e) {
                    throw ApiFailure.badRequest("illegal base64 data at " + path.substring(1));
                }
            }
            default -> {}
        }
    }

    private static ApiFailure mismatch(JsonNode node, String path, String type) {
        String given = node.getNodeType().name().toLowerCase(java.util.Locale.ROOT);
        return ApiFailure.badRequest(
                "json: cannot unmarshal " + given + " into Go struct field " + path.substring(1) + " of type " + type);
    }
}
