package network.higherself.redis.playground.apiserver.resource;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import network.higherself.redis.playground.apiserver.model.ApiFailure;
import network.higherself.redis.playground.apiserver.model.BuiltinKinds;
import network.higherself.redis.playground.apiserver.model.Json;
import network.higherself.redis.playground.apiserver.model.Kind;
import network.higherself.redis.playground.apiserver.schema.Quantities;
import network.higherself.redis.playground.apiserver.store.Store;
import network.higherself.redis.playground.apiserver.store.Stored;

/** The defaults of built-in kinds that depend on other values, and what their strategies set at creation. */
final class BuiltinDefaults {
    private static final String RBAC = "rbac.authorization.k8s.io";

    private static final int FIRST_ADDRESS = 10;
    private static final int ADDRESSES = 65_000;

    private final Store store;
    private final BuiltinKinds kinds;
    private final AtomicInteger addresses = new AtomicInteger();

    BuiltinDefaults(Store store, BuiltinKinds kinds) {
        this.store = store;
        this.kinds = kinds;
    }

    /** @param live what is stored, null for a new object */
    void complete(Kind kind, ObjectNode object, JsonNode live) {
        switch (kind.bucket()) {
            case "pods" -> pod(object, live);
            case "statefulsets.apps" -> statefulSet(object);
            case "deployments.apps", "replicasets.apps", "jobs.batch" -> template(object);
            case "services" -> service(object, live);
            case "secrets" -> secret(object);
            case "namespaces" -> namespace(object);
            case "persistentvolumeclaims" -> claim(object, live);
            case "networkpolicies.networking.k8s.io" -> networkPolicy(object);
            case "rolebindings." + RBAC, "clusterrolebindings." + RBAC -> binding(object);
            case "endpointslices.discovery.k8s.io" -> emptyIsNull(object, "endpoints", "ports");
            default -> {}
        }
        if (live == null && kind.has("status") && kinds.initialStatus(kind).isObject()) {
            object.set("status", kinds.initialStatus(kind).deepCopy());
        }
    }

    /** Lists that are always in the answer, and are null there without a member: storing does not tell the two apart. */
    private static void emptyIsNull(ObjectNode object, String... lists) {
        for (String list : lists) {
            if (object.path(list).isEmpty()) object.putNull(list);
        }
    }

    private static void template(ObjectNode object) {
        if (object.path("spec") instanceof ObjectNode spec
                && spec.path("template").isObject()) {
            podSpec(Json.child(Json.child(spec, "template"), "spec"));
        }
        JsonNode strategy = object.path("spec").path("strategy");
        if (Json.text(strategy, "type").equals("RollingUpdate") && strategy instanceof ObjectNode rolling) {
            ObjectNode limits = Json.child(rolling, "rollingUpdate");
            if (!limits.has("maxUnavailable")) limits.put("maxUnavailable", "25%");
            if (!limits.has("maxSurge")) limits.put("maxSurge", "25%");
        }
    }

    private static void podSpec(ObjectNode spec) {
        for (String list : new String[] {"initContainers", "containers"}) {
            for (JsonNode container : spec.path(list)) {
                if (!(container instanceof ObjectNode each) || each.has("imagePullPolicy")) continue;
                String image = Json.text(each, "image");
                String tail = image.substring(image.lastIndexOf('/') + 1);
                boolean latest = !tail.contains("@") && (!tail.contains(":") || tail.endsWith(":latest"));
                each.put("imagePullPolicy", latest ? "Always" : "IfNotPresent");
            }
        }
        if (spec.has("serviceAccountName")) spec.set("serviceAccount", spec.get("serviceAccountName"));
    }

    private static void pod(ObjectNode object, JsonNode live) {
        ObjectNode spec = Json.child(object, "spec");
        if (live == null) {
            if (Json.text(spec, "serviceAccountName").isEmpty()) spec.put("serviceAccountName", "default");
            if (!spec.has("enableServiceLinks")) spec.put("enableServiceLinks", true);
            if (!spec.has("preemptionPolicy")) spec.put("preemptionPolicy", "PreemptLowerPriority");
            if (!spec.has("priority")) spec.put("priority", 0);
            object.putObject("status").put("phase", "Pending").put("qosClass", qosClass(spec));
        }
        podSpec(spec);
    }

    private static String qosClass(JsonNode spec) {
        boolean any = false;
        boolean guaranteed = true;
        for (JsonNode container : spec.path("containers")) {
            JsonNode resources = container.path("resources");
            any |= !resources.path("requests").isEmpty()
                    || !resources.path("limits").isEmpty();
            JsonNode limits = resources.path("limits");
            boolean same =
                    !resources.has("requests") || resources.path("requests").equals(limits);
            guaranteed &= limits.has("cpu") && limits.has("memory") && same;
        }
        return !any ? "BestEffort" : guaranteed ? "Guaranteed" : "Burstable";
    }

    private static void statefulSet(ObjectNode object) {
        template(object);
        ObjectNode spec = Json.child(object, "spec");
        if (spec.path("updateStrategy") instanceof ObjectNode strategy) {
            if (!strategy.has("type")) strategy.put("type", "RollingUpdate");
            if (Json.text(strategy, "type").equals("RollingUpdate")) {
                ObjectNode rolling = Json.child(strategy, "rollingUpdate");
                if (!rolling.has("partition")) rolling.put("partition", 0);
            }
        }
        for (JsonNode claim : spec.path("volumeClaimTemplates")) {
            ObjectNode each = (ObjectNode) claim;
            each.put("apiVersion", "v1").put("kind", "PersistentVolumeClaim");
            Json.child(each, "status").put("phase", "Pending");
        }
    }

    private void service(ObjectNode object, JsonNode live) {
        ObjectNode spec = Json.child(object, "spec");
        for (JsonNode port : spec.path("ports")) {
            if (!port.has("targetPort")) ((ObjectNode) port).set("targetPort", port.path("port"));
        }
        if (Json.text(spec, "type").equals("ExternalName")) return;
        if (Json.text(spec, "clusterIP").isEmpty()) {
            String kept = live == null ? "" : Json.text(live, "spec", "clusterIP");
            spec.put("clusterIP", kept.isEmpty() ? freeAddress() : kept);
        }
        spec.putArray("clusterIPs").add(spec.get("clusterIP"));
        if (!spec.has("ipFamilies")) spec.putArray("ipFamilies").add("IPv4");
        if (!spec.has("ipFamilyPolicy")) spec.put("ipFamilyPolicy", "SingleStack");
    }

    /** Addresses go round, so that Services that are made at once never share one, and a new one has none of one just gone. */
    private String freeAddress() {
        Set<String> taken = new HashSet<>();
        store.list("services", "").objects().forEach(s -> taken.add(Json.text(s.object(), "spec", "clusterIP")));
        for (int tries = 0; tries < ADDRESSES; tries++) {
            int number = FIRST_ADDRESS + Math.floorMod(addresses.getAndIncrement(), ADDRESSES);
            String address = "10.96." + number / 256 + "." + number % 256;
            if (number % 256 != 0 && number % 256 != 255 && !taken.contains(address)) return address;
        }
        throw new IllegalStateException("all cluster addresses are taken");
    }

    private static void secret(ObjectNode object) {
        JsonNode texts = object.remove("stringData");
        if (texts == null) return;
        ObjectNode data = Json.child(object, "data");
        texts.properties()
                .forEach(e -> data.put(
                        e.getKey(),
                        Base64.getEncoder().encodeToString(e.getValue().asText().getBytes(StandardCharsets.UTF_8))));
    }

    private static void namespace(ObjectNode object) {
        ObjectNode metadata = Json.child(object, "metadata");
        Json.child(metadata, "labels").put("kubernetes.io/metadata.name", Json.text(metadata, "name"));
        ObjectNode spec = Json.child(object, "spec");
        if (!spec.has("finalizers") && !metadata.has("deletionTimestamp"))
            spec.putArray("finalizers").add("kubernetes");
    }

    private void claim(ObjectNode object, JsonNode live) {
        ObjectNode spec = Json.child(object, "spec");
        if (live != null) {
            growth(object, live);
            return;
        }
        if (spec.has("storageClassName")) return;
        storageClasses()
                .map(found -> found.path("metadata"))
                .filter(found -> Json.text(found, "annotations", "storageclass.kubernetes.io/is-default-class")
                        .equals("true"))
                .findFirst()
                .ifPresent(found -> spec.set("storageClassName", found.get("name")));
    }

    /** As the admission plugin PersistentVolumeClaimResize has it. */
    private void growth(JsonNode claim, JsonNode live) {
        if (storage(claim).compareTo(storage(live)) <= 0) return;
        String name = Json.text(claim, "spec", "storageClassName");
        boolean expands = storageClasses()
                .filter(found -> Json.text(found, "metadata", "name").equals(name))
                .anyMatch(found -> found.path("allowVolumeExpansion").asBoolean());
        if (!expands) {
            throw ApiFailure.forbidden(
                    "persistentvolumeclaims",
                    Json.text(claim, "metadata", "name"),
                    "only dynamically provisioned pvc can be resized and the storageclass that provisions the pvc must"
                            + " support resize");
        }
    }

    private Stream<ObjectNode> storageClasses() {
        return store.list("storageclasses.storage.k8s.io", "").objects().stream()
                .map(Stored::object);
    }

    private static BigDecimal storage(JsonNode claim) {
        return Quantities.parse(Json.text(claim, "spec", "resources", "requests", "storage"))
                .orElse(BigDecimal.ZERO);
    }

    private static void networkPolicy(ObjectNode object) {
        ObjectNode spec = Json.child(object, "spec");
        if (spec.has("policyTypes")) return;
        ArrayNode types = spec.putArray("policyTypes").add("Ingress");
        if (spec.has("egress")) types.add("Egress");
    }

    private static void binding(ObjectNode object) {
        ObjectNode role = Json.child(object, "roleRef");
        if (Json.text(role, "apiGroup").isEmpty()) role.put("apiGroup", RBAC);
        for (JsonNode subject : object.path("subjects")) {
            boolean account = Json.text(subject, "kind").equals("ServiceAccount");
            if (!account && !subject.has("apiGroup")) ((ObjectNode) subject).put("apiGroup", RBAC);
        }
    }
}
