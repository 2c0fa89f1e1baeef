package network.higherself.redis.operator.http.api;

import java.util.Map;
import java.util.Optional;
import network.higherself.redis.operator.probe.ResourceKey;

/**
 * A call that was read and is good.
 *
 * @param values of its parameters, by name
 * @param zipped whether the caller reads gzip
 */
record Call(Operation operation, Map<String, String> values, boolean zipped) {

    /** @throws NullPointerException for a parameter that may be left out and was */
    String value(Parameter parameter) {
        return java.util.Objects.requireNonNull(values.get(parameter.name()), parameter.name());
    }

    Optional<String> maybe(Parameter parameter) {
        return Optional.ofNullable(values.get(parameter.name()));
    }

    int number(Parameter parameter) {
        return Integer.parseInt(value(parameter));
    }

    /** The resource that the path names. */
    ResourceKey resource() {
        return new ResourceKey(value(Parameter.NAMESPACE), value(Parameter.NAME));
    }
}
