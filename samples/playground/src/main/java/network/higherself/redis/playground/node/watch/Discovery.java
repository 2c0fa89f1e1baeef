package network.higherself.redis.playground.node.watch;

import io.fabric8.kubernetes.api.model.APIGroup;
import io.fabric8.kubernetes.api.model.APIResource;
import io.fabric8.kubernetes.api.model.APIResourceList;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Asks the API server which kinds of objects it serves. */
final class Discovery {

    private Discovery() {}

    /** All kinds in their preferred versions. */
    static List<ResourceType> types(KubernetesClient client) {
        List<ResourceType> found = new ArrayList<>();
        found.addAll(of(client, "", "v1"));
        for (APIGroup group : client.getApiGroups().getGroups()) {
            found.addAll(of(client, group.getName(), group.getPreferredVersion().getVersion()));
        }
        return List.copyOf(found);
    }

    private static List<ResourceType> of(KubernetesClient client, String group, String version) {
        APIResourceList list = client.getApiResources(group.isEmpty() ? version : group + "/" + version);
        if (list == null) {
            return List.of();
        }
        return list.getResources().stream()
                .filter(resource -> !resource.getName().contains("/"))
                .map(resource -> type(group, version, resource))
                .toList();
    }

    private static ResourceType type(String group, String version, APIResource resource) {
        return new ResourceType(
                group,
                version,
                resource.getName(),
                resource.getKind(),
                Boolean.TRUE.equals(resource.getNamespaced()),
                Set.copyOf(resource.getVerbs()));
    }
}
