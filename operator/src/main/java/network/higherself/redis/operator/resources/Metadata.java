package network.higherself.redis.operator.resources;

import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;

/** Metadata of everything that is made. */
final class Metadata {

    private Metadata() {}

    static ObjectMeta of(Model model, String name) {
        return new ObjectMetaBuilder()
                .withNamespace(model.namespace())
                .withName(name)
                .withLabels(model.labels())
                .withOwnerReferences(model.owner())
                .build();
    }
}
