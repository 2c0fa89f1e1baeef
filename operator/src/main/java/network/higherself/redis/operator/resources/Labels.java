package network.higherself.redis.operator.resources;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;
import network.higherself.redis.operator.plan.RedisPlan;

/** The labels of everything that is made. The one place that knows them. */
public final class Labels {

    public static final String NAME = "app.kubernetes.io/name";
    public static final String INSTANCE = "app.kubernetes.io/instance";
    public static final String COMPONENT = "app.kubernetes.io/component";
    public static final String PART_OF = "app.kubernetes.io/part-of";
    public static final String MANAGED_BY = "app.kubernetes.io/managed-by";
    public static final String VERSION = "app.kubernetes.io/version";

    /** Value of {@link #MANAGED_BY}. */
    public static final String OPERATOR = "higherself-redis-operator";

    /** What the operator's informers select on the server's side. A constant, so that annotations can name it. */
    public static final String MANAGED_SELECTOR = MANAGED_BY + "=" + OPERATOR;

    /** On pods, set by the operator when it knows: {@link #PRIMARY} or {@link #REPLICA}. */
    public static final String ROLE = "redis.higherself.network/role";

    public static final String PRIMARY = "primary";
    public static final String REPLICA = "replica";

    /** Set by the StatefulSet controller on each pod. */
    public static final String POD_NAME = "statefulset.kubernetes.io/pod-name";

    private static final String APPLICATION = "higherself-redis";
    private static final Pattern LABEL_VALUE = Pattern.compile("[A-Za-z0-9]([A-Za-z0-9._-]{0,61}[A-Za-z0-9])?");

    private Labels() {}

    /** What selects the pods of a resource; never changes, since a StatefulSet's selector can't. */
    public static Map<String, String> selector(String resource) {
        Map<String, String> labels = new LinkedHashMap<>();
        labels.put(NAME, APPLICATION);
        labels.put(INSTANCE, resource);
        labels.put(COMPONENT, "server");
        return labels;
    }

    /** The selector in the form of a query, as the scale subresource publishes it. */
    public static String selectorText(String resource) {
        return NAME + "=" + APPLICATION + "," + INSTANCE + "=" + resource + "," + COMPONENT + "=server";
    }

    /** The labels that never change, for objects whose metadata can't. */
    public static Map<String, String> lasting(String resource) {
        Map<String, String> labels = selector(resource);
        labels.put(PART_OF, "higherself");
        labels.put(MANAGED_BY, OPERATOR);
        return labels;
    }

    /** The labels of an object. The version is the tag of the image, where it has one that a label may hold. */
    public static Map<String, String> of(RedisPlan plan) {
        Map<String, String> labels = lasting(plan.identity().name());
        String version = tag(plan.image());
        if (LABEL_VALUE.matcher(version).matches()) {
            labels.put(VERSION, version);
        }
        return labels;
    }

    private static String tag(String image) {
        String withoutDigest = image.contains("@") ? image.substring(0, image.indexOf('@')) : image;
        String last = withoutDigest.substring(withoutDigest.lastIndexOf('/') + 1);
        return last.contains(":") ? last.substring(last.indexOf(':') + 1) : "";
    }
}
