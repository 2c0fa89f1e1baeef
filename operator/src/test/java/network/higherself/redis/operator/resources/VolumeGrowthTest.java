package network.higherself.redis.operator.resources;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaimBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import network.higherself.redis.operator.plan.RedisPlan;
import network.higherself.redis.operator.plan.SamplePlans;
import org.junit.jupiter.api.Test;

class VolumeGrowthTest {

    private static final RedisPlan SMALL = SamplePlans.withVolume(SamplePlans.production("agents"), "1Gi");
    private static final RedisPlan LARGE = SamplePlans.withVolume(SMALL, "2048Mi");
    private static final Optional<StatefulSet> SET = Optional.of(StatefulSets.of(SampleModels.fixed(SMALL)));

    @Test
    void aSettledVolumeNeedsNothingHoweverItsSizeIsWritten() {
        RedisPlan same = SamplePlans.withVolume(SMALL, "1024Mi");

        assertThat(VolumeGrowth.next(same, SET, List.of(claim("data-agents-0", "1Gi"))))
                .isEmpty();
        assertThat(VolumeGrowth.needed(same, SET)).isFalse();
    }

    @Test
    void aLargerOneAsksForMoreOnEveryClaimOfItsPodsAndForANewStatefulSet() {
        List<PersistentVolumeClaim> claims = List.of(
                claim("data-agents-0", "1Gi"),
                claim("data-agents-1", "2Gi"),
                claim("data-agents-x", "1Gi"),
                claim("data-agents-extra-0", "1Gi"),
                claim("backup-agents-0", "1Gi"));

        assertThat(VolumeGrowth.next(LARGE, SET, claims))
                .contains(new VolumeGrowth(List.of("data-agents-0"), new Quantity("2", "Gi"), true));
    }

    @Test
    void claimsThatGrewAlreadyLeaveTheStatefulSetToDo() {
        assertThat(VolumeGrowth.next(LARGE, SET, List.of(claim("data-agents-0", "2Gi"))))
                .contains(new VolumeGrowth(List.of(), new Quantity("2", "Gi"), true));
    }

    @Test
    void aResourceWithoutAVolumeOrWithoutAStatefulSetNeedsNothing() {
        assertThat(VolumeGrowth.next(SamplePlans.development("cache"), SET, List.of()))
                .isEmpty();
        assertThat(VolumeGrowth.next(LARGE, Optional.empty(), List.of())).isEmpty();
    }

    private static PersistentVolumeClaim claim(String name, String size) {
        return new PersistentVolumeClaimBuilder()
                .withNewMetadata()
                .withName(name)
                .endMetadata()
                .withNewSpec()
                .withNewResources()
                .withRequests(Map.of("storage", Quantity.parse(size)))
                .endResources()
                .endSpec()
                .build();
    }
}
