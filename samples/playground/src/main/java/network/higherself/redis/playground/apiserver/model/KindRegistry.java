package network.higherself.redis.playground.apiserver.model;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import network.higherself.redis.playground.apiserver.schema.CelRules;
import network.higherself.redis.playground.apiserver.schema.OpenApiReader;
import network.higherself.redis.playground.apiserver.schema.Schema;

/** All kinds that are served now: the built-in ones and those of the CustomResourceDefinitions. */
public final class KindRegistry {
    private final BuiltinKinds builtin;
    private volatile Map<String, Kind> kinds = new LinkedHashMap<>();
    private final Map<String, List<Kind>> ofDefinition = new HashMap<>();

    public KindRegistry(BuiltinKinds builtin) {
        this.builtin = builtin;
        builtin.kinds().forEach(kind -> kinds.put(key(kind.group(), kind.version(), kind.plural()), kind));
    }

    private static String key(String group, String version, String plural) {
        return group + "/" + version + "/" + plural;
    }

    public Optional<Kind> find(String group, String version, String plural) {
        return Optional.ofNullable(kinds.get(key(group, version, plural)));
    }

    /** The built-in kind of that name; for the server's own use. */
    public Kind builtin(String group, String plural) {
        return builtin.kinds().stream()
                .filter(kind -> kind.is(group, plural))
                .findFirst()
                .orElseThrow();
    }

    public Collection<Kind> all() {
        return kinds.values();
    }

    public BuiltinKinds builtins() {
        return builtin;
    }

    /** Group versions in the order of their appearance, reviews included. */
    public Map<String, Set<String>> versionsByGroup() {
        Map<String, Set<String>> found = new LinkedHashMap<>();
        all().forEach(kind ->
                found.computeIfAbsent(kind.group(), g -> new LinkedHashSet<>()).add(kind.version()));
        builtin.reviews()
                .values()
                .forEach(review -> found.computeIfAbsent(review.group(), g -> new LinkedHashSet<>())
                        .add(review.version()));
        return found;
    }

    /** Serves what the definition says from now on. */
    public synchronized void define(JsonNode definition) throws CelRules.Unusable {
        List<Kind> defined = new ArrayList<>();
        for (JsonNode version : definition.path("spec").path("versions")) {
            if (version.path("served").asBoolean()) defined.add(custom(definition.get("spec"), version));
        }
        String name = Json.text(definition, "metadata", "name");
        Map<String, Kind> next = without(name);
        defined.forEach(kind -> next.put(key(kind.group(), kind.version(), kind.plural()), kind));
        ofDefinition.put(name, defined);
        kinds = next;
    }

    public synchronized List<Kind> definedBy(String definition) {
        return ofDefinition.getOrDefault(definition, List.of());
    }

    public synchronized void remove(String definition) {
        kinds = without(definition);
        ofDefinition.remove(definition);
    }

    private Map<String, Kind> without(String definition) {
        Map<String, Kind> next = new LinkedHashMap<>(kinds);
        definedBy(definition).forEach(kind -> next.remove(key(kind.group(), kind.version(), kind.plural())));
        return next;
    }

    private Kind custom(JsonNode spec, JsonNode version) throws CelRules.Unusable {
        JsonNode names = spec.path("names");
        JsonNode openApi = version.path("schema").path("openAPIV3Schema");
        Schema schema = OpenApiReader.resource(openApi, builtin.schemas().objectMeta());
        List<JsonNode> columns = new ArrayList<>();
        version.path("additionalPrinterColumns").forEach(columns::add);
        if (columns.isEmpty()) {
            columns.add(Json.object()
                    .put("name", "Age")
                    .put("type", "date")
                    .put("jsonPath", ".metadata.creationTimestamp"));
        }
        Map<String, String> selectable = new HashMap<>();
        version.path("selectableFields").forEach(field -> {
            String path = Json.text(field, "jsonPath");
            selectable.put(path.substring(1), path);
        });
        JsonNode subresources = version.path("subresources");
        Set<String> served = new LinkedHashSet<>();
        subresources.fieldNames().forEachRemaining(served::add);
        JsonNode scale = subresources.path("scale");
        String group = Json.text(spec, "group");
        String plural = Json.text(names, "plural");
        return new Kind(
                group,
                Json.text(version, "name"),
                plural,
                Json.text(names, "singular"),
                Json.text(names, "kind"),
                plural + "." + group,
                Json.text(spec, "scope").equals("Namespaced"),
                true,
                Json.strings(names.path("shortNames")),
                Json.strings(names.path("categories")),
                served,
                schema,
                CelRules.compile(schema),
                columns,
                selectable,
                Map.of(),
                Map.of(
                        "spec", Json.text(scale, "specReplicasPath"),
                        "status", Json.text(scale, "statusReplicasPath"),
                        "selector", Json.text(scale, "labelSelectorPath")));
    }
}
