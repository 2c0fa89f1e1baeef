package network.higherself.redis.playground.apiserver.rbac;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import network.higherself.redis.playground.apiserver.model.ApiFailure;
import network.higherself.redis.playground.apiserver.model.Json;
import network.higherself.redis.playground.apiserver.store.Selector;
import network.higherself.redis.playground.apiserver.store.Store;
import network.higherself.redis.playground.apiserver.store.Stored;

/** RBAC: who may do what, by the roles and bindings that are stored now. */
public final class Authorizer {
    private static final String GROUP = ".rbac.authorization.k8s.io";

    private final Store store;

    public Authorizer(Store store) {
        this.store = store;
    }

    /**
     * What is asked for: either a resource (whose group, namespace, name and subresource may be empty) or, with an empty
     * resource, a path.
     */
    public record Access(
            String verb,
            String group,
            String resource,
            String subresource,
            String namespace,
            String name,
            String path) {
        public static Access toPath(String verb, String path) {
            return new Access(verb, "", "", "", "", "", path);
        }

        String qualifiedResource() {
            return subresource.isEmpty() ? resource : resource + "/" + subresource;
        }
    }

    /** @throws ApiFailure 403 in Kubernetes' words */
    public void require(User user, Access access) {
        if (isAllowed(user, access)) return;
        String who = "User \"" + user.name() + "\" cannot ";
        if (access.resource().isEmpty()) {
            throw new ApiFailure(
                    403,
                    "Forbidden",
                    "forbidden: " + who + access.verb() + " path \"" + access.path() + "\"",
                    Json.object());
        }
        String qualified = access.group().isEmpty() ? access.resource() : access.resource() + "." + access.group();
        String scope = access.namespace().isEmpty()
                ? "at the cluster scope"
                : "in the namespace \"" + access.namespace() + "\"";
        throw ApiFailure.forbidden(
                qualified,
                access.name(),
                who + access.verb() + " resource \"" + access.qualifiedResource() + "\" in API group \""
                        + access.group() + "\" " + scope);
    }

    public boolean isAllowed(User user, Access access) {
        if (user.isAdministrator()) return true;
        return rulesOf(user, access.namespace()).stream().anyMatch(rule -> allows(rule, access));
    }

    /** The rules that hold for a user cluster-wide and, unless it is empty, in the namespace. */
    public List<JsonNode> rulesOf(User user, String namespace) {
        List<JsonNode> rules = new ArrayList<>();
        for (Stored binding : store.list("clusterrolebindings" + GROUP, "").objects()) {
            collect(binding.object(), user, "", rules);
        }
        if (!namespace.isEmpty()) {
            for (Stored binding : store.list("rolebindings" + GROUP, namespace).objects()) {
                collect(binding.object(), user, namespace, rules);
            }
        }
        return rules;
    }

    private void collect(JsonNode binding, User user, String namespace, List<JsonNode> rules) {
        for (JsonNode subject : binding.path("subjects")) {
            if (!isMeant(subject, user, namespace)) continue;
            String role = Json.text(binding, "roleRef", "name");
            if (Json.text(binding, "roleRef", "kind").equals("ClusterRole"))
                clusterRole(role).forEach(rules::add);
            else {
                store.get("roles" + GROUP, Store.key(namespace, role))
                        .ifPresent(found -> found.object().path("rules").forEach(rules::add));
            }
            return;
        }
    }

    private static boolean isMeant(JsonNode subject, User user, String namespace) {
        String name = Json.text(subject, "name");
        return switch (Json.text(subject, "kind")) {
            case "User" -> user.name().equals(name);
            case "Group" -> user.groups().contains(name);
            case "ServiceAccount" -> {
                String of = Json.text(subject, "namespace");
                yield user.name().equals("system:serviceaccount:" + (of.isEmpty() ? namespace : of) + ":" + name);
            }
            default -> false;
        };
    }

    private List<JsonNode> clusterRole(String name) {
        List<JsonNode> rules = new ArrayList<>();
        store.get("clusterroles" + GROUP, Store.key("", name)).ifPresent(role -> {
            role.object().path("rules").forEach(rules::add);
            for (JsonNode selector : role.object().path("aggregationRule").path("clusterRoleSelectors")) {
                Predicate<JsonNode> selected = Selector.labels(Selector.text(selector));
                store.list("clusterroles" + GROUP, "").objects().stream()
                        .filter(other -> other != role && selected.test(other.object()))
                        .forEach(other -> clusterRole(Json.text(other.object(), "metadata", "name"))
                                .forEach(rules::add));
            }
        });
        return rules;
    }

    private static boolean allows(JsonNode rule, Access access) {
        if (!has(rule, "verbs", access.verb())) return false;
        if (access.resource().isEmpty()) {
            for (JsonNode path : rule.path("nonResourceURLs")) {
                String text = path.asText();
                boolean prefix = text.endsWith("*") && access.path().startsWith(text.substring(0, text.length() - 1));
                if (prefix || text.equals(access.path())) return true;
            }
            return false;
        }
        boolean resource = has(rule, "resources", access.qualifiedResource())
                || (!access.subresource().isEmpty()
                        && Json.strings(rule.path("resources")).contains("*/" + access.subresource()));
        boolean named = rule.path("resourceNames").isEmpty()
                || Json.strings(rule.path("resourceNames")).contains(access.name());
        return resource && named && has(rule, "apiGroups", access.group());
    }

    private static boolean has(JsonNode rule, String list, String value) {
        for (JsonNode each : rule.path(list)) {
            if (each.asText().equals("*") || each.asText().equals(value)) return true;
        }
        return false;
    }
}
