package network.higherself.redis.playground.apiserver.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import network.higherself.redis.playground.apiserver.apply.Patches;
import network.higherself.redis.playground.apiserver.model.ApiFailure;
import network.higherself.redis.playground.apiserver.model.Json;
import network.higherself.redis.playground.apiserver.model.Kind;
import network.higherself.redis.playground.apiserver.model.KindRegistry;
import network.higherself.redis.playground.apiserver.rbac.Reviews;
import network.higherself.redis.playground.apiserver.resource.Objects;
import network.higherself.redis.playground.apiserver.resource.Scale;
import network.higherself.redis.playground.apiserver.resource.WriteOptions;
import network.higherself.redis.playground.apiserver.schema.ProtobufDecoder;
import network.higherself.redis.playground.apiserver.store.Selector;
import network.higherself.redis.playground.apiserver.store.Store;

/** Every subresource but the status. */
final class Subresources {
    private final Store store;
    private final KindRegistry kinds;
    private final Objects objects;
    private final Reviews reviews;
    private final ProtobufDecoder protobuf;
    private final Scale scale;
    private final KubeletProxy kubelet;

    Subresources(Store store, KindRegistry kinds, Objects objects, Reviews reviews, ProtobufDecoder protobuf) {
        this.store = store;
        this.kinds = kinds;
        this.objects = objects;
        this.reviews = reviews;
        this.protobuf = protobuf;
        scale = new Scale(objects);
        kubelet = new KubeletProxy(store);
    }

    Answer answer(Call call, RequestInfo request, Kind kind) {
        String namespace = kind.namespaced() ? request.namespace() : "";
        String name = request.name();
        WriteOptions options = call.writeOptions(request.subresource());
        return switch (request.subresource() + " " + request.verb()) {
            case "scale get" -> Answer.Body.json(200, scale.get(kind, namespace, name));
            case "scale update" -> {
                ObjectNode wanted = call.object(protobuf);
                yield Answer.Body.json(200, scale.change(kind, namespace, name, options, present -> wanted));
            }
            case "scale patch" -> {
                JsonNode patch = call.tree();
                boolean operations = call.mediaType().equals("application/json-patch+json");
                yield Answer.Body.json(200, scale.change(kind, namespace, name, options, present ->
                        (ObjectNode) (operations ? Patches.json(present, patch) : Patches.merge(present, patch))));
            }
            case "finalize update" ->
                Answer.Body.json(200, objects.finalizeNamespace(kind, name, call.object(protobuf), options));
            case "token create" ->
                Answer.Body.json(
                        201,
                        reviews.token(
                                call.object(protobuf),
                                objects.stored(kind, namespace, name).object()));
            case "eviction create" -> evict(call, kind, namespace, name, options);
            case "binding create" -> bind(call, kind, namespace, name, options);
            case "log get" ->
                kubelet.logs(call, objects.stored(kind, namespace, name).object());
            default -> throw new ApiFailure(405, "MethodNotAllowed", "the method is not allowed");
        };
    }

    private Answer bind(Call call, Kind kind, String namespace, String name, WriteOptions options) {
        String node = Json.text(call.object(protobuf), "target", "name");
        ObjectNode patch = Json.object();
        patch.putObject("spec").put("nodeName", node);
        objects.patch(kind, namespace, name, "application/merge-patch+json", patch, options.on(""));
        return success();
    }

    private static Answer success() {
        return Answer.Body.json(
                201,
                Json.object()
                        .put("kind", "Status")
                        .put("apiVersion", "v1")
                        .put("status", "Success")
                        .put("code", 201));
    }

    private Answer evict(Call call, Kind kind, String namespace, String name, WriteOptions options) {
        ObjectNode body = call.object(protobuf);
        ObjectNode pod = objects.stored(kind, namespace, name).object();
        Kind budgets = kinds.builtin("policy", "poddisruptionbudgets");
        for (var stored : store.list(budgets.bucket(), namespace).objects()) {
            JsonNode budget = stored.object();
            String selector = Selector.text(budget.path("spec").path("selector"));
            if (!Selector.labels(selector).test(pod)) continue;
            if (budget.path("status").path("disruptionsAllowed").asInt() <= 0) {
                ObjectNode details = Json.object();
                details.putArray("causes")
                        .addObject()
                        .put("reason", "DisruptionBudget")
                        .put(
                                "message",
                                "The disruption budget " + Json.text(budget, "metadata", "name")
                                        + " does not allow the eviction");
                throw new ApiFailure(
                        429,
                        "TooManyRequests",
                        "Cannot evict pod as it would violate the pod's disruption budget.",
                        details);
            }
        }
        objects.deletion().delete(kind, namespace, name, body.path("deleteOptions"), options.dryRun());
        return success();
    }
}
