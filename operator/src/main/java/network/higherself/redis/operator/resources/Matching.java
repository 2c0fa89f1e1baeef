package network.higherself.redis.operator.resources;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.processing.dependent.kubernetes.SSABasedGenericKubernetesResourceMatcher;
import java.util.Iterator;
import java.util.List;
import java.util.Map;

/**
 * Whether what we own of an object is what we want, as the SDK compares it; but a number counts by its value. What was kept
 * as it came ({@link Reading}) has the type that JSON suggests, and what we say the one that the model has.
 */
final class Matching<R extends HasMetadata> extends SSABasedGenericKubernetesResourceMatcher<R> {

    @Override
    protected boolean matches(
            Map<String, Object> actualMap, Map<String, Object> desiredMap, R actual, R desired, Context<?> context) {
        return same(actualMap, desiredMap);
    }

    static boolean same(Object one, Object other) {
        if (one instanceof Map<?, ?> map && other instanceof Map<?, ?> others) {
            return map.size() == others.size()
                    && map.entrySet().stream()
                            .allMatch(entry -> others.containsKey(entry.getKey())
                                    && same(entry.getValue(), others.get(entry.getKey())));
        }
        if (one instanceof List<?> list && other instanceof List<?> others) {
            Iterator<?> next = others.iterator();
            return list.size() == others.size() && list.stream().allMatch(item -> same(item, next.next()));
        }
        if (integral(one) && integral(other)) {
            return ((Number) one).longValue() == ((Number) other).longValue();
        }
        return one == null ? other == null : one.equals(other);
    }

    private static boolean integral(Object value) {
        return value instanceof Integer || value instanceof Long;
    }
}
