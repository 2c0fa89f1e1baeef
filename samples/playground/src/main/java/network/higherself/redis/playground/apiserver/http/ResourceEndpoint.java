package network.higherself.redis.playground.apiserver.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.function.Predicate;
import network.higherself.redis.playground.apiserver.model.ApiFailure;
import network.higherself.redis.playground.apiserver.model.ApiFailure.Cause;
import network.higherself.redis.playground.apiserver.model.Json;
import network.higherself.redis.playground.apiserver.model.Kind;
import network.higherself.redis.playground.apiserver.resource.Decoding;
import network.higherself.redis.playground.apiserver.resource.Deletion;
import network.higherself.redis.playground.apiserver.resource.Objects;
import network.higherself.redis.playground.apiserver.resource.WriteOptions;
import network.higherself.redis.playground.apiserver.schema.ProtobufDecoder;
import network.higherself.redis.playground.apiserver.store.Selector;
import network.higherself.redis.playground.apiserver.store.Store;
import network.higherself.redis.playground.apiserver.store.Stored;

/** The verbs of stored resources over HTTP. */
final class ResourceEndpoint {
    private static final String APPLY = "application/apply-patch+yaml";
    private static final List<String> PATCHES = List.of("application/merge-patch+json", "application/json-patch+json");
    private static final String STRATEGIC = "application/strategic-merge-patch+json";

    private final Store store;
    private final Objects objects;
    private final ProtobufDecoder protobuf;
    private final Subresources subresources;

    ResourceEndpoint(Store store, Objects objects, ProtobufDecoder protobuf, Subresources subresources) {
        this.store = store;
        this.objects = objects;
        this.protobuf = protobuf;
        this.subresources = subresources;
    }

    Answer answer(Call call, RequestInfo request, Kind kind) {
        String namespace = kind.namespaced() ? request.namespace() : "";
        String name = request.name();
        String subresource = request.subresource();
        if (!subresource.isEmpty() && !kind.has(subresource)) throw ApiFailure.notServed();
        if (!subresource.isEmpty() && !subresource.equals("status")) {
            return subresources.answer(call, request, kind);
        }
        WriteOptions options = call.writeOptions(subresource);
        return switch (request.verb()) {
            case "get" -> found(call, 200, kind, objects.stored(kind, namespace, name));
            case "list" -> list(call, kind, namespace);
            case "watch" -> watch(call, kind, namespace, name);
            case "create" ->
                written(call, 201, kind, objects.create(kind, namespace, call.object(protobuf), options), options);
            case "update" ->
                written(
                        call,
                        200,
                        kind,
                        objects.replace(kind, namespace, name, call.object(protobuf), options),
                        options);
            case "patch" -> patch(call, kind, namespace, name, options);
            case "delete" -> delete(call, kind, namespace, name);
            case "deletecollection" -> deleteCollection(call, kind, namespace);
            default -> throw new ApiFailure(405, "MethodNotAllowed", "the method is not allowed");
        };
    }

    private static Answer found(Call call, int code, Kind kind, Stored stored) {
        byte[] bytes =
                Representation.accepted(call.header("Accept")).one(kind, stored, call.parameter("includeObject"));
        return Answer.Body.json(code, bytes, List.of());
    }

    private static Answer written(Call call, int code, Kind kind, ObjectNode object, WriteOptions options) {
        byte[] bytes =
                Representation.accepted(call.header("Accept")).one(kind, object, call.parameter("includeObject"));
        return Answer.Body.json(code, bytes, options.warnings());
    }

    private Answer patch(Call call, Kind kind, String namespace, String name, WriteOptions options) {
        String type = call.mediaType();
        if (type.equals(APPLY)) {
            if (call.parameter("fieldManager").isEmpty()) {
                throw ApiFailure.invalid(
                        "PatchOptions.meta.k8s.io",
                        "meta.k8s.io",
                        "PatchOptions",
                        "",
                        List.of(new Cause(
                                "FieldValueRequired", "Required value: is required for apply patch", "fieldManager")));
            }
            if (!(call.tree() instanceof ObjectNode body)) throw ApiFailure.badRequest("the body is no object");
            Objects.Written done = objects.apply(kind, namespace, name, body, options);
            return written(call, done.created() ? 201 : 200, kind, done.object(), options);
        }
        boolean known = PATCHES.contains(type) || (type.equals(STRATEGIC) && !kind.custom());
        if (!known) {
            throw new ApiFailure(
                    415,
                    "UnsupportedMediaType",
                    "the body of the request was in an unknown format - accepted media types include: "
                            + String.join(", ", PATCHES) + ", " + APPLY);
        }
        return written(call, 200, kind, objects.patch(kind, namespace, name, type, call.tree(), options), options);
    }

    private Predicate<JsonNode> selector(Call call, Kind kind) {
        return Selector.labels(call.parameter("labelSelector"))
                .and(Selector.fields(kind, call.parameter("fieldSelector")));
    }

    private Answer list(Call call, Kind kind, String namespace) {
        Predicate<JsonNode> selector = selector(call, kind);
        Store.Snapshot snapshot = store.list(kind.bucket(), namespace);
        String token = call.parameter("continue");
        String from = token.isEmpty() ? "" : new String(Base64.getUrlDecoder().decode(token), StandardCharsets.UTF_8);
        List<Stored> selected = snapshot.objects().stream()
                .filter(stored -> from.isEmpty() || keyOf(stored).compareTo(from) > 0)
                .filter(stored -> selector.test(Decoding.shown(kind, stored.object())))
                .toList();
        ObjectNode meta = Json.object().put("resourceVersion", Long.toString(snapshot.version()));
        int limit = call.parameter("limit").isEmpty() ? 0 : Integer.parseInt(call.parameter("limit"));
        if (limit > 0 && selected.size() > limit) {
            int left = selected.size() - limit;
            selected = selected.subList(0, limit);
            byte[] last = keyOf(selected.get(limit - 1)).getBytes(StandardCharsets.UTF_8);
            meta.put("continue", Base64.getUrlEncoder().encodeToString(last));
            if (call.parameter("labelSelector").isEmpty()) meta.put("remainingItemCount", left);
        }
        Representation form = Representation.accepted(call.header("Accept"));
        return Answer.Body.json(200, form.list(kind, selected, meta, call.parameter("includeObject")), List.of());
    }

    private static String keyOf(Stored stored) {
        JsonNode metadata = stored.object().path("metadata");
        return Store.key(Json.text(metadata, "namespace"), Json.text(metadata, "name"));
    }

    private Answer watch(Call call, Kind kind, String namespace, String name) {
        // fabric8 tries a WebSocket first and falls back to plain HTTP as soon as it is not upgraded.
        if (call.isUpgrade()) return Answer.Body.text("");
        Predicate<JsonNode> selector = selector(call, kind);
        if (!name.isEmpty()) {
            selector =
                    selector.and(object -> Json.text(object, "metadata", "name").equals(name));
        }
        String version = call.parameter("resourceVersion");
        boolean initial = call.flag("sendInitialEvents");
        boolean fromNow = initial || version.isEmpty() || version.equals("0");
        String timeout = call.parameter("timeoutSeconds");
        return new Answer.Stream(
                "application/json",
                new WatchStream(
                        store,
                        new WatchStream.Request(
                                kind,
                                namespace,
                                selector,
                                Representation.accepted(call.header("Accept")),
                                call.parameter("includeObject"),
                                fromNow ? -1 : version(version),
                                initial && call.flag("allowWatchBookmarks"),
                                call.flag("allowWatchBookmarks"),
                                timeout.isEmpty() ? 0 : version(timeout))));
    }

    private static long version(String text) {
        try {
            return Long.parseLong(text);
        } catch (NumberFormatException e) {
            throw ApiFailure.badRequest("Invalid value: \"" + text + "\": strconv.ParseUint: invalid syntax");
        }
    }

    private Answer delete(Call call, Kind kind, String namespace, String name) {
        ObjectNode options = deleteOptions(call);
        Deletion.Outcome outcome = objects.deletion().delete(kind, namespace, name, options, isDryRun(call, options));
        boolean shown = !outcome.gone() || kind.is("", "pods");
        return Answer.Body.json(200, shown ? outcome.object() : success(kind, name, outcome.object()));
    }

    private ObjectNode deleteOptions(Call call) {
        ObjectNode options = call.optionalObject(protobuf);
        for (String name : new String[] {"propagationPolicy", "orphanDependents"}) {
            if (!call.parameter(name).isEmpty()) options.put(name, call.parameter(name));
        }
        String grace = call.parameter("gracePeriodSeconds");
        if (!grace.isEmpty()) options.put("gracePeriodSeconds", version(grace));
        return options;
    }

    private static boolean isDryRun(Call call, JsonNode options) {
        return call.parameter("dryRun").equals("All") || options.path("dryRun").size() > 0;
    }

    private static ObjectNode success(Kind kind, String name, JsonNode object) {
        ObjectNode status = Json.object().put("kind", "Status").put("apiVersion", "v1");
        status.putObject("metadata");
        ObjectNode details =
                status.put("status", "Success").putObject("details").put("name", name);
        if (!kind.group().isEmpty()) details.put("group", kind.group());
        details.put("kind", kind.plural()).put("uid", Json.text(object, "metadata", "uid"));
        return status;
    }

    private Answer deleteCollection(Call call, Kind kind, String namespace) {
        ObjectNode options = deleteOptions(call);
        Predicate<JsonNode> selector = selector(call, kind);
        Store.Snapshot snapshot = store.list(kind.bucket(), namespace);
        List<Stored> selected = snapshot.objects().stream()
                .filter(stored -> selector.test(Decoding.shown(kind, stored.object())))
                .toList();
        for (Stored each : selected) {
            JsonNode metadata = each.object().path("metadata");
            String of = Json.text(metadata, "namespace");
            objects.deletion().delete(kind, of, Json.text(metadata, "name"), options, isDryRun(call, options));
        }
        ObjectNode meta = Json.object().put("resourceVersion", Long.toString(store.version()));
        return Answer.Body.json(200, Representation.PLAIN.list(kind, selected, meta, ""), List.of());
    }
}
