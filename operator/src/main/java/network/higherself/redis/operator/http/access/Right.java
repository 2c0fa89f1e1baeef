package network.higherself.redis.operator.http.access;

import java.util.Optional;

/** What somebody must be allowed by Kubernetes to do. */
public sealed interface Right {

    /**
     * On HigherSelfRedis resources.
     *
     * @param namespace empty: in all
     * @param name empty: of all
     */
    record OnResource(String verb, Optional<String> namespace, Optional<String> name) implements Right {}

    /** On a path that is no resource, as in RBAC's nonResourceURLs. */
    record OnPath(String verb, String path) implements Right {}
}
