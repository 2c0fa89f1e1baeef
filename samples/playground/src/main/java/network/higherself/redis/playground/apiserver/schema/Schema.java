package network.higherself.redis.playground.apiserver.schema;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import network.higherself.redis.playground.apiserver.model.Json;

/**
 * The structure of a value: what defaulting, pruning, merging and field ownership need to know.
 *
 * <p>Types of built-in kinds refer to themselves (a JSONSchemaProps has properties), so a schema is filled after it is
 * made; from then on it is not changed.
 */
public final class Schema {
    /** {@code ANY} is a value that is kept as it is. */
    public enum Type {
        OBJECT,
        ARRAY,
        STRING,
        BYTES,
        INTEGER,
        NUMBER,
        BOOLEAN,
        INT_OR_STRING,
        QUANTITY,
        ANY
    }

    /** How a list's items are told apart when two writers' lists are merged. */
    public enum ListKind {
        ATOMIC,
        SET,
        MAP
    }

    final Map<String, Schema> properties;
    Type type = Type.ANY;
    String name = "";
    Schema items;
    Schema additional;
    boolean preserveUnknown;
    boolean nullable;
    boolean atomic;
    ListKind listKind = ListKind.ATOMIC;
    List<String> keys = List.of();
    JsonNode defaultValue = MissingNode.getInstance();
    JsonNode source = Json.object();

    Schema() {
        this(new LinkedHashMap<>());
    }

    Schema(Map<String, Schema> properties) {
        this.properties = properties;
    }

    public Type type() {
        return type;
    }

    /** The name of a built-in type, empty for a custom resource's. */
    public String name() {
        return name;
    }

    public Map<String, Schema> properties() {
        return properties;
    }

    public Schema items() {
        return items;
    }

    /** The schema of a map's values; null if this is no map. */
    public Schema additional() {
        return additional;
    }

    public boolean preservesUnknown() {
        return preserveUnknown;
    }

    public boolean nullable() {
        return nullable;
    }

    /** Whether the value is owned and replaced as a whole. */
    public boolean atomic() {
        return atomic || (type == Type.ARRAY && listKind == ListKind.ATOMIC);
    }

    public ListKind listKind() {
        return listKind;
    }

    public List<String> keys() {
        return keys;
    }

    /** The default, or a missing node. */
    public JsonNode defaultValue() {
        return defaultValue;
    }

    /** What the OpenAPI document of a custom resource says of this value. */
    public JsonNode source() {
        return source;
    }

    /** The schema of a member, or null where none is known. */
    public Schema member(String member) {
        Schema found = properties.get(member);
        return found != null ? found : additional;
    }

    public boolean isSet() {
        return listKind == ListKind.SET;
    }

    public boolean isListMap() {
        return listKind == ListKind.MAP;
    }
}
