package network.higherself.redis.playground.apiserver.schema;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.FileDescriptor;
import io.kubernetes.client.proto.Meta;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import network.higherself.redis.playground.apiserver.model.Json;
import network.higherself.redis.playground.apiserver.schema.Schema.ListKind;
import network.higherself.redis.playground.apiserver.schema.Schema.Type;

/**
 * The schemas of built-in types: their members come from Kubernetes' own protobuf descriptors, and what those do not say
 * (list keys, atomic types, defaults) from the table beside them.
 */
public final class ProtoSchemas {
    /** Go embeds these structs, so that their members appear in JSON on the level of the struct around them. */
    static final Set<String> INLINED = Set.of(
            "localObjectReference", "volumeSource", "handler", "persistentVolumeSource", "ephemeralContainerCommon");

    private final JsonNode types;
    private final Set<String> atomic;
    private final Map<String, Schema> byName = new LinkedHashMap<>();
    private final Map<String, FileDescriptor> files = new HashMap<>();

    /** @param table members {@code types} and {@code atomic} of the table of built-in kinds */
    public ProtoSchemas(JsonNode table) {
        types = table.path("types");
        atomic = Set.copyOf(Json.strings(table.path("atomic")));
    }

    /** Makes the types of a generated protobuf class known under an API version. */
    public void register(String apiVersion, FileDescriptor file) {
        files.put(apiVersion, file);
    }

    /** The protobuf message of a kind. */
    public Optional<Descriptor> message(String apiVersion, String kind) {
        FileDescriptor file = files.get(apiVersion);
        Descriptor found = file == null ? null : file.findMessageTypeByName(kind);
        if (found == null) found = Meta.getDescriptor().findMessageTypeByName(kind);
        return Optional.ofNullable(found);
    }

    public Schema schema(String apiVersion, String kind) {
        return of(message(apiVersion, kind)
                .orElseThrow(() -> new IllegalStateException("no built-in type " + apiVersion + " " + kind)));
    }

    public Schema objectMeta() {
        return of(Meta.ObjectMeta.getDescriptor());
    }

    /** Every built-in type met so far, by its full name. */
    public Map<String, Schema> known() {
        return byName;
    }

    private Schema of(Descriptor message) {
        String name = message.getFullName();
        Schema known = byName.get(name);
        if (known != null) return known;
        Schema schema = new Schema();
        switch (message.getName()) {
            case "Time", "MicroTime", "Timestamp", "Duration" -> schema.type = Type.STRING;
            case "Quantity" -> schema.type = Type.QUANTITY;
            case "IntOrString" -> schema.type = Type.INT_OR_STRING;
            case "FieldsV1", "RawExtension", "JSON", "JSONSchemaProps" -> schema.preserveUnknown = true;
            default -> {
                List<FieldDescriptor> fields = message.getFields();
                boolean list = fields.size() == 1 && fields.get(0).getName().equals("items");
                if (list && !fields.get(0).getJavaType().equals(FieldDescriptor.JavaType.MESSAGE)) {
                    schema.type = Type.ARRAY;
                    schema.items = scalar(fields.get(0));
                } else {
                    schema.type = Type.OBJECT;
                    schema.name = name.replaceFirst("^k8s\\.io", "io.k8s");
                    byName.put(name, schema);
                    fill(schema, message, types.path(message.getName()));
                }
            }
        }
        return schema;
    }

    private void fill(Schema schema, Descriptor message, JsonNode notes) {
        schema.atomic = atomic.contains(message.getName());
        for (FieldDescriptor field : message.getFields()) {
            if (INLINED.contains(field.getName())) {
                schema.properties.putAll(of(field.getMessageType()).properties);
                continue;
            }
            if (field.getName().equals("metadata")
                    && field.getMessageType().getName().equals("ObjectMeta")) {
                schema.properties.put("apiVersion", string());
                schema.properties.put("kind", string());
            }
            schema.properties.put(field.getName(), member(field, notes));
        }
    }

    private Schema member(FieldDescriptor field, JsonNode notes) {
        JsonNode defaultValue = notes.path("defaults").path(field.getName());
        Schema value = field.isMapField() ? map(field, notes) : field.isRepeated() ? list(field, notes) : single(field);
        if (defaultValue.isMissingNode()) return value;
        Schema own = copy(value);
        own.defaultValue = defaultValue;
        return own;
    }

    private Schema list(FieldDescriptor field, JsonNode notes) {
        Schema list = new Schema();
        list.type = Type.ARRAY;
        list.items = single(field);
        String keys = field.getName().equals("conditions") ? "type" : Json.text(notes, "keys", field.getName());
        if (keys.equals("set")) {
            list.listKind = ListKind.SET;
        } else if (!keys.isEmpty()) {
            list.listKind = ListKind.MAP;
            list.keys = Arrays.asList(keys.split(" "));
        }
        return list;
    }

    private Schema map(FieldDescriptor field, JsonNode notes) {
        Schema map = new Schema();
        map.type = Type.OBJECT;
        map.additional = single(field.getMessageType().findFieldByName("value"));
        map.atomic = Json.text(notes, "keys", field.getName()).equals("atomic");
        return map;
    }

    private Schema single(FieldDescriptor field) {
        return field.getJavaType() == FieldDescriptor.JavaType.MESSAGE ? of(field.getMessageType()) : scalar(field);
    }

    private static Schema scalar(FieldDescriptor field) {
        Schema schema = new Schema();
        schema.type = switch (field.getJavaType()) {
            case INT, LONG -> Type.INTEGER;
            case FLOAT, DOUBLE -> Type.NUMBER;
            case BOOLEAN -> Type.BOOLEAN;
            case BYTE_STRING -> Type.BYTES;
            default -> Type.STRING;
        };
        return schema;
    }

    private static Schema string() {
        Schema schema = new Schema();
        schema.type = Type.STRING;
        return schema;
    }

    // The members are shared, not copied: a recursive type may still be filling them.
    private static Schema copy(Schema of) {
        Schema copy = new Schema(of.properties);
        copy.type = of.type;
        copy.name = of.name;
        copy.items = of.items;
        copy.additional = of.additional;
        copy.preserveUnknown = of.preserveUnknown;
        copy.atomic = of.atomic;
        copy.listKind = of.listKind;
        copy.keys = of.keys;
        return copy;
    }
}
