package network.higherself.redis.playground.apiserver.resource;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.function.UnaryOperator;
import network.higherself.redis.playground.apiserver.model.ApiFailure;
import network.higherself.redis.playground.apiserver.model.Json;
import network.higherself.redis.playground.apiserver.model.Kind;
import network.higherself.redis.playground.apiserver.store.Selector;

/** The scale subresource, as a view of an object. */
public final class Scale {
    private final Objects objects;

    public Scale(Objects objects) {
        this.objects = objects;
    }

    public ObjectNode get(Kind kind, String namespace, String name) {
        return view(kind, objects.stored(kind, namespace, name).object());
    }

    private static ObjectNode view(Kind kind, JsonNode object) {
        List<JsonNode> replicas = JsonPath.find(object, kind.scalePaths().get("spec"));
        if (replicas.isEmpty()) {
            throw new ApiFailure(
                    500,
                    "InternalError",
                    "Internal error occurred: the spec replicas field \""
                            + kind.scalePaths().get("spec") + "\" does not exist");
        }
        ObjectNode scale = Json.object().put("kind", "Scale").put("apiVersion", "autoscaling/v1");
        ObjectNode metadata = scale.putObject("metadata");
        for (String field : new String[] {"name", "namespace", "uid", "resourceVersion", "creationTimestamp"}) {
            metadata.set(field, object.path("metadata").path(field));
        }
        scale.putObject("spec").set("replicas", replicas.get(0));
        ObjectNode status = scale.putObject("status");
        status.put("replicas", first(object, kind.scalePaths().get("status")).asInt());
        JsonNode selector = first(object, kind.scalePaths().get("selector"));
        String text = selector.isObject() ? Selector.text(selector) : selector.asText("");
        if (!text.isEmpty()) status.put("selector", text);
        return scale;
    }

    private static JsonNode first(JsonNode object, String path) {
        List<JsonNode> found = path.isEmpty() ? List.of() : JsonPath.find(object, path);
        return found.isEmpty() ? Json.MAPPER.missingNode() : found.get(0);
    }

    /** Replaces or patches: the step turns the present scale into the wanted one. */
    public ObjectNode change(
            Kind kind, String namespace, String name, WriteOptions options, UnaryOperator<ObjectNode> step) {
        ObjectNode written = objects.change(kind, namespace, name, options.on(""), false, live -> {
            ObjectNode present = live.deepCopy();
            if (JsonPath.find(present, kind.scalePaths().get("spec")).isEmpty()) {
                JsonPath.set(
                        present,
                        kind.scalePaths().get("spec"),
                        Json.MAPPER.getNodeFactory().numberNode(0));
            }
            ObjectNode wanted = step.apply(view(kind, present));
            String version = Json.text(wanted, "metadata", "resourceVersion");
            if (!version.isEmpty() && !version.equals(Json.text(live, "metadata", "resourceVersion"))) {
                throw ApiFailure.modified(kind, name);
            }
            JsonPath.set(
                    present,
                    kind.scalePaths().get("spec"),
                    Json.MAPPER
                            .getNodeFactory()
                            .numberNode(wanted.path("spec").path("replicas").asInt()));
            return present;
        });
        return view(kind, written);
    }
}
