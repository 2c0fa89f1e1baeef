package network.higherself.redis.playground.apiserver.rbac;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import network.higherself.redis.playground.apiserver.model.Json;
import network.higherself.redis.playground.apiserver.rbac.Authorizer.Access;

/** The kinds that are questions: who am I, whose token is this, may they do that. */
public final class Reviews {
    private static final long DEFAULT_TOKEN_SECONDS = 3600;

    private final Authorizer authorizer;
    private final Tokens tokens;
    private final Clock clock;

    public Reviews(Authorizer authorizer, Tokens tokens, Clock clock) {
        this.authorizer = authorizer;
        this.tokens = tokens;
        this.clock = clock;
    }

    /** Answers a review by setting its status. */
    public ObjectNode answer(String kind, ObjectNode review, User asking) {
        if (!review.has("metadata")) review.putObject("metadata");
        JsonNode spec = review.path("spec");
        ObjectNode status = review.putObject("status");
        switch (kind) {
            case "TokenReview" -> {
                Optional<User> user = tokens.authenticate(Json.text(spec, "token"));
                user.ifPresent(found ->
                        describe(found, status.put("authenticated", true).putObject("user")));
                if (user.isEmpty()) status.put("error", "invalid bearer token");
            }
            case "SelfSubjectReview" -> describe(asking, status.putObject("userInfo"));
            case "SelfSubjectRulesReview" -> rules(asking, Json.text(spec, "namespace"), status);
            case "SelfSubjectAccessReview" -> access(asking, spec, status);
            default -> {
                User user =
                        new User(Json.text(spec, "user"), Json.text(spec, "uid"), Json.strings(spec.path("groups")));
                access(user, spec, status);
            }
        }
        return review;
    }

    private static void describe(User user, ObjectNode into) {
        into.put("username", user.name());
        if (!user.uid().isEmpty()) into.put("uid", user.uid());
        user.groups().forEach(into.putArray("groups")::add);
    }

    private void access(User user, JsonNode spec, ObjectNode status) {
        JsonNode wanted = spec.path("resourceAttributes");
        Access access = wanted.isObject()
                ? new Access(
                        Json.text(wanted, "verb"),
                        Json.text(wanted, "group"),
                        Json.text(wanted, "resource"),
                        Json.text(wanted, "subresource"),
                        Json.text(wanted, "namespace"),
                        Json.text(wanted, "name"),
                        "")
                : Access.toPath(
                        Json.text(spec, "nonResourceAttributes", "verb"),
                        Json.text(spec, "nonResourceAttributes", "path"));
        status.put("allowed", authorizer.isAllowed(user, access));
    }

    private void rules(User user, String namespace, ObjectNode status) {
        var resources = status.putArray("resourceRules");
        var paths = status.putArray("nonResourceRules");
        if (user.isAdministrator()) {
            resources.addObject().set("verbs", all());
            ObjectNode rule = (ObjectNode) resources.get(0);
            rule.set("apiGroups", all());
            rule.set("resources", all());
            paths.addObject().set("verbs", all());
            ((ObjectNode) paths.get(0)).set("nonResourceURLs", all());
        }
        for (JsonNode rule : authorizer.rulesOf(user, namespace)) {
            if (rule.has("nonResourceURLs")) paths.add(rule);
            else resources.add(rule);
        }
        status.put("incomplete", false);
    }

    private static JsonNode all() {
        return Json.array().add("*");
    }

    /** Answers a TokenRequest for a ServiceAccount that exists. */
    public ObjectNode token(ObjectNode request, JsonNode account) {
        long seconds = request.path("spec").path("expirationSeconds").asLong(DEFAULT_TOKEN_SECONDS);
        Instant expires = clock.instant().plusSeconds(seconds);
        JsonNode metadata = account.path("metadata");
        request.put("kind", "TokenRequest").put("apiVersion", "authentication.k8s.io/v1");
        Json.child(request, "spec").put("expirationSeconds", seconds);
        for (String name : List.of("name", "namespace"))
            Json.child(request, "metadata").set(name, metadata.path(name));
        request.putObject("status")
                .put(
                        "token",
                        tokens.issue(
                                Json.text(metadata, "namespace"),
                                Json.text(metadata, "name"),
                                Json.text(metadata, "uid"),
                                expires))
                .put(
                        "expirationTimestamp",
                        expires.truncatedTo(java.time.temporal.ChronoUnit.SECONDS)
                                .toString());
        return request;
    }
}
