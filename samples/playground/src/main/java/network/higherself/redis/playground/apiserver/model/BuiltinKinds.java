package network.higherself.redis.playground.apiserver.model;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.google.protobuf.Descriptors.FileDescriptor;
import io.kubernetes.client.proto.Meta;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import network.higherself.redis.playground.apiserver.schema.CelRules;
import network.higherself.redis.playground.apiserver.schema.ProtoSchemas;

/** The kinds of Kubernetes itself, from the table {@code builtin.yaml}. */
public final class BuiltinKinds {
    private final ProtoSchemas schemas;
    private final List<Kind> kinds = new ArrayList<>();
    private final Map<String, Review> reviews = new LinkedHashMap<>();
    private final Map<String, JsonNode> initialStatus = new HashMap<>();

    /** A kind that is asked, not stored: its answer is its status. */
    public record Review(String group, String version, String plural, String kind, boolean namespaced) {}

    public BuiltinKinds() {
        JsonNode table = table();
        schemas = new ProtoSchemas(table);
        for (JsonNode group : table.path("groups")) {
            String name = Json.text(group, "group");
            String version = Json.text(group, "version");
            schemas.register(name.isEmpty() ? version : name + "/" + version, descriptor(Json.text(group, "proto")));
            group.path("kinds").forEach(kind -> kinds.add(kind(name, version, kind)));
            group.path("reviews").properties().forEach(e -> {
                boolean namespaced = e.getKey().startsWith("local");
                Review review =
                        new Review(name, version, e.getKey(), e.getValue().asText(), namespaced);
                reviews.put(name + "/" + e.getKey(), review);
            });
        }
        // The scale subresource and the options of kubectl's typed commands are decoded by these.
        schemas.register("autoscaling/v1", descriptor("V1Autoscaling"));
        schemas.register("meta.k8s.io/v1", Meta.getDescriptor());
    }

    public ProtoSchemas schemas() {
        return schemas;
    }

    public List<Kind> kinds() {
        return kinds;
    }

    /** The reviews by group and plural, joined by a slash. */
    public Map<String, Review> reviews() {
        return reviews;
    }

    /** The status that a new object of the kind has, or a missing node. */
    public JsonNode initialStatus(Kind kind) {
        return initialStatus.getOrDefault(kind.bucket(), Json.object().path("none"));
    }

    private Kind kind(String group, String version, JsonNode row) {
        String kind = Json.text(row, "kind");
        String plural = Json.text(row, "plural");
        String singular = row.path("singular").asText(kind.toLowerCase(Locale.ROOT));
        String bucket = row.path("bucket").asText(group.isEmpty() ? plural : plural + "." + group);
        if (row.has("status")) initialStatus.put(bucket, row.get("status"));
        List<JsonNode> columns = new ArrayList<>();
        row.path("columns").forEach(column -> columns.add(column(column.asText())));
        Map<String, String> fields = new HashMap<>();
        row.path("fields").forEach(field -> fields.put(field.asText(), "." + field.asText()));
        Map<String, String> renames = new LinkedHashMap<>();
        row.path("renames")
                .properties()
                .forEach(e -> renames.put(e.getKey(), e.getValue().asText()));
        return new Kind(
                group,
                version,
                plural,
                singular,
                kind,
                bucket,
                !row.path("cluster").asBoolean(),
                false,
                Json.strings(row.path("short")),
                Json.strings(row.path("categories")),
                Set.copyOf(Json.strings(row.path("sub"))),
                schemas.schema(group.isEmpty() ? version : group + "/" + version, kind),
                CelRules.NONE,
                columns,
                fields,
                renames,
                Map.of("spec", ".spec.replicas", "status", ".status.replicas", "selector", ".spec.selector"));
    }

    private static JsonNode column(String text) {
        boolean wide = text.startsWith("+");
        int cut = Math.max(text.indexOf(" {"), text.indexOf(" !"));
        String name = text.substring(wide ? 1 : 0, cut);
        return Json.object()
                .put("name", name)
                .put("type", "string")
                .put("priority", wide ? 1 : 0)
                .put("template", text.substring(cut + 1));
    }

    private static FileDescriptor descriptor(String proto) {
        try {
            Class<?> type = Class.forName("io.kubernetes.client.proto." + proto);
            return (FileDescriptor) type.getMethod("getDescriptor").invoke(null);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("no descriptors " + proto, e);
        }
    }

    private static JsonNode table() {
        String path = "/network/higherself/redis/playground/apiserver/builtin.yaml";
        try (InputStream in = BuiltinKinds.class.getResourceAsStream(path)) {
            return new YAMLMapper().readTree(in);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
