package network.higherself.redis.operator.resources;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import network.higherself.redis.api.v1.HigherSelfRedis;
import org.junit.jupiter.api.Test;

class OwnedTest {

    @Test
    void anObjectOfAnEarlierResourceOfThatNameIsNotThisOnes() {
        HigherSelfRedis resource = new HigherSelfRedis();
        resource.getMetadata().setName("agents");
        resource.getMetadata().setUid("second");

        assertThat(Owned.by(resource, ownedBy("second"))).isTrue();
        assertThat(Owned.by(resource, ownedBy("first"))).isFalse();
        assertThat(Owned.by(
                        resource,
                        new ConfigMapBuilder().withNewMetadata().endMetadata().build()))
                .isFalse();
    }

    private static ConfigMap ownedBy(String uid) {
        return new ConfigMapBuilder()
                .withNewMetadata()
                .addNewOwnerReference()
                .withApiVersion("redis.higherself.network/v1")
                .withKind("HigherSelfRedis")
                .withName("agents")
                .withUid(uid)
                .endOwnerReference()
                .endMetadata()
                .build();
    }
}
