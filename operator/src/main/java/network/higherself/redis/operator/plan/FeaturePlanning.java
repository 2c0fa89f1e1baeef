package network.higherself.redis.operator.plan;

import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;
import network.higherself.redis.api.v1.Feature;
import network.higherself.redis.api.v1.Features;
import network.higherself.redis.api.v1.PubsubFeature;
import network.higherself.redis.operator.plan.RedisPlan.FeaturesInUse;
import network.higherself.redis.operator.plan.RedisPlan.Grant;

/** Which features are enabled, and what each may touch. Pure. */
final class FeaturePlanning {

    /** Evicts only what expires by itself: a task or a session is not thrown away for a cached answer. */
    static final String POLICY = "volatile-lru";

    private static final String FIELD = "spec.features.";
    private static final String RESERVED = "higherself:health:";
    private static final Pattern KEY_PREFIX = Pattern.compile("[^\\s\"'\\\\*?\\[\\]\\p{Cntrl}]{1,128}");

    private FeaturePlanning() {}

    static FeaturesInUse resolve(Features asked, Problems problems) {
        SortedMap<FeatureKind, Grant> enabled = new TreeMap<>();
        if (asked == null) {
            return FeaturesInUse.NONE;
        }
        keys(FeatureKind.CACHE, asked.cache(), enabled, problems);
        keys(FeatureKind.SESSION_STORE, asked.sessionStore(), enabled, problems);
        keys(FeatureKind.RATE_LIMITING, asked.rateLimiting(), enabled, problems);
        keys(FeatureKind.TASK_QUEUE, asked.taskQueue(), enabled, problems);
        pubsub(asked.pubsub(), enabled, problems);
        boolean named = asked.cache() != null
                || asked.sessionStore() != null
                || asked.rateLimiting() != null
                || asked.taskQueue() != null
                || asked.pubsub() != null;
        return new FeaturesInUse(named, enabled);
    }

    /** Whether the default policy must be {@link #POLICY}. */
    static boolean needPolicy(FeaturesInUse features) {
        return features.enabled().keySet().stream().anyMatch(FeatureKind::keepsWhatMustNotBeEvicted);
    }

    /** A policy that a user chose against his features is his to choose, and worth a word. */
    static void checkPolicy(FeaturesInUse features, String policy, Problems problems) {
        if (policy.startsWith("allkeys-")) {
            features.enabled().keySet().stream()
                    .filter(FeatureKind::keepsWhatMustNotBeEvicted)
                    .forEach(kind -> problems.warn(
                            "spec.config.maxmemory-policy",
                            policy + " may evict what " + FIELD + kind.field()
                                    + " keeps when memory is full. Take it out, or set it to " + POLICY + "."));
        }
    }

    private static void keys(
            FeatureKind kind, Feature asked, SortedMap<FeatureKind, Grant> enabled, Problems problems) {
        if (asked == null || Boolean.FALSE.equals(asked.enabled())) {
            return;
        }
        List<String> prefixes = asked.keyPrefixes() == null ? kind.keyPrefixes() : asked.keyPrefixes();
        if (prefixes.isEmpty()) {
            problems.refuse(
                    FIELD + kind.field() + ".keyPrefixes",
                    "is empty: its user could touch nothing. Name the beginnings of its keys, or take it out.");
        }
        enabled.put(kind, new Grant(checked(kind, prefixes, problems), List.of()));
    }

    private static void pubsub(PubsubFeature asked, SortedMap<FeatureKind, Grant> enabled, Problems problems) {
        if (asked == null || Boolean.FALSE.equals(asked.enabled())) {
            return;
        }
        FeatureKind kind = FeatureKind.PUBSUB;
        List<String> prefixes = asked.keyPrefixes() == null ? kind.keyPrefixes() : asked.keyPrefixes();
        List<String> channels = asked.channels() == null ? kind.channels() : asked.channels();
        String field = FIELD + kind.field() + ".channels";
        if (channels.isEmpty()) {
            problems.refuse(field, "is empty: its user could hear nothing. Name channel patterns, or take it out.");
        }
        Planner.channels(field, channels, problems);
        enabled.put(kind, new Grant(checked(kind, prefixes, problems), List.copyOf(channels)));
    }

    private static List<String> checked(FeatureKind kind, List<String> prefixes, Problems problems) {
        for (int i = 0; i < prefixes.size(); i++) {
            String field = FIELD + kind.field() + ".keyPrefixes[" + i + "]";
            String prefix = prefixes.get(i);
            if (prefix == null || !KEY_PREFIX.matcher(prefix).matches()) {
                problems.refuse(
                        field,
                        "must be how keys begin, as in session:, without spaces, quotes and wildcards; what follows is"
                                + " free.");
            } else if (RESERVED.startsWith(prefix) || prefix.startsWith(RESERVED)) {
                problems.refuse(
                        field, "takes in " + RESERVED + ", where the operator's own keys are. Choose another one.");
            }
        }
        return prefixes.stream().distinct().toList();
    }
}
