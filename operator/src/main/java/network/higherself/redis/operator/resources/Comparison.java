package network.higherself.redis.operator.resources;

import java.util.Map;

/**
 * What objects were compared with, and which they were: equal ones need not be compared again. {@code toString} shows no secret,
 * since none of its parts does.
 *
 * @param versions of all objects that the resource owns ({@link ObjectVersions})
 */
public record Comparison(Model model, Map<String, String> versions) {

    public Comparison {
        versions = Map.copyOf(versions);
    }
}
