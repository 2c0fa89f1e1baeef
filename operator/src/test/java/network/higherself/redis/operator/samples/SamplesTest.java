package network.higherself.redis.operator.samples;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.KeyToPath;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import network.higherself.redis.api.v1.HigherSelfRedis;
import network.higherself.redis.operator.plan.PlanResult;
import network.higherself.redis.operator.plan.Planner;
import network.higherself.redis.operator.plan.PlannerSettings;
import network.higherself.redis.operator.plan.RedisPlan;
import network.higherself.redis.operator.resources.Names;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The samples as they stand: planned without a complaint, and consumed by the names that the operator gives. */
class SamplesTest {

    private static final Path SAMPLES = Path.of("..", "samples");

    static Stream<Path> samples() throws IOException {
        try (Stream<Path> files = Files.list(SAMPLES)) {
            return files.filter(file -> file.toString().endsWith(".yaml")).sorted().toList().stream();
        }
    }

    @ParameterizedTest
    @MethodSource("samples")
    void isPlannedWithoutAComplaint(Path sample) throws IOException {
        assertThat(planned(one(sample, HigherSelfRedis.class)))
                .isInstanceOfSatisfying(
                        PlanResult.Accepted.class,
                        accepted -> assertThat(accepted.warnings()).isEmpty());
    }

    private static PlanResult planned(HigherSelfRedis resource) {
        resource.getMetadata().setNamespace("higherself");
        resource.getMetadata().setUid("0f0e0d0c-0000-4000-8000-000000000001");
        return new Planner(new PlannerSettings("redis:7.2")).plan(resource, Optional.empty());
    }

    private static RedisPlan plan(Path sample) throws IOException {
        return ((PlanResult.Accepted) planned(one(sample, HigherSelfRedis.class))).plan();
    }

    /** Of the features, where any is named: then nobody needs the user who may do everything. */
    private static List<String> connections(HigherSelfRedis resource) {
        String name = resource.getMetadata().getName();
        RedisPlan plan = ((PlanResult.Accepted) planned(resource)).plan();
        return plan.features().named()
                ? plan.features().enabled().keySet().stream()
                        .map(feature -> Names.featureConnection(name, feature))
                        .toList()
                : List.of(Names.connection(name));
    }

    @ParameterizedTest
    @MethodSource("samples")
    void isNamedLikeItsFileAndConsumedByItsNames(Path sample) throws IOException {
        HigherSelfRedis resource = one(sample, HigherSelfRedis.class);
        String name = resource.getMetadata().getName();
        PodSpec pod = one(sample, Deployment.class).getSpec().getTemplate().getSpec();

        assertThat(sample).hasFileName(name + ".yaml");
        assertThat(pod.getContainers())
                .flatExtracting(Container::getEnvFrom)
                .extracting(source -> source.getSecretRef().getName())
                .isNotEmpty()
                .isSubsetOf(connections(resource));
        assertThat(pod.getVolumes())
                .filteredOn(volume -> volume.getSecret() != null)
                .singleElement()
                .satisfies(volume -> {
                    assertThat(volume.getSecret().getSecretName()).isEqualTo(Names.binding(name));
                    assertThat(volume.getSecret().getItems())
                            .as("the rest of the binding is the password of the user who may do everything")
                            .extracting(KeyToPath::getKey)
                            .containsExactly("ca.crt");
                    assertThat(Boolean.TRUE.equals(volume.getSecret().getOptional()))
                            .as("without TLS there is no authority, and a key that is missing holds the pod up")
                            .isEqualTo(!plan(sample).encryption().enabled());
                });
    }

    @Test
    void whatMustNotBeEvictedIsKept() throws IOException {
        for (String kept : List.of("sessions.yaml", "task-queue.yaml")) {
            assertThat(plan(SAMPLES.resolve(kept)).directives())
                    .as(kept)
                    .containsEntry("maxmemory-policy", "volatile-lru");
        }
    }

    private static <T> T one(Path sample, Class<T> kind) throws IOException {
        KubernetesSerialization serialization = new KubernetesSerialization();
        serialization.registerKubernetesResource(HigherSelfRedis.class);
        try (InputStream content = Files.newInputStream(sample)) {
            Collection<?> objects = serialization.unmarshal(content);
            return objects.stream()
                    .filter(kind::isInstance)
                    .map(kind::cast)
                    .findFirst()
                    .orElseThrow();
        }
    }
}
