package network.higherself.redis.playground.apiserver.discovery;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import network.higherself.redis.playground.apiserver.model.Json;
import network.higherself.redis.playground.apiserver.model.Kind;
import network.higherself.redis.playground.apiserver.model.KindRegistry;
import network.higherself.redis.playground.apiserver.schema.Schema;

/** OpenAPI v3: the index, and a document for each group version. */
public final class OpenApi {
    private static final String REFERENCE = "#/components/schemas/";

    private final KindRegistry kinds;

    public OpenApi(KindRegistry kinds) {
        this.kinds = kinds;
    }

    /** The document at a path that begins with {@code /openapi/v3}; empty if there is none. */
    public Optional<ObjectNode> document(String path) {
        String groupPath = path.replaceFirst("^/openapi/v3/?", "");
        if (groupPath.isEmpty()) return Optional.of(index());
        List<Kind> served = kinds.all().stream()
                .filter(kind -> pathOf(kind).equals(groupPath))
                .toList();
        return served.isEmpty() ? Optional.empty() : Optional.of(document(served));
    }

    private static String pathOf(Kind kind) {
        return kind.group().isEmpty() ? "api/" + kind.version() : "apis/" + kind.apiVersion();
    }

    private ObjectNode index() {
        ObjectNode index = Json.object();
        ObjectNode paths = index.putObject("paths");
        // The hash lets clients keep a document for as long as its group's kinds are the same.
        kinds.all()
                .forEach(kind -> paths.putObject(pathOf(kind))
                        .put(
                                "serverRelativeURL",
                                "/openapi/v3/" + pathOf(kind) + "?hash=" + System.identityHashCode(kind)));
        return index;
    }

    private ObjectNode document(List<Kind> served) {
        ObjectNode document = Json.object().put("openapi", "3.0.0");
        document.putObject("info").put("title", "Kubernetes").put("version", "v1.36.2");
        ObjectNode paths = document.putObject("paths");
        ObjectNode schemas = document.putObject("components").putObject("schemas");
        for (Kind kind : served) {
            String name = schemaName(kind);
            ObjectNode schema = kind.custom() ? custom(kind, schemas) : builtin(kind.schema(), schemas);
            schema.putArray("x-kubernetes-group-version-kind").add(gvk(kind));
            if (kind.custom()) schemas.set(name, schema);
            String base = "/" + pathOf(kind) + (kind.namespaced() ? "/namespaces/{namespace}/" : "/") + kind.plural();
            ObjectNode collection = paths.putObject(base);
            operation(collection, "get", "list", kind, name);
            operation(collection, "post", "post", kind, name);
            ObjectNode one = paths.putObject(base + "/{name}");
            operation(one, "get", "get", kind, name);
            operation(one, "put", "put", kind, name);
            operation(one, "patch", "patch", kind, name);
            operation(one, "delete", "delete", kind, name);
        }
        return document;
    }

    private static ObjectNode gvk(Kind kind) {
        return Json.object()
                .put("group", kind.group())
                .put("version", kind.version())
                .put("kind", kind.kind());
    }

    private static String schemaName(Kind kind) {
        if (!kind.custom()) return kind.schema().name();
        List<String> parts = Arrays.asList(kind.group().split("\\."));
        Collections.reverse(parts);
        return String.join(".", parts) + "." + kind.version() + "." + kind.kind();
    }

    private static void operation(ObjectNode path, String method, String action, Kind kind, String schema) {
        ObjectNode operation = path.putObject(method).put("x-kubernetes-action", action);
        operation.set("x-kubernetes-group-version-kind", gvk(kind));
        if (List.of("post", "put", "patch").contains(method)) {
            for (String name : new String[] {"dryRun", "fieldManager", "fieldValidation"}) {
                operation
                        .withArrayProperty("parameters")
                        .addObject()
                        .put("name", name)
                        .put("in", "query")
                        .putObject("schema")
                        .put("type", "string")
                        .put("uniqueItems", true);
            }
        }
        operation
                .putObject("responses")
                .putObject("200")
                .put("description", "OK")
                .putObject("content")
                .putObject("application/json")
                .putObject("schema")
                .put("$ref", REFERENCE + schema);
    }

    private ObjectNode custom(Kind kind, ObjectNode schemas) {
        ObjectNode schema = kind.schema().source().deepCopy();
        schema.put("type", "object");
        ObjectNode properties = Json.child(schema, "properties");
        for (String name : new String[] {"apiVersion", "kind"})
            properties.putObject(name).put("type", "string");
        properties.set("metadata", builtinReference(kinds.builtins().schemas().objectMeta(), schemas));
        return schema;
    }

    private static ObjectNode builtinReference(Schema schema, ObjectNode schemas) {
        if (!schemas.has(schema.name())) builtin(schema, schemas);
        ObjectNode reference = Json.object();
        reference.put("description", "").putArray("allOf").addObject().put("$ref", REFERENCE + schema.name());
        return reference;
    }

    /** Describes a built-in type under its name, with everything that it refers to. */
    private static ObjectNode builtin(Schema schema, ObjectNode schemas) {
        if (schemas.get(schema.name()) instanceof ObjectNode known) return known;
        ObjectNode node = schemas.putObject(schema.name()).put("type", "object");
        ObjectNode properties = node.putObject("properties");
        schema.properties().forEach((name, member) -> properties.set(name, value(member, schemas)));
        return node;
    }

    private static JsonNode value(Schema schema, ObjectNode schemas) {
        if (!schema.name().isEmpty()) return builtinReference(schema, schemas);
        ObjectNode node = Json.object();
        switch (schema.type()) {
            case ARRAY -> node.put("type", "array").set("items", value(schema.items(), schemas));
            case OBJECT -> {
                node.put("type", "object");
                if (schema.additional() != null) node.set("additionalProperties", value(schema.additional(), schemas));
            }
            case INTEGER -> node.put("type", "integer").put("format", "int64");
            case NUMBER -> node.put("type", "number");
            case BOOLEAN -> node.put("type", "boolean");
            case STRING, QUANTITY -> node.put("type", "string");
            case BYTES -> node.put("type", "string").put("format", "byte");
            case INT_OR_STRING -> node.put("format", "int-or-string").put("x-kubernetes-int-or-string", true);
            case ANY -> node.put("x-kubernetes-preserve-unknown-fields", true);
        }
        return node;
    }
}
