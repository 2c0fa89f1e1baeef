package network.higherself.redis.playground.node.watch;

import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;
import java.util.Set;

/**
 * A kind of object as discovery describes it.
 *
 * @param group empty for the core group
 */
public record ResourceType(
        String group, String version, String plural, String kind, boolean namespaced, Set<String> verbs) {

    /** {@code v1} or {@code apps/v1}. */
    public String apiVersion() {
        return group.isEmpty() ? version : group + "/" + version;
    }

    /** What the client needs to address objects of this kind. */
    public ResourceDefinitionContext context() {
        return new ResourceDefinitionContext.Builder()
                .withGroup(group.isEmpty() ? null : group)
                .withVersion(version)
                .withPlural(plural)
                .withKind(kind)
                .withNamespaced(namespaced)
                .build();
    }

    /** The path of an object, or of the collection when the name is empty. */
    public String path(Key key) {
        String root = group.isEmpty() ? "/api/" + version : "/apis/" + group + "/" + version;
        String scope = namespaced && !key.namespace().isEmpty() ? "/namespaces/" + key.namespace() : "";
        return root + scope + "/" + plural + (key.name().isEmpty() ? "" : "/" + key.name());
    }
}
