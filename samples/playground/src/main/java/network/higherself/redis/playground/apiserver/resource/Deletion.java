package network.higherself.redis.playground.apiserver.resource;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import network.higherself.redis.playground.apiserver.model.ApiFailure;
import network.higherself.redis.playground.apiserver.model.Json;
import network.higherself.redis.playground.apiserver.model.Kind;
import network.higherself.redis.playground.apiserver.store.Store;
import network.higherself.redis.playground.apiserver.store.Stored;

/** Deleting: preconditions, grace, finalizers and the propagation that a garbage collector then carries out. */
public final class Deletion {
    private static final long DEFAULT_GRACE_SECONDS = 30;

    private final Store store;
    private final Definitions definitions;

    Deletion(Store store, Definitions definitions) {
        this.store = store;
        this.definitions = definitions;
    }

    /** @param gone whether nothing holds the object any more */
    public record Outcome(ObjectNode object, boolean gone) {}

    /** @param options a DeleteOptions, or an empty object */
    public Outcome delete(Kind kind, String namespace, String name, JsonNode options, boolean dryRun) {
        String key = Store.key(namespace, name);
        while (true) {
            Stored live = store.get(kind.bucket(), key).orElseThrow(() -> ApiFailure.notFound(kind.qualified(), name));
            checkPreconditions(kind, name, live.object(), options.path("preconditions"));
            ObjectNode object = marked(kind, live.object(), options);
            boolean over = isOver(kind, object);
            if (dryRun || (!over && object.equals(live.object()))) return new Outcome(live.object(), false);
            Optional<Stored> written = over
                    ? store.remove(kind.bucket(), key, live, object)
                    : store.replace(kind.bucket(), key, live, object);
            if (written.isPresent()) {
                if (over) definitions.removed(kind, object);
                else if (kind.is("apiextensions.k8s.io", "customresourcedefinitions")) deleteInstances(object);
                return new Outcome(object, over);
            }
        }
    }

    /** Deletes what a going definition defines; the definition itself ends with the last of it. */
    private void deleteInstances(ObjectNode definition) {
        for (Kind kind : definitions.kindsOf(definition)) {
            for (Stored each : store.list(kind.bucket(), "").objects()) {
                JsonNode metadata = each.object().path("metadata");
                delete(kind, Json.text(metadata, "namespace"), Json.text(metadata, "name"), Json.object(), false);
            }
        }
        definitions.endIfEmpty(definition);
    }

    private static void checkPreconditions(Kind kind, String name, JsonNode live, JsonNode preconditions) {
        for (String field : new String[] {"uid", "resourceVersion"}) {
            String wanted = Json.text(preconditions, field);
            String found = Json.text(live, "metadata", field);
            if (wanted.isEmpty() || wanted.equals(found)) continue;
            String shown = field.equals("uid") ? "UID" : "ResourceVersion";
            throw ApiFailure.conflict(
                    kind,
                    name,
                    "Precondition failed: " + shown + " in precondition: " + wanted + ", " + shown + " in object meta: "
                            + found);
        }
    }

    private static ObjectNode marked(Kind kind, ObjectNode live, JsonNode options) {
        ObjectNode object = live.deepCopy();
        ObjectNode metadata = Json.child(object, "metadata");
        propagate(metadata, options);
        long grace = grace(kind, live, options);
        boolean going = metadata.has("deletionTimestamp");
        if (!going || metadata.path("deletionGracePeriodSeconds").asLong() > grace) {
            Instant end = Instant.now().truncatedTo(ChronoUnit.SECONDS).plusSeconds(grace);
            metadata.put("deletionTimestamp", end.toString()).put("deletionGracePeriodSeconds", grace);
            if (metadata.has("generation")) {
                metadata.put("generation", metadata.get("generation").asLong() + 1);
            }
        }
        if (kind.is("", "namespaces")) Json.child(object, "status").put("phase", "Terminating");
        if (kind.is("apiextensions.k8s.io", "customresourcedefinitions") && !going) {
            if (metadata.withArrayProperty("finalizers").isEmpty()) {
                metadata.withArrayProperty("finalizers").add(Definitions.CLEANUP);
            }
        }
        return object;
    }

    private static void propagate(ObjectNode metadata, JsonNode options) {
        String policy = Json.text(options, "propagationPolicy");
        if (options.path("orphanDependents").asBoolean()) policy = "Orphan";
        String finalizer = switch (policy) {
            case "Foreground" -> "foregroundDeletion";
            case "Orphan" -> "orphan";
            default -> "";
        };
        if (finalizer.isEmpty()) return;
        ArrayNode finalizers = metadata.withArrayProperty("finalizers");
        if (!Json.strings(finalizers).contains(finalizer)) finalizers.add(finalizer);
    }

    // Only a pod that runs somewhere has somebody to wait for.
    private static long grace(Kind kind, JsonNode object, JsonNode options) {
        if (!kind.is("", "pods")) return 0;
        boolean over = List.of("Succeeded", "Failed").contains(Json.text(object, "status", "phase"));
        if (Json.text(object, "spec", "nodeName").isEmpty() || over) return 0;
        OptionalLong asked = options.path("gracePeriodSeconds").isNumber()
                ? OptionalLong.of(options.get("gracePeriodSeconds").asLong())
                : OptionalLong.empty();
        return asked.orElse(
                object.path("spec").path("terminationGracePeriodSeconds").asLong(DEFAULT_GRACE_SECONDS));
    }

    /** Whether an object in this state leaves the store. */
    boolean isOver(Kind kind, JsonNode object) {
        JsonNode metadata = object.path("metadata");
        if (!metadata.has("deletionTimestamp") || !metadata.path("finalizers").isEmpty()) return false;
        if (kind.is("", "namespaces") && !object.path("spec").path("finalizers").isEmpty()) return false;
        return metadata.path("deletionGracePeriodSeconds").asLong() == 0;
    }
}
