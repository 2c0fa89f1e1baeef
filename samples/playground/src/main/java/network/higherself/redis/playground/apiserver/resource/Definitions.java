package network.higherself.redis.playground.apiserver.resource;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Locale;
import network.higherself.redis.playground.apiserver.model.ApiFailure;
import network.higherself.redis.playground.apiserver.model.ApiFailure.Cause;
import network.higherself.redis.playground.apiserver.model.Json;
import network.higherself.redis.playground.apiserver.model.Kind;
import network.higherself.redis.playground.apiserver.model.KindRegistry;
import network.higherself.redis.playground.apiserver.schema.CelRules;
import network.higherself.redis.playground.apiserver.store.Store;
import network.higherself.redis.playground.apiserver.store.Stored;

/** CustomResourceDefinitions: what they define is served from the moment that they are stored. */
public final class Definitions {
    static final String CLEANUP = "customresourcecleanup.apiextensions.k8s.io";
    private static final String BUCKET = "customresourcedefinitions.apiextensions.k8s.io";

    private final Store store;
    private final KindRegistry kinds;

    Definitions(Store store, KindRegistry kinds) {
        this.store = store;
        this.kinds = kinds;
    }

    List<Kind> kindsOf(JsonNode definition) {
        return kinds.definedBy(Json.text(definition, "metadata", "name"));
    }

    /** Completes and checks a definition before it is stored; does nothing for other kinds. */
    void check(Kind kind, ObjectNode object) {
        if (!kind.bucket().equals(BUCKET)) return;
        ObjectNode spec = Json.child(object, "spec");
        ObjectNode names = Json.child(spec, "names");
        String name = Json.text(object, "metadata", "name");
        String wanted = Json.text(names, "plural") + "." + Json.text(spec, "group");
        if (!wanted.equals(name)) {
            throw ApiFailure.invalid(
                    kind,
                    name,
                    List.of(Cause.invalid(
                            "metadata.name", '"' + name + '"', "must be spec.names.plural+\".\"+spec.group")));
        }
        if (!names.has("singular"))
            names.put("singular", Json.text(names, "kind").toLowerCase(Locale.ROOT));
        if (!names.has("listKind")) names.put("listKind", Json.text(names, "kind") + "List");
        if (!spec.has("conversion")) spec.putObject("conversion").put("strategy", "None");
        try {
            new KindRegistry(kinds.builtins()).define(object);
        } catch (CelRules.Unusable e) {
            throw ApiFailure.invalid(
                    kind, name, List.of(Cause.invalid("spec.validation." + e.getMessage(), "", "unusable rule")));
        }
        establish(object, spec, names);
    }

    private static void establish(ObjectNode object, ObjectNode spec, ObjectNode names) {
        ObjectNode status = Json.child(object, "status");
        status.set("acceptedNames", names.deepCopy());
        if (!status.has("storedVersions")) {
            ArrayNode stored = status.putArray("storedVersions");
            spec.path("versions").forEach(version -> {
                if (version.path("storage").asBoolean()) stored.add(Json.text(version, "name"));
            });
        }
        if (status.path("conditions").size() > 0) return;
        ArrayNode conditions = status.putArray("conditions");
        condition(conditions, "NamesAccepted", "NoConflicts", "no conflicts found");
        condition(conditions, "Established", "InitialNamesAccepted", "the initial names have been accepted");
    }

    private static void condition(ArrayNode conditions, String type, String reason, String message) {
        conditions
                .addObject()
                .put("type", type)
                .put("status", "True")
                .put("lastTransitionTime", Json.now())
                .put("reason", reason)
                .put("message", message);
    }

    void written(Kind kind, ObjectNode object) {
        if (!kind.bucket().equals(BUCKET)) return;
        try {
            kinds.define(object);
        } catch (CelRules.Unusable e) {
            throw new IllegalStateException("stored without having been checked", e);
        }
    }

    /** An object has left the store: a definition's kinds end, and with its last object a going definition. */
    void removed(Kind kind, ObjectNode object) {
        if (kind.bucket().equals(BUCKET)) kinds.remove(Json.text(object, "metadata", "name"));
        if (!kind.custom()) return;
        store.get(BUCKET, Store.key("", kind.bucket()))
                .map(Stored::object)
                .filter(definition -> definition.path("metadata").has("deletionTimestamp"))
                .ifPresent(this::endIfEmpty);
    }

    void endIfEmpty(ObjectNode definition) {
        String name = Json.text(definition, "metadata", "name");
        if (!store.list(name, "").objects().isEmpty()) return;
        store.get(BUCKET, Store.key("", name)).ifPresent(live -> {
            ObjectNode last = live.object().deepCopy();
            Json.child(last, "metadata").remove("finalizers");
            if (store.remove(BUCKET, Store.key("", name), live, last).isPresent()) kinds.remove(name);
        });
    }
}
