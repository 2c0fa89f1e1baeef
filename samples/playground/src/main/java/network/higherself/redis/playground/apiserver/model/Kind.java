package network.higherself.redis.playground.apiserver.model;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import java.util.Set;
import network.higherself.redis.playground.apiserver.schema.CelRules;
import network.higherself.redis.playground.apiserver.schema.Schema;

/**
 * One served resource in one version.
 *
 * @param bucket names the store's table; two versions or groups of one resource share it
 * @param subresources for instance {@code status} and {@code scale}
 * @param columns printer columns as a CustomResourceDefinition writes them
 * @param rules the CEL rules of a custom resource
 * @param selectable field selectors beyond name and namespace, with their JSON paths
 * @param renames members whose name in this version differs from the stored one, stored name first
 * @param scalePaths JSON paths of the scale subresource: spec, status and selector
 */
public record Kind(
        String group,
        String version,
        String plural,
        String singular,
        String kind,
        String bucket,
        boolean namespaced,
        boolean custom,
        List<String> shortNames,
        List<String> categories,
        Set<String> subresources,
        Schema schema,
        CelRules rules,
        List<JsonNode> columns,
        Map<String, String> selectable,
        Map<String, String> renames,
        Map<String, String> scalePaths) {

    public String apiVersion() {
        return group.isEmpty() ? version : group + "/" + version;
    }

    /** The resource as messages name it: {@code widgets.example.org}, or {@code pods} of the core group. */
    public String qualified() {
        return group.isEmpty() ? plural : plural + "." + group;
    }

    /** The kind as messages of invalid objects name it. */
    public String qualifiedKind() {
        return group.isEmpty() ? kind : kind + "." + group;
    }

    public boolean has(String subresource) {
        return subresources.contains(subresource);
    }

    public boolean is(String aGroup, String aPlural) {
        return group.equals(aGroup) && plural.equals(aPlural);
    }
}
