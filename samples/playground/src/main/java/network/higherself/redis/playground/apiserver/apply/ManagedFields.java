package network.higherself.redis.playground.apiserver.apply;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import network.higherself.redis.playground.apiserver.model.ApiFailure;
import network.higherself.redis.playground.apiserver.model.Json;
import network.higherself.redis.playground.apiserver.model.Kind;

/** Who owns which fields of an object ({@code metadata.managedFields}), through updates and applies. */
public final class ManagedFields {
    private static final FieldSet NEVER_OWNED = List.of(
                    "name",
                    "namespace",
                    "creationTimestamp",
                    "selfLink",
                    "uid",
                    "generation",
                    "managedFields",
                    "resourceVersion",
                    "deletionTimestamp",
                    "deletionGracePeriodSeconds",
                    "generateName")
            .stream()
            .map(name -> FieldSet.of("metadata", name))
            .reduce(FieldSet.of("apiVersion").union(FieldSet.of("kind")), FieldSet::union);

    /** Who writes, and through which subresource (empty for none). */
    public record Writer(String name, String subresource) {}

    private record Key(String name, String operation, String apiVersion, String subresource) {}

    private record Entry(FieldSet fields, String time) {}

    private final Map<Key, Entry> entries = new LinkedHashMap<>();
    private final Kind kind;

    private ManagedFields(Kind kind, JsonNode object) {
        this.kind = kind;
        for (JsonNode entry : Json.at(object, "metadata", "managedFields")) {
            Key key = new Key(
                    Json.text(entry, "manager"),
                    Json.text(entry, "operation"),
                    Json.text(entry, "apiVersion"),
                    Json.text(entry, "subresource"));
            entries.put(key, new Entry(FieldSet.fromJson(entry.path("fieldsV1")), Json.text(entry, "time")));
        }
    }

    /** Records a write on the object: the writer owns what it added or changed, and whoever owned that no longer does. */
    public static void recordUpdate(Kind kind, JsonNode before, ObjectNode after, Writer writer) {
        ManagedFields managed = new ManagedFields(kind, before);
        Ownership.Difference difference = managed.takeOver(before, after, writer, null, true);
        Key key = new Key(writer.name(), "Update", kind.apiVersion(), writer.subresource());
        Entry own = managed.entries.get(key);
        FieldSet had = own == null ? new FieldSet() : own.fields();
        FieldSet fields = had.minus(difference.removed())
                .union(difference.modified())
                .union(managed.ownable(difference.added(), writer));
        fields = managed.ownable(fields, writer);
        if (fields.isEmpty()) {
            managed.entries.remove(key);
        } else if (own == null || !difference.isEmpty()) {
            boolean same = own != null && own.fields().toJson().equals(fields.toJson());
            managed.entries.put(key, new Entry(fields, same ? own.time() : Json.now()));
        }
        managed.write(after);
    }

    /**
     * The object after an applied configuration, with its managed fields.
     *
     * @param live an object without members if there is none
     * @throws ApiFailure 409 if others own what it changes, and it is not forced
     */
    public static ObjectNode apply(Kind kind, JsonNode live, ObjectNode configuration, Writer writer, boolean force) {
        ManagedFields managed = new ManagedFields(kind, live);
        Key key = managed.entries.keySet().stream()
                .filter(k -> k.name().equals(writer.name())
                        && k.operation().equals("Apply")
                        && k.subresource().equals(writer.subresource()))
                .findFirst()
                .orElse(new Key(writer.name(), "Apply", kind.apiVersion(), writer.subresource()));
        Entry last = managed.entries.get(key);
        FieldSet fields = managed.ownable(Ownership.fieldsOf(kind.schema(), configuration), writer);
        JsonNode merged = Ownership.merge(kind.schema(), live, configuration);
        boolean same = last != null && last.fields().toJson().equals(fields.toJson());
        managed.entries.put(key, new Entry(fields, same ? last.time() : Json.now()));
        if (last != null && !same) {
            FieldSet owned = managed.entries.values().stream()
                    .map(entry -> entry.fields().withNamedFields())
                    .reduce(new FieldSet(), FieldSet::union);
            FieldSet dropped = last.fields().withNamedFields().minus(owned);
            merged = Ownership.remove(kind.schema(), merged, dropped);
        }
        managed.takeOver(live, merged, writer, key, force);
        ObjectNode result = merged.deepCopy();
        if (fields.isEmpty()) managed.entries.remove(key);
        managed.write(result);
        return result;
    }

    private Ownership.Difference takeOver(JsonNode before, JsonNode after, Writer writer, Key self, boolean force) {
        Ownership.Difference difference = Ownership.difference(kind.schema(), before, after);
        FieldSet changed = difference.modified().union(difference.added());
        Key own = self != null ? self : new Key(writer.name(), "Update", kind.apiVersion(), writer.subresource());
        Map<Key, FieldSet> conflicts = new LinkedHashMap<>();
        entries.forEach((key, entry) -> {
            FieldSet conflict = entry.fields().and(changed);
            if (!key.equals(own) && !conflict.isEmpty()) conflicts.put(key, conflict);
        });
        if (!force && !conflicts.isEmpty()) throw conflict(conflicts);
        for (Key key : List.copyOf(entries.keySet())) {
            if (key.equals(own)) continue;
            Entry entry = entries.get(key);
            FieldSet left = entry.fields()
                    .minus(conflicts.getOrDefault(key, new FieldSet()))
                    .minus(difference.removed());
            if (left.isEmpty()) entries.remove(key);
            else entries.put(key, new Entry(left, entry.time()));
        }
        return difference;
    }

    private FieldSet ownable(FieldSet fields, Writer writer) {
        FieldSet left = fields.without(NEVER_OWNED);
        FieldSet metadata = left.children.get("f:metadata");
        if (metadata != null) {
            metadata.member = false;
            if (metadata.isEmpty()) left.children.remove("f:metadata");
        }
        if (writer.subresource().equals("status")) {
            left.children.keySet().retainAll(List.of("f:status", "f:metadata"));
        } else if (kind.has("status") && !kind.is("", "nodes")) {
            left.children.remove("f:status");
        }
        left.member = false;
        return left;
    }

    private static ApiFailure conflict(Map<Key, FieldSet> conflicts) {
        ObjectNode details = Json.object();
        ArrayNode causes = details.putArray("causes");
        Map<String, List<String>> byManager = new LinkedHashMap<>();
        conflicts.forEach((key, fields) -> {
            String who = shown(key);
            for (String path : fields.paths()) {
                causes.addObject()
                        .put("reason", "FieldManagerConflict")
                        .put("message", "conflict with " + who)
                        .put("field", path);
                byManager.computeIfAbsent(who, w -> new ArrayList<>()).add(path);
            }
        });
        String shown = causes.size() == 1
                ? Json.text(causes.get(0), "message") + ": " + Json.text(causes.get(0), "field")
                : byManager.entrySet().stream()
                        .map(e -> "conflicts with " + e.getKey() + ":\n- " + String.join("\n- ", e.getValue()))
                        .collect(Collectors.joining("\n"));
        String count = causes.size() == 1 ? "1 conflict: " : causes.size() + " conflicts: ";
        return new ApiFailure(409, "Conflict", "Apply failed with " + count + shown, details);
    }

    private static String shown(Key key) {
        String name = '"' + key.name() + '"';
        if (!key.operation().equals("Update")) return name;
        String through = key.subresource().isEmpty() ? "" : " with subresource \"" + key.subresource() + '"';
        return name + through + " using " + key.apiVersion();
    }

    private void write(ObjectNode object) {
        ObjectNode metadata = Json.child(object, "metadata");
        metadata.remove("managedFields");
        if (entries.isEmpty()) return;
        ArrayNode list = metadata.putArray("managedFields");
        entries.entrySet().stream()
                .sorted(Comparator.comparing(
                                (Map.Entry<Key, Entry> e) -> e.getKey().operation())
                        .thenComparing(e -> e.getValue().time())
                        .thenComparing(e -> e.getKey().name())
                        .thenComparing(e -> e.getKey().subresource()))
                .forEach(e -> {
                    ObjectNode entry = list.addObject()
                            .put("manager", e.getKey().name())
                            .put("operation", e.getKey().operation())
                            .put("apiVersion", e.getKey().apiVersion())
                            .put("time", e.getValue().time())
                            .put("fieldsType", "FieldsV1");
                    entry.set("fieldsV1", e.getValue().fields().toJson());
                    if (!e.getKey().subresource().isEmpty()) {
                        entry.put("subresource", e.getKey().subresource());
                    }
                });
    }
}
