package network.higherself.redis.operator.resources;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import java.util.Map;
import java.util.TreeMap;

/** The ConfigMaps of a resource. */
final class ConfigMaps {

    private ConfigMaps() {}

    /** redis.conf in parts by the version that they need, and the scripts that put it together. */
    static ConfigMap config(RedisModel model) {
        Map<String, String> data = new TreeMap<>(Configuration.parts(model.plan()));
        data.putAll(Scripts.all());
        return map(model, Names.config(model.name()), data);
    }

    /** The last accepted plan, which routing and repair follow while the present spec is refused. */
    static ConfigMap plan(Model model) {
        return map(model, Names.plan(model.name()), model.keptPlan());
    }

    private static ConfigMap map(Model model, String name, Map<String, String> data) {
        return new ConfigMapBuilder()
                .withMetadata(Metadata.of(model, name))
                .withData(data)
                .build();
    }
}
