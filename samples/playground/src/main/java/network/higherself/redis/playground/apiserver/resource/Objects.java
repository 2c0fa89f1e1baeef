package network.higherself.redis.playground.apiserver.resource;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import network.higherself.redis.playground.apiserver.apply.ManagedFields;
import network.higherself.redis.playground.apiserver.apply.Patches;
import network.higherself.redis.playground.apiserver.model.ApiFailure;
import network.higherself.redis.playground.apiserver.model.Json;
import network.higherself.redis.playground.apiserver.model.Kind;
import network.higherself.redis.playground.apiserver.model.KindRegistry;
import network.higherself.redis.playground.apiserver.store.Store;
import network.higherself.redis.playground.apiserver.store.Stored;

/** The verbs of stored kinds. Every answer is in the form of the kind's version and must not be changed. */
public final class Objects {
    private static final int ATTEMPTS = 100;

    private final Store store;
    private final Lifecycle lifecycle;
    private final Deletion deletion;
    private final Definitions definitions;

    public Objects(Store store, KindRegistry kinds) {
        this.store = store;
        lifecycle = new Lifecycle(new BuiltinDefaults(store, kinds.builtins()));
        definitions = new Definitions(store, kinds);
        deletion = new Deletion(store, definitions);
    }

    /** An answer with whether the object is new. */
    public record Written(ObjectNode object, boolean created) {}

    public Stored stored(Kind kind, String namespace, String name) {
        return store.get(kind.bucket(), Store.key(namespace, name))
                .orElseThrow(() -> ApiFailure.notFound(kind.qualified(), name));
    }

    public ObjectNode create(Kind kind, String namespace, ObjectNode body, WriteOptions options) {
        ObjectNode object = Decoding.decode(kind, body, options);
        if (kind.namespaced()) requireNamespace(kind, namespace, Json.text(object, "metadata", "name"));
        return insert(kind, namespace, lifecycle.create(kind, namespace, object, options, false), options);
    }

    private ObjectNode insert(Kind kind, String namespace, ObjectNode object, WriteOptions options) {
        String name = Json.text(object, "metadata", "name");
        String key = Store.key(namespace, name);
        definitions.check(kind, object);
        if (options.dryRun()) {
            if (store.get(kind.bucket(), key).isPresent()) throw ApiFailure.alreadyExists(kind, name);
        } else {
            store.create(kind.bucket(), key, object).orElseThrow(() -> ApiFailure.alreadyExists(kind, name));
            definitions.written(kind, object);
        }
        return Decoding.shown(kind, object);
    }

    private void requireNamespace(Kind kind, String namespace, String name) {
        JsonNode found = store.get("namespaces", Store.key("", namespace))
                .map(Stored::object)
                .orElseThrow(() -> ApiFailure.notFound("namespaces", namespace));
        if (!found.path("metadata").has("deletionTimestamp")) return;
        ApiFailure refusal = ApiFailure.forbidden(
                kind.qualified(),
                name,
                "unable to create new content in namespace " + namespace + " because it is being terminated");
        Json.child(refusal.status(), "details")
                .putArray("causes")
                .addObject()
                .put("reason", "NamespaceTerminating")
                .put("message", "namespace " + namespace + " is being terminated")
                .put("field", "metadata.namespace");
        throw refusal;
    }

    public ObjectNode replace(Kind kind, String namespace, String name, ObjectNode body, WriteOptions options) {
        ObjectNode decoded = Decoding.decode(kind, body, options);
        JsonNode metadata = Json.child(decoded, "metadata");
        String given = Json.text(metadata, "name");
        if (!given.equals(name)) {
            throw ApiFailure.badRequest(
                    "the name of the object (" + given + ") does not match the name on the URL (" + name + ")");
        }
        String version = Json.text(metadata, "resourceVersion");
        String uid = Json.text(metadata, "uid");
        return change(kind, namespace, name, options, false, live -> {
            if (version.isEmpty() && (kind.custom() || kind.plural().equals("leases"))) {
                throw ApiFailure.invalid(
                        kind.qualified(),
                        kind.group(),
                        kind.plural(),
                        name,
                        List.of(ApiFailure.Cause.invalid(
                                "metadata.resourceVersion", "0", "must be specified for an update")));
            }
            checkIdentity(kind, name, live, version, uid);
            return decoded.deepCopy();
        });
    }

    private static void checkIdentity(Kind kind, String name, JsonNode live, String version, String uid) {
        JsonNode metadata = live.path("metadata");
        if (!version.isEmpty() && !version.equals(Json.text(metadata, "resourceVersion"))) {
            throw ApiFailure.modified(kind, name);
        }
        if (!uid.isEmpty() && !uid.equals(Json.text(metadata, "uid"))) {
            throw ApiFailure.conflict(
                    kind,
                    name,
                    "Precondition failed: UID in precondition: " + uid + ", UID in object meta: "
                            + Json.text(metadata, "uid"));
        }
    }

    /** Merge, strategic and JSON patches, by their media type. */
    public ObjectNode patch(
            Kind kind, String namespace, String name, String type, JsonNode patch, WriteOptions options) {
        return change(kind, namespace, name, options, false, live -> {
            ObjectNode shown = Decoding.shown(kind, live);
            JsonNode patched = switch (type) {
                case "application/merge-patch+json" -> Patches.merge(shown, patch);
                case "application/json-patch+json" -> Patches.json(shown, patch);
                default -> Patches.strategic(kind.schema(), shown, patch);
            };
            if (!(patched instanceof ObjectNode object)) throw ApiFailure.badRequest("the patch leaves no object");
            JsonNode metadata = Json.child(object, "metadata");
            checkIdentity(kind, name, live, Json.text(metadata, "resourceVersion"), Json.text(metadata, "uid"));
            return Decoding.decode(kind, object, options);
        });
    }

    /** Server-side apply. */
    public Written apply(Kind kind, String namespace, String name, ObjectNode body, WriteOptions options) {
        if (body.path("metadata").has("managedFields")) {
            throw ApiFailure.badRequest("metadata.managedFields must be nil");
        }
        ObjectNode configuration = Decoding.decode(kind, body, options);
        ObjectNode metadata = Json.child(configuration, "metadata");
        String given = Json.text(metadata, "name");
        if (!given.isEmpty() && !given.equals(name)) {
            throw ApiFailure.badRequest(
                    "the name of the object (" + given + ") does not match the name on the URL (" + name + ")");
        }
        metadata.put("name", name);
        String version = Json.text(metadata, "resourceVersion");
        metadata.remove(List.of("resourceVersion", "uid", "creationTimestamp", "generation", "selfLink"));
        if (configuration.path("stringData").isObject() && kind.is("", "secrets")) stringData(configuration);
        if (options.subresource().equals("status")) {
            configuration.retain("apiVersion", "kind", "metadata", "status");
        } else if (kind.has("status")) {
            configuration.remove("status");
        }
        var writer = new ManagedFields.Writer(options.manager(), options.subresource());
        if (store.get(kind.bucket(), Store.key(namespace, name)).isEmpty()) {
            if (!options.subresource().isEmpty()) throw ApiFailure.notFound(kind.qualified(), name);
            if (kind.namespaced()) requireNamespace(kind, namespace, name);
            ObjectNode applied = ManagedFields.apply(kind, Json.object(), configuration, writer, options.force());
            ObjectNode object = lifecycle.create(kind, namespace, applied, options, true);
            return new Written(insert(kind, namespace, object, options), true);
        }
        ObjectNode changed = change(kind, namespace, name, options, true, live -> {
            checkIdentity(kind, name, live, version, "");
            return ManagedFields.apply(kind, live, configuration, writer, options.force());
        });
        return new Written(changed, false);
    }

    private static void stringData(ObjectNode secret) {
        ObjectNode data = Json.child(secret, "data");
        secret.remove("stringData")
                .properties()
                .forEach(e -> data.put(
                        e.getKey(),
                        java.util.Base64.getEncoder()
                                .encodeToString(
                                        e.getValue().asText().getBytes(java.nio.charset.StandardCharsets.UTF_8))));
    }

    /** Changes a stored object by a function of its present state, again if somebody else was quicker. */
    ObjectNode change(
            Kind kind,
            String namespace,
            String name,
            WriteOptions options,
            boolean applied,
            UnaryOperator<ObjectNode> step) {
        String key = Store.key(namespace, name);
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            Stored live = stored(kind, namespace, name);
            ObjectNode object = lifecycle.update(kind, live.object(), step.apply(live.object()), options, applied);
            definitions.check(kind, object);
            if (object.equals(live.object()) || options.dryRun()) return Decoding.shown(kind, object);
            Optional<Stored> written = deletion.isOver(kind, object)
                    ? store.remove(kind.bucket(), key, live, object)
                    : store.replace(kind.bucket(), key, live, object);
            if (written.isPresent()) {
                if (deletion.isOver(kind, object)) definitions.removed(kind, object);
                else definitions.written(kind, object);
                return Decoding.shown(kind, object);
            }
        }
        throw ApiFailure.modified(kind, name);
    }

    /** The finalize subresource of namespaces: only the spec's finalizers are taken over. */
    public ObjectNode finalizeNamespace(Kind kind, String name, ObjectNode body, WriteOptions options) {
        return change(kind, "", name, options, false, live -> {
            ObjectNode object = live.deepCopy();
            Json.child(object, "spec")
                    .set("finalizers", body.path("spec").path("finalizers").deepCopy());
            if (Json.child(object, "spec").path("finalizers").isMissingNode()) {
                Json.child(object, "spec").putArray("finalizers");
            }
            return object;
        });
    }

    public Deletion deletion() {
        return deletion;
    }

    public Definitions definitions() {
        return definitions;
    }
}
