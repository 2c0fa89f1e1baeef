package network.higherself.redis.playground.apiserver.schema;

import com.fasterxml.jackson.databind.JsonNode;
import network.higherself.redis.playground.apiserver.model.Json;
import network.higherself.redis.playground.apiserver.schema.Schema.ListKind;
import network.higherself.redis.playground.apiserver.schema.Schema.Type;

/** Reads the structural schema of a CustomResourceDefinition. */
public final class OpenApiReader {
    private OpenApiReader() {}

    /** The schema of a whole custom resource; its metadata is that of every kind. */
    public static Schema resource(JsonNode openApi, Schema metadata) {
        Schema root = read(openApi);
        root.type = Type.OBJECT;
        Schema string = new Schema();
        string.type = Type.STRING;
        root.properties.put("apiVersion", string);
        root.properties.put("kind", string);
        root.properties.put("metadata", metadata);
        return root;
    }

    static Schema read(JsonNode node) {
        Schema schema = new Schema();
        schema.source = node;
        schema.type = type(node);
        schema.preserveUnknown =
                node.path("x-kubernetes-preserve-unknown-fields").asBoolean();
        schema.nullable = node.path("nullable").asBoolean();
        schema.defaultValue = node.path("default");
        node.path("properties").properties().forEach(e -> schema.properties.put(e.getKey(), read(e.getValue())));
        if (node.path("additionalProperties").isObject()) schema.additional = read(node.get("additionalProperties"));
        if (node.path("additionalProperties").asBoolean()) schema.preserveUnknown = true;
        if (node.path("items").isObject()) schema.items = read(node.get("items"));
        schema.atomic = Json.text(node, "x-kubernetes-map-type").equals("atomic");
        schema.listKind = switch (Json.text(node, "x-kubernetes-list-type")) {
            case "set" -> ListKind.SET;
            case "map" -> ListKind.MAP;
            default -> ListKind.ATOMIC;
        };
        schema.keys = Json.strings(node.path("x-kubernetes-list-map-keys"));
        return schema;
    }

    private static Type type(JsonNode node) {
        if (node.path("x-kubernetes-int-or-string").asBoolean()) return Type.INT_OR_STRING;
        return switch (Json.text(node, "type")) {
            case "object" -> Type.OBJECT;
            case "array" -> Type.ARRAY;
            case "string" -> Type.STRING;
            case "integer" -> Type.INTEGER;
            case "number" -> Type.NUMBER;
            case "boolean" -> Type.BOOLEAN;
            default -> Type.ANY;
        };
    }
}
