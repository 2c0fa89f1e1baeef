package network.higherself.redis.playground.apiserver.discovery;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.List;
import network.higherself.redis.playground.apiserver.model.Json;
import network.higherself.redis.playground.apiserver.model.Kind;
import network.higherself.redis.playground.apiserver.resource.JsonPath;

/** Objects as the rows of a table, for {@code kubectl get}. */
public final class Tables {
    private Tables() {}

    /** @param includeObject {@code None}, {@code Object}, or else the metadata of each row's object */
    public static ObjectNode table(Kind kind, List<ObjectNode> objects, String version, String includeObject) {
        ObjectNode table = Json.object().put("kind", "Table").put("apiVersion", "meta.k8s.io/v1");
        table.putObject("metadata").put("resourceVersion", version);
        ArrayNode definitions = table.putArray("columnDefinitions");
        definition(definitions, "Name", "string", "name", "Name must be unique within a namespace.", 0);
        for (JsonNode column : kind.columns()) {
            String name = Json.text(column, "name");
            String about = Json.text(column, "description");
            definition(
                    definitions,
                    name,
                    Json.text(column, "type"),
                    Json.text(column, "format"),
                    about.isEmpty() ? name : about,
                    column.path("priority").asInt());
        }
        ArrayNode rows = table.putArray("rows");
        for (ObjectNode object : objects) {
            ObjectNode row = rows.addObject();
            ArrayNode cells = row.putArray("cells").add(Json.text(object, "metadata", "name"));
            kind.columns().forEach(column -> cells.add(cell(object, column)));
            if (includeObject.equals("Object")) {
                row.set("object", object);
            } else if (!includeObject.equals("None")) {
                row.putObject("object")
                        .put("kind", "PartialObjectMetadata")
                        .put("apiVersion", "meta.k8s.io/v1")
                        .set("metadata", object.path("metadata"));
            }
        }
        return table;
    }

    private static void definition(
            ArrayNode definitions, String name, String type, String format, String about, int priority) {
        definitions
                .addObject()
                .put("name", name)
                .put("type", type)
                .put("format", format)
                .put("description", about)
                .put("priority", priority);
    }

    private static JsonNode cell(ObjectNode object, JsonNode column) {
        var nodes = Json.MAPPER.getNodeFactory();
        if (column.has("template")) return nodes.textNode(Cells.text(object, Json.text(column, "template")));
        List<JsonNode> found = JsonPath.find(object, Json.text(column, "jsonPath"));
        if (found.isEmpty()) return nodes.nullNode();
        JsonNode value = found.get(0);
        return switch (Json.text(column, "type")) {
            case "date" -> nodes.textNode(since(value.asText()));
            case "integer" -> value.isNumber() ? nodes.numberNode(value.asLong()) : nodes.nullNode();
            case "number" -> value.isNumber() ? value : nodes.nullNode();
            case "boolean" -> value.isBoolean() ? value : nodes.nullNode();
            default -> nodes.textNode(value.isContainerNode() ? value.toString() : value.asText());
        };
    }

    private static String since(String time) {
        try {
            return Cells.age(Instant.parse(time));
        } catch (DateTimeParseException e) {
            return "<invalid>";
        }
    }
}
