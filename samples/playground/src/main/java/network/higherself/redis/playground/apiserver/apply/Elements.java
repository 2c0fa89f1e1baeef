package network.higherself.redis.playground.apiserver.apply;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeSet;
import network.higherself.redis.playground.apiserver.model.Json;
import network.higherself.redis.playground.apiserver.schema.Schema;

/** The items of a set or of a list map by their path elements. */
final class Elements {
    private static final Schema UNKNOWN = null;

    private Elements() {}

    /** The items in their order; of two with one key the later. */
    static Map<String, JsonNode> of(Schema list, JsonNode items) {
        Map<String, JsonNode> found = new LinkedHashMap<>();
        if (items != null && items.isArray()) items.forEach(item -> found.put(element(list, item), item));
        return found;
    }

    static String element(Schema list, JsonNode item) {
        if (list.isSet()) return "v:" + item;
        ObjectNode key = Json.object();
        // A key that was left out counts with its default, so that it is found again once it has been set.
        for (String name : new TreeSet<>(list.keys())) {
            JsonNode value = item.path(name);
            if (Json.isBlank(value)) {
                Schema member = list.items().member(name);
                value = member == UNKNOWN ? value : member.defaultValue();
            }
            if (!Json.isBlank(value)) key.set(name, value);
        }
        return "k:" + key;
    }

    /** Whether the value is merged member by member. */
    static boolean isGranularMap(Schema schema, JsonNode value) {
        return value != null && value.isObject() && (schema == null || !schema.atomic());
    }

    /** Whether the value is merged item by item. */
    static boolean isGranularList(Schema schema, JsonNode value) {
        return value != null && value.isArray() && schema != null && !schema.atomic();
    }

    static Schema member(Schema schema, String name) {
        return schema == null ? UNKNOWN : schema.member(name);
    }
}
