package network.higherself.redis.operator.resources;

import java.util.HashMap;
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

    /** The same after some objects were written. */
    public Comparison with(Map<String, String> written) {
        Map<String, String> now = new HashMap<>(versions);
        now.putAll(written);
        return new Comparison(model, now);
    }
}
