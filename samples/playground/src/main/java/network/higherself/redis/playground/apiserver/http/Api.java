package network.higherself.redis.playground.apiserver.http;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import network.higherself.redis.playground.apiserver.discovery.Discovery;
import network.higherself.redis.playground.apiserver.discovery.OpenApi;
import network.higherself.redis.playground.apiserver.model.ApiFailure;
import network.higherself.redis.playground.apiserver.model.BuiltinKinds.Review;
import network.higherself.redis.playground.apiserver.model.Json;
import network.higherself.redis.playground.apiserver.model.Kind;
import network.higherself.redis.playground.apiserver.model.KindRegistry;
import network.higherself.redis.playground.apiserver.rbac.Authorizer;
import network.higherself.redis.playground.apiserver.rbac.Authorizer.Access;
import network.higherself.redis.playground.apiserver.rbac.Reviews;
import network.higherself.redis.playground.apiserver.rbac.Tokens;
import network.higherself.redis.playground.apiserver.rbac.User;
import network.higherself.redis.playground.apiserver.schema.ProtobufDecoder;

/** From a call to its answer: who asks, may they, and who answers. */
final class Api {
    /**
     * An OpenAPI v2 document in protobuf with its version and title alone. kubectl reads it before it takes a v1 List apart,
     * and leaves to the server what the document does not describe.
     */
    private static final Answer NOTHING_DESCRIBED = new Answer.Body(
            200,
            "\n\u00032.0\u0012\u0013\n\nKubernetes\u0012\u0005v1.36".getBytes(StandardCharsets.US_ASCII),
            "application/com.github.proto-openapi.spec.v2.v1.0+protobuf",
            List.of());

    private final KindRegistry kinds;
    private final Tokens tokens;
    private final Authorizer authorizer;
    private final Reviews reviews;
    private final ResourceEndpoint resources;
    private final ProtobufDecoder protobuf;
    private final Discovery discovery;
    private final OpenApi openApi;

    Api(
            KindRegistry kinds,
            Tokens tokens,
            Authorizer authorizer,
            Reviews reviews,
            ResourceEndpoint resources,
            ProtobufDecoder protobuf) {
        this.kinds = kinds;
        this.tokens = tokens;
        this.authorizer = authorizer;
        this.reviews = reviews;
        this.resources = resources;
        this.protobuf = protobuf;
        discovery = new Discovery(kinds);
        openApi = new OpenApi(kinds);
    }

    /** @throws ApiFailure what the client is refused with */
    Answer answer(Call call, User user) {
        Optional<RequestInfo> info = RequestInfo.of(call);
        if (info.isEmpty()) {
            authorizer.require(user, Access.toPath(call.method().toLowerCase(java.util.Locale.ROOT), call.path()));
            return document(call);
        }
        RequestInfo request = info.get();
        authorizer.require(user, request.access());
        Review review = kinds.builtins().reviews().get(request.group() + "/" + request.resource());
        if (review != null && request.verb().equals("create")) {
            ObjectNode body = call.object(protobuf);
            if (review.namespaced()) {
                ObjectNode spec = Json.child(body, "spec");
                Json.child(spec, "resourceAttributes").put("namespace", request.namespace());
            }
            body.put("kind", review.kind()).put("apiVersion", review.group() + "/" + review.version());
            return Answer.Body.json(201, reviews.answer(review.kind(), body, user));
        }
        Kind kind = kinds.find(request.group(), request.version(), request.resource())
                .orElseThrow(ApiFailure::notServed);
        return resources.answer(call, request, kind);
    }

    private Answer document(Call call) {
        String path = call.path();
        if (List.of("/healthz", "/livez", "/readyz").stream().anyMatch(path::startsWith)) return Answer.Body.text("ok");
        if (path.equals("/openapi/v2")) return NOTHING_DESCRIBED;
        Optional<ObjectNode> document =
                path.startsWith("/openapi/v3") ? openApi.document(path) : discovery.document(path);
        return Answer.Body.json(200, document.orElseThrow(ApiFailure::notServed));
    }

    /** @throws ApiFailure 401 for a token that is not known */
    User authenticate(Call call) {
        String header = call.header("Authorization");
        User user = header.startsWith("Bearer ")
                ? tokens.authenticate(header.substring(7).trim())
                        .orElseThrow(() -> new ApiFailure(401, "Unauthorized", "Unauthorized"))
                : new User("system:anonymous", "", List.of("system:unauthenticated"));
        String impersonated = call.header("Impersonate-User");
        if (impersonated.isEmpty()) return user;
        authorizer.require(user, new Access("impersonate", "", "users", "", "", impersonated, ""));
        List<String> groups = new ArrayList<>(call.headers().getAll("Impersonate-Group"));
        for (String group : groups) {
            authorizer.require(user, new Access("impersonate", "", "groups", "", "", group, ""));
        }
        String[] parts = impersonated.split(":");
        if (impersonated.startsWith("system:serviceaccount:") && parts.length == 4) {
            User.serviceAccount(parts[2], parts[3], "").groups().stream()
                    .filter(group -> !groups.contains(group))
                    .forEach(groups::add);
        } else if (!groups.contains("system:authenticated")) {
            groups.add("system:authenticated");
        }
        return new User(impersonated, "", groups);
    }
}
