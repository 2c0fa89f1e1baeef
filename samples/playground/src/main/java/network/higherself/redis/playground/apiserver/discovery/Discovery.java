package network.higherself.redis.playground.apiserver.discovery;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import network.higherself.redis.playground.apiserver.model.Json;
import network.higherself.redis.playground.apiserver.model.Kind;
import network.higherself.redis.playground.apiserver.model.KindRegistry;

/** The documents that tell a client what is served. */
public final class Discovery {
    private static final List<String> VERBS =
            List.of("delete", "deletecollection", "get", "list", "patch", "create", "update", "watch");

    private final KindRegistry kinds;

    public Discovery(KindRegistry kinds) {
        this.kinds = kinds;
    }

    /** The document at a path below {@code /api}, {@code /apis} or at {@code /version}; empty if there is none. */
    public Optional<ObjectNode> document(String path) {
        String[] parts = path.replaceAll("^/|/$", "").split("/");
        return switch (parts[0]) {
            case "version" -> Optional.of(version());
            case "api" ->
                switch (parts.length) {
                    case 1 -> Optional.of(coreVersions());
                    case 2 -> resources("", parts[1]);
                    default -> Optional.empty();
                };
            case "apis" ->
                switch (parts.length) {
                    case 1 -> Optional.of(groups());
                    case 2 ->
                        Optional.ofNullable(kinds.versionsByGroup().get(parts[1]))
                                .map(versions -> described(group(parts[1], versions), "APIGroup"));
                    case 3 -> resources(parts[1], parts[2]);
                    default -> Optional.empty();
                };
            default -> Optional.empty();
        };
    }

    private static ObjectNode described(ObjectNode document, String kind) {
        return document.put("kind", kind).put("apiVersion", "v1");
    }

    private static ObjectNode version() {
        return Json.object()
                .put("major", "1")
                .put("minor", "36")
                .put("gitVersion", "v1.36.2")
                .put("gitCommit", "playground")
                .put("gitTreeState", "clean")
                .put("buildDate", "2026-01-01T00:00:00Z")
                .put("goVersion", "none")
                .put("compiler", "javac")
                .put("platform", "linux/amd64");
    }

    private static ObjectNode coreVersions() {
        ObjectNode versions = described(Json.object(), "APIVersions");
        versions.putArray("versions").add("v1");
        versions.putArray("serverAddressByClientCIDRs");
        return versions;
    }

    private ObjectNode groups() {
        ObjectNode list = described(Json.object(), "APIGroupList");
        ArrayNode groups = list.putArray("groups");
        kinds.versionsByGroup().forEach((group, versions) -> {
            if (!group.isEmpty()) groups.add(group(group, versions));
        });
        return list;
    }

    private static ObjectNode group(String name, Set<String> versions) {
        ObjectNode group = Json.object().put("name", name);
        ArrayNode list = group.putArray("versions");
        versions.forEach(version ->
                list.addObject().put("groupVersion", name + "/" + version).put("version", version));
        group.set("preferredVersion", list.get(0));
        return group;
    }

    private Optional<ObjectNode> resources(String group, String version) {
        ObjectNode list = described(Json.object(), "APIResourceList");
        list.put("groupVersion", group.isEmpty() ? version : group + "/" + version);
        ArrayNode resources = list.putArray("resources");
        for (Kind kind : kinds.all()) {
            if (kind.group().equals(group) && kind.version().equals(version)) add(resources, kind);
        }
        kinds.builtins().reviews().values().forEach(review -> {
            if (review.group().equals(group) && review.version().equals(version)) {
                resource(resources, review.plural(), review.namespaced(), review.kind(), List.of("create"))
                        .put("singularName", review.kind().toLowerCase(java.util.Locale.ROOT));
            }
        });
        return resources.isEmpty() ? Optional.empty() : Optional.of(list);
    }

    private static void add(ArrayNode resources, Kind kind) {
        ObjectNode main = resource(resources, kind.plural(), kind.namespaced(), kind.kind(), VERBS);
        main.put("singularName", kind.singular());
        if (!kind.shortNames().isEmpty()) kind.shortNames().forEach(main.putArray("shortNames")::add);
        if (!kind.categories().isEmpty()) kind.categories().forEach(main.putArray("categories")::add);
        // The status comes before the scale, as the real server lists them.
        for (String subresource : new TreeSet<>(kind.subresources()).descendingSet()) {
            ObjectNode sub = resource(
                    resources,
                    kind.plural() + "/" + subresource,
                    kind.namespaced(),
                    kindOf(kind, subresource),
                    verbs(subresource));
            TYPES.getOrDefault(subresource, Map.of()).forEach((name, value) -> {
                if (!name.equals("kind")) sub.put(name, value);
            });
        }
    }

    private static final Map<String, Map<String, String>> TYPES = Map.of(
            "scale", Map.of("group", "autoscaling", "version", "v1", "kind", "Scale"),
            "token", Map.of("group", "authentication.k8s.io", "version", "v1", "kind", "TokenRequest"),
            "eviction", Map.of("group", "policy", "version", "v1", "kind", "Eviction"),
            "binding", Map.of("kind", "Binding"),
            "exec", Map.of("kind", "PodExecOptions"));

    private static String kindOf(Kind kind, String subresource) {
        return TYPES.getOrDefault(subresource, Map.of()).getOrDefault("kind", kind.kind());
    }

    private static List<String> verbs(String subresource) {
        return switch (subresource) {
            case "log" -> List.of("get");
            case "exec" -> List.of("create", "get");
            case "token", "eviction", "binding" -> List.of("create");
            case "finalize" -> List.of("update");
            default -> List.of("get", "patch", "update");
        };
    }

    private static ObjectNode resource(
            ArrayNode resources, String name, boolean namespaced, String kind, List<String> verbs) {
        ObjectNode resource = resources
                .addObject()
                .put("name", name)
                .put("singularName", "")
                .put("namespaced", namespaced)
                .put("kind", kind);
        verbs.forEach(resource.putArray("verbs")::add);
        return resource;
    }
}
