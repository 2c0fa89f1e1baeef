package network.higherself.redis.playground.apiserver.resource;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Pattern;
import network.higherself.redis.playground.apiserver.apply.ManagedFields;
import network.higherself.redis.playground.apiserver.model.ApiFailure;
import network.higherself.redis.playground.apiserver.model.ApiFailure.Cause;
import network.higherself.redis.playground.apiserver.model.Json;
import network.higherself.redis.playground.apiserver.model.Kind;
import network.higherself.redis.playground.apiserver.schema.SchemaValidation;
import network.higherself.redis.playground.apiserver.schema.Structure;

/** What every object goes through on its way into the store: system metadata, defaults, validation, ownership. */
final class Lifecycle {
    private static final String SUBDOMAIN = "[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*";
    private static final Pattern NAME = Pattern.compile(SUBDOMAIN);
    private static final String NAME_RULE =
            "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must"
                    + " start and end with an alphanumeric character (e.g. 'example.com', regex used for validation is '"
                    + SUBDOMAIN + "')";
    private static final String SUFFIX_LETTERS = "bcdfghjklmnpqrstvwxz2456789";
    private static final Set<String> COUNTED_GROUPS =
            Set.of("apps", "batch", "policy", "networking.k8s.io", "discovery.k8s.io", "apiextensions.k8s.io");

    private final SecureRandom random = new SecureRandom();
    private final BuiltinDefaults defaults;

    Lifecycle(BuiltinDefaults defaults) {
        this.defaults = defaults;
    }

    /** Completes a decoded new object; it is changed and answered. */
    ObjectNode create(Kind kind, String namespace, ObjectNode object, WriteOptions options, boolean applied) {
        ObjectNode metadata = Json.child(object, "metadata");
        if (!Json.text(metadata, "resourceVersion").isEmpty()) {
            throw ApiFailure.badRequest("resourceVersion should not be set on objects to be created");
        }
        String given = Json.text(metadata, "namespace");
        if (!given.isEmpty() && !given.equals(namespace)) {
            throw ApiFailure.badRequest(
                    "the namespace of the provided object does not match the namespace sent on the request");
        }
        if (kind.namespaced()) metadata.put("namespace", namespace);
        if (Json.text(metadata, "name").isEmpty()
                && !Json.text(metadata, "generateName").isEmpty()) {
            metadata.put("name", Json.text(metadata, "generateName") + suffix());
        }
        JsonNode managed = applied ? metadata.get("managedFields") : null;
        metadata.remove(List.of(
                "selfLink", "resourceVersion", "deletionTimestamp", "deletionGracePeriodSeconds", "managedFields"));
        if (managed != null) metadata.set("managedFields", managed);
        metadata.put("uid", UUID.randomUUID().toString()).put("creationTimestamp", Json.now());
        if (isCounted(kind)) metadata.put("generation", 1);
        else metadata.remove("generation");
        if (kind.has("status") && !kind.is("", "nodes")) object.remove("status");
        Structure.applyDefaults(kind.schema(), object);
        defaults.complete(kind, object, null);
        validate(kind, object, null, "");
        if (!applied) {
            ManagedFields.recordUpdate(
                    kind, Json.object(), object, new ManagedFields.Writer(options.manager(), options.subresource()));
        }
        return object;
    }

    /**
     * Completes a decoded change of a stored object; it is changed and answered.
     *
     * @param applied whether the managed fields have been computed
     */
    ObjectNode update(Kind kind, ObjectNode live, ObjectNode changed, WriteOptions options, boolean applied) {
        ObjectNode object = changed;
        ObjectNode metadata = Json.child(object, "metadata");
        JsonNode managed = metadata.get("managedFields");
        if (options.subresource().equals("status")) {
            object = live.deepCopy();
            if (changed.has("status")) object.set("status", changed.get("status"));
            else object.remove("status");
            metadata = Json.child(object, "metadata");
        } else if (kind.has("status")) {
            if (live.has("status")) object.set("status", live.get("status").deepCopy());
            else object.remove("status");
        }
        keepSystemMetadata(live.path("metadata"), metadata);
        Structure.applyDefaults(kind.schema(), object);
        defaults.complete(kind, object, live);
        boolean newGeneration =
                isCounted(kind) && options.subresource().isEmpty() && contentChanged(kind, live, object);
        if (newGeneration)
            metadata.put("generation", live.path("metadata").path("generation").asLong() + 1);
        validate(kind, object, live, options.subresource());
        if (applied) {
            metadata.set("managedFields", managed);
        } else {
            ManagedFields.recordUpdate(
                    kind, live, object, new ManagedFields.Writer(options.manager(), options.subresource()));
        }
        return object;
    }

    private static void keepSystemMetadata(JsonNode live, ObjectNode metadata) {
        for (String name : new String[] {
            "name",
            "namespace",
            "uid",
            "creationTimestamp",
            "deletionTimestamp",
            "deletionGracePeriodSeconds",
            "generation",
            "generateName",
            "resourceVersion",
            "managedFields"
        }) {
            if (live.has(name)) metadata.set(name, live.get(name));
            else metadata.remove(name);
        }
        metadata.remove("selfLink");
    }

    private static boolean contentChanged(Kind kind, ObjectNode live, ObjectNode object) {
        if (!kind.custom()) return !live.path("spec").equals(object.path("spec"));
        ObjectNode before = live.objectNode().setAll(live);
        ObjectNode after = object.objectNode().setAll(object);
        List<String> left = kind.has("status") ? List.of("metadata", "status") : List.of("metadata");
        return !before.remove(left).equals(after.remove(left));
    }

    private static boolean isCounted(Kind kind) {
        return kind.custom() || COUNTED_GROUPS.contains(kind.group()) || kind.is("", "pods");
    }

    private void validate(Kind kind, ObjectNode object, JsonNode live, String subresource) {
        String name = Json.text(object, "metadata", "name");
        List<Cause> causes = new ArrayList<>();
        if (live == null) name(kind, object, causes);
        else if (object.path("metadata").has("deletionTimestamp")) finalizers(object, live, causes);
        if (kind.custom()) {
            List<Cause> structural = SchemaValidation.validate(kind.schema(), object);
            causes.addAll(structural);
            if (!kind.rules().isEmpty() && SchemaValidation.blocksRules(structural)) {
                causes.add(new Cause(
                        "FieldValueInvalid",
                        "Invalid value: null: some validation rules were not checked because the object was invalid;"
                                + " correct the existing errors to complete validation",
                        "<nil>"));
            } else if (!kind.rules().isEmpty()) {
                causes.addAll(kind.rules().check(object, live));
            }
        } else if (subresource.isEmpty()) {
            causes.addAll(BuiltinChecks.check(kind, object, live));
        }
        if (!causes.isEmpty()) throw ApiFailure.invalid(kind, name, causes);
    }

    private static void name(Kind kind, ObjectNode object, List<Cause> causes) {
        String name = Json.text(object, "metadata", "name");
        if (name.isEmpty()) {
            causes.add(new Cause(
                    "FieldValueRequired", "Required value: name or generateName is required", "metadata.name"));
        } else if (kind.group().startsWith("rbac.")) {
            if (name.contains("/") || name.contains("%")) {
                causes.add(Cause.invalid("metadata.name", '"' + name + '"', "may not contain '/'"));
            }
        } else if (name.length() > 253 || !NAME.matcher(name).matches()) {
            causes.add(Cause.invalid("metadata.name", '"' + name + '"', NAME_RULE));
        }
    }

    private static void finalizers(ObjectNode object, JsonNode live, List<Cause> causes) {
        List<String> added = Json.strings(object.path("metadata").path("finalizers"));
        added.removeAll(Json.strings(live.path("metadata").path("finalizers")));
        if (added.isEmpty()) return;
        String shown = "[]string{\"" + String.join("\", \"", added) + "\"}";
        causes.add(Cause.forbidden(
                "metadata.finalizers",
                "no new finalizers can be added if the object is being deleted, found new finalizers " + shown));
    }

    private String suffix() {
        StringBuilder suffix = new StringBuilder();
        for (int i = 0; i < 5; i++) suffix.append(SUFFIX_LETTERS.charAt(random.nextInt(SUFFIX_LETTERS.length())));
        return suffix.toString();
    }
}
