package network.higherself.redis.operator.resources;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ManagedFieldsEntry;
import io.fabric8.kubernetes.api.model.ManagedFieldsEntryBuilder;
import io.fabric8.kubernetes.api.model.OwnerReferenceBuilder;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.apps.StatefulSetBuilder;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudgetBuilder;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class ObjectVersionsTest {

    private static final StatefulSet SET = new StatefulSetBuilder()
            .withNewMetadata()
            .withName("cache")
            .withUid("first")
            .withGeneration(3L)
            .withResourceVersion("100")
            .withLabels(Map.of("app.kubernetes.io/managed-by", "higherself-redis-operator"))
            .withManagedFields(fields(Names.FIELD_MANAGER, "spec"), fields("kube-controller-manager", "status"))
            .endMetadata()
            .build();

    private static final PodDisruptionBudget BUDGET = new PodDisruptionBudgetBuilder()
            .withNewMetadata()
            .withName("cache")
            .withGeneration(1L)
            .withResourceVersion("100")
            .endMetadata()
            .build();

    private static final Secret SECRET = new SecretBuilder()
            .withNewMetadata()
            .withName("cache")
            .withResourceVersion("100")
            .endMetadata()
            .build();

    private static ManagedFieldsEntry fields(String manager, String of) {
        return new ManagedFieldsEntryBuilder()
                .withManager(manager)
                .withOperation("Apply")
                .withNewFieldsV1()
                .addToAdditionalProperties("f:" + of, Map.of())
                .endFieldsV1()
                .build();
    }

    private static Arguments set(String what, boolean changed, UnaryOperator<StatefulSetBuilder> change) {
        StatefulSetBuilder later = new StatefulSetBuilder(SET)
                .editMetadata()
                .withResourceVersion("101")
                .endMetadata();
        return Arguments.of(what, SET, change.apply(later).build(), changed);
    }

    static Stream<Arguments> changes() {
        return Stream.of(
                Arguments.of("nothing", SET, new StatefulSetBuilder(SET).build(), false),
                set(
                        "its status",
                        false,
                        set -> set.withNewStatus().withReadyReplicas(1).endStatus()),
                set(
                        "who wrote the status",
                        false,
                        set -> set.editMetadata()
                                .withManagedFields(
                                        fields(Names.FIELD_MANAGER, "spec"),
                                        fields("kube-controller-manager", "status.replicas"))
                                .endMetadata()),
                set(
                        "its spec",
                        true,
                        set -> set.editMetadata().withGeneration(4L).endMetadata()),
                set(
                        "a label",
                        true,
                        set -> set.editMetadata().addToLabels("team", "cache").endMetadata()),
                set(
                        "an annotation",
                        true,
                        set -> set.editMetadata()
                                .addToAnnotations("note", "mine")
                                .endMetadata()),
                set(
                        "its owner",
                        true,
                        set -> set.editMetadata()
                                .withOwnerReferences(new OwnerReferenceBuilder()
                                        .withName("another")
                                        .build())
                                .endMetadata()),
                set(
                        "that it is being deleted",
                        true,
                        set -> set.editMetadata()
                                .withDeletionTimestamp("2026-11-24T02:00:00Z")
                                .endMetadata()),
                set(
                        "that it is another of the same name",
                        true,
                        set -> set.editMetadata().withUid("second").endMetadata()),
                set(
                        "that a field of ours is somebody else's",
                        true,
                        set -> set.editMetadata()
                                .withManagedFields(fields(Names.FIELD_MANAGER, "metadata"), fields("somebody", "spec"))
                                .endMetadata()),
                Arguments.of(
                        "a budget's status",
                        BUDGET,
                        new PodDisruptionBudgetBuilder(BUDGET)
                                .editMetadata()
                                .withResourceVersion("101")
                                .endMetadata()
                                .withNewStatus()
                                .withCurrentHealthy(1)
                                .endStatus()
                                .build(),
                        false),
                Arguments.of(
                        "a Secret",
                        SECRET,
                        new SecretBuilder(SECRET)
                                .editMetadata()
                                .withResourceVersion("101")
                                .endMetadata()
                                .build(),
                        true));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("changes")
    void aVersionTellsAChangeThatSomebodyReads(String what, HasMetadata before, HasMetadata now, boolean changed) {
        assertThat(ObjectVersions.changed(now, before)).isEqualTo(changed);
        assertThat(ObjectVersions.of(Stream.of(now)).equals(ObjectVersions.of(Stream.of(before))))
                .isEqualTo(!changed);
    }

    @Test
    void objectsOfOneNameAreToldApartByTheirKind() {
        assertThat(ObjectVersions.of(Stream.of(SET, BUDGET, SECRET)))
                .containsOnlyKeys("StatefulSet/cache", "PodDisruptionBudget/cache", "Secret/cache")
                .containsEntry("Secret/cache", "100");
    }

    @Test
    void oneThatIsNotThereHasNoVersion() {
        assertThat(ObjectVersions.of(Stream.of(SECRET))).isNotEqualTo(ObjectVersions.of(Stream.of(SECRET, BUDGET)));
        assertThat(ObjectVersions.of(Stream.<Secret>of())).isEmpty();
    }
}
