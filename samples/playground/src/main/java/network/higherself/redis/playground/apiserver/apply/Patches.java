package network.higherself.redis.playground.apiserver.apply;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.zjsonpatch.JsonPatch;
import io.fabric8.zjsonpatch.JsonPatchException;
import java.util.ArrayList;
import java.util.List;
import network.higherself.redis.playground.apiserver.model.ApiFailure;
import network.higherself.redis.playground.apiserver.model.Json;
import network.higherself.redis.playground.apiserver.schema.Schema;

/** The three kinds of patch that are no apply. Each answers a tree of its own. */
public final class Patches {
    private static final String DIRECTIVE = "$patch";
    private static final String DELETE_ITEMS = "$deleteFromPrimitiveList/";
    private static final String ORDER = "$setElementOrder/";
    private static final String RETAIN = "$retainKeys";

    private Patches() {}

    /** RFC 6902. */
    public static JsonNode json(JsonNode live, JsonNode patch) {
        try {
            return JsonPatch.apply(patch, live.deepCopy());
        } catch (JsonPatchException e) {
            throw new ApiFailure(422, "Invalid", "the server rejected our request due to an error in our request");
        }
    }

    /** RFC 7396. */
    public static JsonNode merge(JsonNode live, JsonNode patch) {
        if (!patch.isObject()) return patch.deepCopy();
        ObjectNode result = live != null && live.isObject() ? live.deepCopy() : Json.object();
        patch.properties().forEach(e -> {
            if (e.getValue().isNull()) result.remove(e.getKey());
            else result.set(e.getKey(), merge(result.get(e.getKey()), e.getValue()));
        });
        return result;
    }

    /** A strategic merge patch: lists of objects are merged by the first key of their schema. */
    public static ObjectNode strategic(Schema schema, JsonNode live, JsonNode patch) {
        ObjectNode result = live != null && live.isObject() ? live.deepCopy() : Json.object();
        if (Json.text(patch, DIRECTIVE).equals("replace")) {
            ObjectNode replaced = patch.deepCopy();
            replaced.remove(DIRECTIVE);
            return replaced;
        }
        JsonNode retained = patch.path(RETAIN);
        if (retained.isArray()) result.retain(Json.strings(retained));
        patch.properties().forEach(e -> member(schema, result, e.getKey(), e.getValue(), patch));
        return result;
    }

    private static void member(Schema schema, ObjectNode result, String name, JsonNode value, JsonNode patch) {
        if (name.startsWith(DELETE_ITEMS)) {
            if (result.get(name.substring(DELETE_ITEMS.length())) instanceof ArrayNode items) {
                List<JsonNode> deleted = new ArrayList<>();
                value.forEach(deleted::add);
                for (int i = items.size() - 1; i >= 0; i--) if (deleted.contains(items.get(i))) items.remove(i);
            }
            return;
        }
        if (name.startsWith("$")) return;
        Schema member = Elements.member(schema, name);
        if (value.isNull()) {
            result.remove(name);
        } else if (value.isObject()) {
            if (Json.text(value, DIRECTIVE).equals("delete")) result.remove(name);
            else result.set(name, strategic(member, result.get(name), value));
        } else if (value.isArray() && member != null && mergesItems(member)) {
            JsonNode order = patch.path(ORDER + name);
            result.set(name, ordered(member, list(member, result.path(name), value), order));
        } else {
            result.set(name, value.deepCopy());
        }
    }

    private static boolean mergesItems(Schema list) {
        return list.isSet() || list.isListMap();
    }

    private static ArrayNode list(Schema schema, JsonNode live, JsonNode patch) {
        ArrayNode result = live.isArray() ? live.deepCopy() : Json.array();
        for (JsonNode item : patch) {
            if (Json.text(item, DIRECTIVE).equals("replace")) {
                result.removeAll();
                patch.forEach(each -> {
                    if (!each.has(DIRECTIVE)) result.add(each.deepCopy());
                });
                return result;
            }
        }
        for (JsonNode item : patch) {
            int index = indexOf(schema, result, item);
            if (Json.text(item, DIRECTIVE).equals("delete")) {
                if (index >= 0) result.remove(index);
            } else if (index < 0) {
                result.add(schema.isSet() ? item.deepCopy() : strategic(schema.items(), null, item));
            } else if (!schema.isSet()) {
                result.set(index, strategic(schema.items(), result.get(index), item));
            }
        }
        return result;
    }

    private static int indexOf(Schema schema, JsonNode list, JsonNode item) {
        for (int i = 0; i < list.size(); i++) if (same(schema, list.get(i), item)) return i;
        return -1;
    }

    private static boolean same(Schema schema, JsonNode a, JsonNode b) {
        if (schema.isSet()) return a.equals(b);
        String key = schema.keys().get(0);
        return a.path(key).equals(b.path(key));
    }

    // Items that the order does not name stay behind the one they followed.
    private static ArrayNode ordered(Schema schema, ArrayNode list, JsonNode order) {
        if (!order.isArray()) return list;
        ArrayNode result = Json.array();
        List<JsonNode> unnamed = new ArrayList<>();
        for (JsonNode item : list) {
            if (indexOf(schema, order, item) < 0) unnamed.add(item);
        }
        order.forEach(named -> {
            int index = indexOf(schema, list, named);
            if (index >= 0) result.add(list.get(index));
        });
        unnamed.forEach(result::add);
        return result;
    }
}
