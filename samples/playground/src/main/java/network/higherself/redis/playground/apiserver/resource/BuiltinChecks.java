package network.higherself.redis.playground.apiserver.resource;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import network.higherself.redis.playground.apiserver.model.ApiFailure.Cause;
import network.higherself.redis.playground.apiserver.model.Json;
import network.higherself.redis.playground.apiserver.model.Kind;
import network.higherself.redis.playground.apiserver.store.Selector;

/** The validation of built-in kinds that an operator's mistakes run into: what is required, and what never changes. */
final class BuiltinChecks {
    private static final List<String> STATEFUL_SET_MUTABLE = List.of(
            "replicas",
            "ordinals",
            "template",
            "updateStrategy",
            "revisionHistoryLimit",
            "persistentVolumeClaimRetentionPolicy",
            "minReadySeconds");

    private BuiltinChecks() {}

    /** @param live what is stored, null for a new object */
    static List<Cause> check(Kind kind, JsonNode object, JsonNode live) {
        List<Cause> causes = new ArrayList<>();
        switch (kind.bucket()) {
            case "pods" -> pod(object, live, causes);
            case "statefulsets.apps" -> {
                workload(object, causes);
                statefulSet(object, live, causes);
            }
            case "deployments.apps", "replicasets.apps" -> {
                workload(object, causes);
                immutable("spec.selector", object, live, causes, "spec", "selector");
            }
            case "services" -> service(object, live, causes);
            case "secrets" -> {
                frozen(object, live, causes);
                immutable("type", object, live, causes, "type");
            }
            case "configmaps" -> frozen(object, live, causes);
            case "persistentvolumeclaims" -> claim(object, live, causes);
            case "rolebindings.rbac.authorization.k8s.io", "clusterrolebindings.rbac.authorization.k8s.io" -> {
                if (live != null && !live.path("roleRef").equals(object.path("roleRef"))) {
                    String given = object.path("roleRef").toString();
                    causes.add(Cause.invalid("roleRef", given, "cannot change roleRef"));
                }
            }
            case "events" -> {
                if (live == null && !Json.isBlank(object.path("eventTime"))) event(object, causes);
            }
            default -> {}
        }
        return causes;
    }

    private static void event(JsonNode event, List<Cause> causes) {
        for (String name : new String[] {"reportingComponent", "reportingInstance", "action", "reason"}) {
            if (Json.text(event, name).isEmpty()) {
                causes.add(Cause.required(name.equals("reportingComponent") ? "reportingController" : name));
            }
        }
        if (Json.text(event, "message").length() > 1024) {
            causes.add(new Cause("FieldValueTooLong", "Too long: may not be more than 1024 bytes", "note"));
        }
    }

    private static void immutable(String field, JsonNode object, JsonNode live, List<Cause> causes, String... path) {
        if (live == null || Json.at(live, path).equals(Json.at(object, path))) return;
        causes.add(Cause.invalid(field, Json.at(object, path).toString(), "field is immutable"));
    }

    private static void frozen(JsonNode object, JsonNode live, List<Cause> causes) {
        if (live == null || !live.path("immutable").asBoolean()) return;
        if (!object.path("immutable").asBoolean()) {
            causes.add(Cause.forbidden("immutable", "field is immutable when `immutable` is set"));
        }
        for (String name : new String[] {"data", "binaryData"}) {
            if (!live.path(name).equals(object.path(name))) {
                causes.add(Cause.forbidden(name, "field is immutable when `immutable` is set"));
            }
        }
    }

    private static void workload(JsonNode object, List<Cause> causes) {
        JsonNode labels = Json.at(object, "spec", "template", "metadata", "labels");
        JsonNode selector = Json.at(object, "spec", "selector");
        if (selector.isEmpty()) {
            causes.add(Cause.required("spec.selector"));
        } else if (!Selector.labels(Selector.text(selector)).test(Json.at(object, "spec", "template"))) {
            causes.add(Cause.invalid(
                    "spec.template.metadata.labels", labels.toString(), "`selector` does not match template `labels`"));
        }
        containers(Json.at(object, "spec", "template", "spec"), "spec.template.spec", causes);
    }

    private static void containers(JsonNode spec, String path, List<Cause> causes) {
        if (spec.path("containers").isEmpty()) causes.add(Cause.required(path + ".containers"));
        for (String list : new String[] {"initContainers", "containers"}) {
            int index = 0;
            for (JsonNode container : spec.path(list)) {
                String at = path + "." + list + "[" + index++ + "].";
                for (String name : new String[] {"name", "image"}) {
                    if (Json.text(container, name).isEmpty()) causes.add(Cause.required(at + name));
                }
            }
        }
    }

    private static void statefulSet(JsonNode object, JsonNode live, List<Cause> causes) {
        if (live == null) return;
        ObjectNode before = live.path("spec").deepCopy();
        ObjectNode after = object.path("spec").deepCopy();
        if (!before.remove(STATEFUL_SET_MUTABLE).equals(after.remove(STATEFUL_SET_MUTABLE))) {
            causes.add(Cause.forbidden(
                    "spec",
                    "updates to statefulset spec for fields other than 'replicas', 'ordinals', 'template',"
                            + " 'updateStrategy', 'revisionHistoryLimit', 'persistentVolumeClaimRetentionPolicy' and"
                            + " 'minReadySeconds' are forbidden"));
        }
    }

    private static void service(JsonNode object, JsonNode live, List<Cause> causes) {
        JsonNode spec = object.path("spec");
        JsonNode ports = spec.path("ports");
        boolean headless = Json.text(spec, "clusterIP").equals("None");
        if (ports.isEmpty() && !headless && !Json.text(spec, "type").equals("ExternalName")) {
            causes.add(Cause.required("spec.ports"));
        }
        Set<String> names = new HashSet<>();
        for (int i = 0; ports.size() > 1 && i < ports.size(); i++) {
            String name = Json.text(ports.get(i), "name");
            String field = "spec.ports[" + i + "].name";
            if (name.isEmpty()) causes.add(Cause.required(field));
            else if (!names.add(name)) {
                causes.add(new Cause("FieldValueDuplicate", "Duplicate value: \"" + name + "\"", field));
            }
        }
        if (live != null
                && !Json.text(live, "spec", "clusterIP").isEmpty()
                && Json.text(live, "spec", "type").equals(Json.text(spec, "type"))
                && !live.path("spec").path("clusterIP").equals(spec.path("clusterIP"))) {
            String given = "[" + spec.path("clusterIP") + "]";
            causes.add(Cause.invalid("spec.clusterIPs[0]", given, "may not change once set"));
        }
    }

    private static void claim(JsonNode object, JsonNode live, List<Cause> causes) {
        if (live == null) return;
        ObjectNode before = live.path("spec").deepCopy();
        ObjectNode after = object.path("spec").deepCopy();
        for (ObjectNode spec : List.of(before, after)) {
            Json.child(spec, "resources").remove("requests");
            spec.remove("volumeAttributesClassName");
        }
        // The binder sets the volume's name once.
        if (!before.has("volumeName")) after.remove("volumeName");
        if (!before.has("storageClassName")) after.remove("storageClassName");
        if (!before.equals(after)) {
            causes.add(Cause.forbidden(
                    "spec",
                    "spec is immutable after creation except resources.requests and volumeAttributesClassName for"
                            + " bound claims"));
        }
    }

    private static void pod(JsonNode object, JsonNode live, List<Cause> causes) {
        if (live == null) {
            containers(object.path("spec"), "spec", causes);
            return;
        }
        if (!fixedPart(live).equals(fixedPart(object))) {
            causes.add(Cause.forbidden(
                    "spec",
                    "pod updates may not change fields other than `spec.containers[*].image`,"
                            + "`spec.initContainers[*].image`,`spec.activeDeadlineSeconds`,`spec.tolerations` (only"
                            + " additions to existing tolerations),`spec.terminationGracePeriodSeconds` (allow it to be"
                            + " set to 1 if it was previously negative)"));
        }
    }

    private static JsonNode fixedPart(JsonNode pod) {
        ObjectNode spec = pod.path("spec").deepCopy();
        // A scheduler that is not the real one may set the node by an update.
        spec.remove(List.of("activeDeadlineSeconds", "tolerations", "terminationGracePeriodSeconds", "nodeName"));
        for (String list : new String[] {"initContainers", "containers", "ephemeralContainers"}) {
            spec.path(list).forEach(container -> ((ObjectNode) container).remove(List.of("image", "resources")));
        }
        return spec;
    }
}
