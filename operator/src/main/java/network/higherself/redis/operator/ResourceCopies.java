package network.higherself.redis.operator;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import io.javaoperatorsdk.operator.api.config.Cloner;
import network.higherself.redis.api.v1.HigherSelfRedis;

/**
 * The framework copies a resource before each visit. What is said and told in ours are values that nobody changes, so only
 * what is around them is copied; anything else goes through JSON and back, as the framework would do it itself.
 */
record ResourceCopies(KubernetesSerialization serialization) implements Cloner {

    @Override
    public <R extends HasMetadata> R clone(R object) {
        if (!(object instanceof HigherSelfRedis resource)) {
            return serialization.clone(object);
        }
        HigherSelfRedis copy = new HigherSelfRedis();
        copy.setMetadata(new ObjectMetaBuilder(resource.getMetadata()).build());
        copy.setSpec(resource.getSpec());
        copy.setStatus(resource.getStatus());
        @SuppressWarnings("unchecked") // of what is a HigherSelfRedis
        R same = (R) copy;
        return same;
    }
}
