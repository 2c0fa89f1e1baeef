package network.higherself.redis.playground.apiserver.http;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import network.higherself.redis.playground.apiserver.rbac.Authorizer.Access;

/**
 * What a path and a method ask for; every part but the version may be empty.
 *
 * @param selected the one name that a list or a watch selects by field: a role that names it allows it
 */
record RequestInfo(
        String verb,
        String group,
        String version,
        String namespace,
        String resource,
        String name,
        String subresource,
        String selected) {

    private static final Pattern ONE_NAME = Pattern.compile("(?:.*,)?metadata\\.name==?([^,!=]+)(?:,.*)?");

    /** Empty if the path is not that of a resource. */
    static Optional<RequestInfo> of(Call call) {
        List<String> parts = Arrays.stream(call.path().split("/"))
                .filter(part -> !part.isEmpty())
                .toList();
        boolean core = parts.size() > 2 && parts.get(0).equals("api");
        boolean grouped = parts.size() > 3 && parts.get(0).equals("apis");
        if (!core && !grouped) return Optional.empty();
        String group = core ? "" : parts.get(1);
        String version = parts.get(core ? 1 : 2);
        List<String> rest = parts.subList(core ? 2 : 3, parts.size());
        String namespace = "";
        if (rest.get(0).equals("namespaces") && rest.size() > 1) {
            namespace = rest.get(1);
            boolean ownSubresource =
                    rest.size() == 3 && List.of("status", "finalize").contains(rest.get(2));
            if (rest.size() > 2 && !ownSubresource) rest = rest.subList(2, rest.size());
        }
        String name = rest.size() > 1 ? rest.get(1) : "";
        String subresource = rest.size() > 2 ? rest.get(2) : "";
        return Optional.of(new RequestInfo(
                verb(call, name, subresource),
                group,
                version,
                namespace,
                rest.get(0),
                name,
                subresource,
                selected(call)));
    }

    private static String verb(Call call, String name, String subresource) {
        return switch (call.method()) {
            case "POST" -> "create";
            case "PUT" -> "update";
            case "PATCH" -> "patch";
            case "DELETE" -> name.isEmpty() ? "deletecollection" : "delete";
            default -> call.flag("watch") && subresource.isEmpty() ? "watch" : name.isEmpty() ? "list" : "get";
        };
    }

    private static String selected(Call call) {
        Matcher one = ONE_NAME.matcher(
                Optional.ofNullable(call.parameter("fieldSelector")).orElse(""));
        return one.matches() ? one.group(1) : "";
    }

    Access access() {
        return new Access(verb, group, resource, subresource, namespace, name.isEmpty() ? selected : name, "");
    }
}
