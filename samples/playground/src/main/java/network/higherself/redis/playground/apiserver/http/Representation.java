package network.higherself.redis.playground.apiserver.http;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayOutputStream;
import java.util.List;
import network.higherself.redis.playground.apiserver.discovery.Tables;
import network.higherself.redis.playground.apiserver.model.Json;
import network.higherself.redis.playground.apiserver.model.Kind;
import network.higherself.redis.playground.apiserver.resource.Decoding;
import network.higherself.redis.playground.apiserver.store.Stored;

/** The form in which a client wants objects: as they are, as a table's rows, or their metadata alone. */
enum Representation {
    PLAIN,
    TABLE,
    METADATA;

    static Representation accepted(String accept) {
        for (String part : accept.split(",")) {
            if (part.contains("as=Table") && part.contains("json")) return TABLE;
            if (part.contains("as=PartialObjectMetadata") && part.contains("json")) return METADATA;
            if (part.trim().equals("application/json")) return PLAIN;
        }
        return PLAIN;
    }

    byte[] one(Kind kind, ObjectNode object, String includeObject) {
        ObjectNode shown = Decoding.shown(kind, object);
        return switch (this) {
            case PLAIN -> Json.bytes(shown);
            case TABLE ->
                Json.bytes(Tables.table(
                        kind, List.of(shown), Json.text(shown, "metadata", "resourceVersion"), includeObject));
            case METADATA -> Json.bytes(metadata(shown));
        };
    }

    byte[] one(Kind kind, Stored stored, String includeObject) {
        ObjectNode shown = Decoding.shown(kind, stored.object());
        return this == PLAIN && shown == stored.object() ? stored.bytes() : one(kind, shown, includeObject);
    }

    byte[] list(Kind kind, List<Stored> found, ObjectNode listMeta, String includeObject) {
        return switch (this) {
            case TABLE -> {
                List<ObjectNode> shown = found.stream()
                        .map(s -> Decoding.shown(kind, s.object()))
                        .toList();
                ObjectNode table = Tables.table(kind, shown, Json.text(listMeta, "resourceVersion"), includeObject);
                table.set("metadata", listMeta);
                yield Json.bytes(table);
            }
            case METADATA -> {
                ObjectNode list =
                        Json.object().put("kind", "PartialObjectMetadataList").put("apiVersion", "meta.k8s.io/v1");
                list.set("metadata", listMeta);
                ArrayNode items = list.putArray("items");
                found.forEach(stored -> items.add(metadata(stored.object())));
                yield Json.bytes(list);
            }
            case PLAIN -> plainList(kind, found, listMeta);
        };
    }

    // Built from the objects' own bytes: a list of thousands is not serialised anew for every client.
    private byte[] plainList(Kind kind, List<Stored> found, ObjectNode listMeta) {
        ObjectNode list = Json.object().put("kind", kind.kind() + "List").put("apiVersion", kind.apiVersion());
        list.set("metadata", listMeta);
        list.putArray("items");
        byte[] frame = Json.bytes(list);
        ByteArrayOutputStream out = new ByteArrayOutputStream(frame.length + found.size() * 1024);
        out.write(frame, 0, frame.length - 2);
        for (int i = 0; i < found.size(); i++) {
            if (i > 0) out.write(',');
            out.writeBytes(one(kind, found.get(i), ""));
        }
        out.write(frame, frame.length - 2, 2);
        return out.toByteArray();
    }

    private static ObjectNode metadata(ObjectNode object) {
        ObjectNode partial = Json.object().put("kind", "PartialObjectMetadata").put("apiVersion", "meta.k8s.io/v1");
        partial.set("metadata", object.path("metadata"));
        return partial;
    }
}
