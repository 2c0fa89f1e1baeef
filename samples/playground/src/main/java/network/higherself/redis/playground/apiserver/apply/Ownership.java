package network.higherself.redis.playground.apiserver.apply;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import network.higherself.redis.playground.apiserver.schema.Schema;

/** Which fields a value has, and which differ between two values, as structured-merge-diff counts them. */
final class Ownership {
    private Ownership() {}

    /** The fields that an applied configuration names. */
    static FieldSet fieldsOf(Schema schema, JsonNode value) {
        FieldSet set = new FieldSet();
        collect(schema, value, set);
        return set;
    }

    private static void collect(Schema schema, JsonNode value, FieldSet set) {
        if (Elements.isGranularMap(schema, value)) {
            value.properties().forEach(e -> {
                Schema member = Elements.member(schema, e.getKey());
                JsonNode item = e.getValue();
                FieldSet child = set.child("f:" + e.getKey());
                collect(member, item, child);
                boolean declared = schema != null && schema.properties().containsKey(e.getKey());
                if (item.isNull() || (item.isContainerNode() && item.isEmpty()) || !declared) child.member = true;
            });
        } else if (Elements.isGranularList(schema, value)) {
            Elements.of(schema, value).forEach((element, item) -> {
                FieldSet child = set.child(element);
                collect(schema.items(), item, child);
                child.member = true;
            });
        } else {
            set.member = true;
        }
    }

    /** What a change of a value touched. */
    record Difference(FieldSet added, FieldSet removed, FieldSet modified) {
        boolean isEmpty() {
            return added.isEmpty() && removed.isEmpty() && modified.isEmpty();
        }
    }

    static Difference difference(Schema schema, JsonNode before, JsonNode after) {
        Difference difference = new Difference(new FieldSet(), new FieldSet(), new FieldSet());
        compare(schema, before, after, difference.added(), difference.removed(), difference.modified());
        return new Difference(
                trimmed(difference.added()), trimmed(difference.removed()), trimmed(difference.modified()));
    }

    private static void compare(
            Schema schema, JsonNode before, JsonNode after, FieldSet added, FieldSet removed, FieldSet modified) {
        if (before == after) return;
        boolean empty = (before == null || before.isEmpty()) && (after == null || after.isEmpty());
        JsonNode some = after != null ? after : before;
        boolean sameForm = before == null || after == null || before.getNodeType() == after.getNodeType();
        boolean map = sameForm && !empty && Elements.isGranularMap(schema, some);
        boolean list = sameForm && !empty && Elements.isGranularList(schema, some);
        if (map) {
            Set<String> names = new TreeSet<>();
            if (before != null) before.fieldNames().forEachRemaining(names::add);
            if (after != null) after.fieldNames().forEachRemaining(names::add);
            for (String name : names) {
                compare(
                        Elements.member(schema, name),
                        before == null ? null : before.get(name),
                        after == null ? null : after.get(name),
                        added.child("f:" + name),
                        removed.child("f:" + name),
                        modified.child("f:" + name));
            }
        } else if (list) {
            Map<String, JsonNode> old = Elements.of(schema, before);
            Map<String, JsonNode> now = Elements.of(schema, after);
            Set<String> elements = new LinkedHashSet<>(old.keySet());
            elements.addAll(now.keySet());
            for (String element : elements) {
                compare(
                        schema.items(),
                        old.get(element),
                        now.get(element),
                        added.child(element),
                        removed.child(element),
                        modified.child(element));
            }
        } else if (before != null && after != null && !before.equals(after)) {
            modified.member = true;
        }
        if (before == null) added.member = true;
        if (after == null) removed.member = true;
    }

    private static FieldSet trimmed(FieldSet set) {
        set.children.values().removeIf(child -> trimmed(child).isEmpty());
        return set;
    }

    /** The live value with the applied configuration laid over it. Neither is changed; parts may be shared. */
    static JsonNode merge(Schema schema, JsonNode live, JsonNode applied) {
        if (applied == null) return live;
        if (live == null) return applied;
        if (Elements.isGranularMap(schema, applied) && live.isObject()) {
            ObjectNode merged = ((ObjectNode) live).objectNode();
            live.properties()
                    .forEach(e -> merged.set(
                            e.getKey(),
                            merge(Elements.member(schema, e.getKey()), e.getValue(), applied.get(e.getKey()))));
            applied.properties().forEach(e -> {
                if (!live.has(e.getKey())) merged.set(e.getKey(), e.getValue());
            });
            return merged;
        }
        if (Elements.isGranularList(schema, applied) && live.isArray()) return mergeLists(schema, live, applied);
        return applied;
    }

    private static ArrayNode mergeLists(Schema schema, JsonNode live, JsonNode applied) {
        Map<String, JsonNode> old = Elements.of(schema, live);
        Map<String, JsonNode> now = Elements.of(schema, applied);
        ArrayNode merged = ((ArrayNode) live).arrayNode();
        Set<String> done = new LinkedHashSet<>();
        // The applied order holds among applied items; the others stay where they were relative to them.
        var next = now.keySet().iterator();
        for (String element : old.keySet()) {
            if (!now.containsKey(element)) {
                merged.add(old.get(element));
                continue;
            }
            while (!done.contains(element)) {
                String ahead = next.next();
                merged.add(merge(schema.items(), old.get(ahead), now.get(ahead)));
                done.add(ahead);
            }
        }
        next.forEachRemaining(ahead -> merged.add(merge(schema.items(), old.get(ahead), now.get(ahead))));
        return merged;
    }

    /** The value without what lies at the given paths. */
    static JsonNode remove(Schema schema, JsonNode value, FieldSet paths) {
        if (paths.children.isEmpty()) return value;
        if (Elements.isGranularMap(schema, value)) {
            ObjectNode kept = ((ObjectNode) value).objectNode();
            value.properties().forEach(e -> {
                FieldSet below = paths.children.get("f:" + e.getKey());
                if (below == null) kept.set(e.getKey(), e.getValue());
                else if (!below.member) {
                    kept.set(e.getKey(), remove(Elements.member(schema, e.getKey()), e.getValue(), below));
                }
            });
            return kept;
        }
        if (Elements.isGranularList(schema, value)) {
            ArrayNode kept = ((ArrayNode) value).arrayNode();
            Elements.of(schema, value).forEach((element, item) -> {
                FieldSet below = paths.children.get(element);
                if (below == null) kept.add(item);
                else if (!below.member) kept.add(remove(schema.items(), item, below));
            });
            return kept;
        }
        return value;
    }
}
