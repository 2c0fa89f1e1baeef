package network.higherself.redis.operator.credentials;

import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import network.higherself.redis.operator.plan.FeatureKind;

/**
 * The passwords of one resource's users. {@code toString} shows none of them.
 *
 * @param operator of the system user {@code higherself-operator}
 * @param replication of the system user {@code higherself-replication}
 * @param application of the application's user {@code higherself}
 * @param features of the users of features, {@code higherself-cache} and the like
 */
public record Credentials(
        String operator, String replication, String application, SortedMap<FeatureKind, String> features) {
    public static final String OPERATOR_USER = "higherself-operator";
    public static final String REPLICATION_USER = "higherself-replication";
    public static final String APPLICATION_USER = "higherself";

    public Credentials {
        features = Collections.unmodifiableSortedMap(new TreeMap<>(features));
    }

    /** Without features. */
    public Credentials(String operator, String replication, String application) {
        this(operator, replication, application, new TreeMap<>());
    }

    /** The user of a feature. */
    public static String user(FeatureKind feature) {
        return APPLICATION_USER + "-" + feature.kebab();
    }

    /** The feature of a user; empty: it is no feature's. */
    public static Optional<FeatureKind> feature(String user) {
        return java.util.Arrays.stream(FeatureKind.values())
                .filter(kind -> user(kind).equals(user))
                .findFirst();
    }

    /** The same with these passwords of features. */
    public Credentials withFeatures(Map<FeatureKind, String> passwords) {
        return new Credentials(operator, replication, application, new TreeMap<>(passwords));
    }

    @Override
    public String toString() {
        return "Credentials[…]";
    }
}
