package network.higherself.redis.operator.resources;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.io.IOException;
import java.io.InputStream;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import network.higherself.redis.api.v1.HigherSelfRedis;
import network.higherself.redis.operator.credentials.Login;
import network.higherself.redis.operator.plan.ExternalPlan;
import network.higherself.redis.operator.plan.ExternalPlanResult;
import network.higherself.redis.operator.plan.ExternalPlanner;
import network.higherself.redis.operator.plan.PlanResult;
import network.higherself.redis.operator.plan.Planner;
import network.higherself.redis.operator.plan.PlannerSettings;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The samples of a Redis that somebody else runs, and the files that say which settings each environment gives. */
class ExternalSamplesTest {

    private static final Path SAMPLES = Path.of("..", "samples");
    private static final String PASSWORD = "change-me";

    static Stream<Path> external() throws IOException {
        try (Stream<Path> files = Files.list(SAMPLES.resolve("external"))) {
            return files.sorted().toList().stream();
        }
    }

    @ParameterizedTest
    @MethodSource("external")
    void isPlannedWithoutAComplaintAndConsumedByItsNames(Path sample) throws IOException {
        HigherSelfRedis resource = one(sample, HigherSelfRedis.class);
        String name = resource.getMetadata().getName();

        assertThat(sample).hasFileName(name + ".yaml");
        assertThat(ExternalPlanner.plan(resource))
                .isInstanceOfSatisfying(
                        ExternalPlanResult.Accepted.class,
                        accepted -> assertThat(accepted.warnings()).isEmpty());
        assertThat(one(sample, Deployment.class)
                        .getSpec()
                        .getTemplate()
                        .getSpec()
                        .getContainers()
                        .get(0)
                        .getEnvFrom())
                .extracting(source -> source.getSecretRef().getName())
                .containsExactly(Names.connection(name));
    }

    @ParameterizedTest
    @ValueSource(strings = {"development", "staging", "production", "redis-cloud"})
    void anEnvironmentsFileSaysWhatTheOperatorGives(String name) throws IOException {
        Map<String, String> generated =
                read(ConnectionSettings.binding(model(name)).get(ConnectionSettings.ENV_FILE));
        generated.replaceAll((key, value) -> value.replace(SampleModels.CREDENTIALS.application(), PASSWORD));

        assertThat(read(Files.readString(SAMPLES.resolve("env").resolve(name + ".env"))))
                .containsExactlyInAnyOrderEntriesOf(generated);
    }

    /** What an application reads of such a file, where no value needs quotes. */
    private static Map<String, String> read(String file) throws IOException {
        String plain = file.lines().filter(line -> !line.contains("'")).collect(Collectors.joining("\n"));
        Properties properties = new Properties();
        properties.load(new StringReader(plain));
        Map<String, String> settings = new TreeMap<>();
        properties.forEach((key, value) -> settings.put(String.valueOf(key), String.valueOf(value)));
        return settings;
    }

    private static Model model(String name) throws IOException {
        if (Files.exists(SAMPLES.resolve(name + ".yaml"))) {
            HigherSelfRedis resource = one(SAMPLES.resolve(name + ".yaml"), HigherSelfRedis.class);
            PlanResult result = new Planner(new PlannerSettings("redis:7.2")).plan(resource, Optional.empty());
            return SampleModels.fixed(((PlanResult.Accepted) result).plan());
        }
        HigherSelfRedis resource = one(SAMPLES.resolve("external").resolve(name + ".yaml"), HigherSelfRedis.class);
        ExternalPlan plan = ((ExternalPlanResult.Accepted) ExternalPlanner.plan(resource)).plan();
        return new ExternalModel(
                plan,
                new OwnerReference(),
                new Login("default", PASSWORD),
                plan.authoritySecret(),
                plan.host(),
                plan.port(),
                "{}");
    }

    private static <T> T one(Path sample, Class<T> kind) throws IOException {
        KubernetesSerialization serialization = new KubernetesSerialization();
        serialization.registerKubernetesResource(HigherSelfRedis.class);
        try (InputStream content = Files.newInputStream(sample)) {
            java.util.Collection<?> objects = serialization.unmarshal(content);
            T found = objects.stream()
                    .filter(kind::isInstance)
                    .map(kind::cast)
                    .findFirst()
                    .orElseThrow();
            if (found instanceof HigherSelfRedis resource) {
                resource.getMetadata().setNamespace("higherself");
                resource.getMetadata().setUid("0f0e0d0c-0000-4000-8000-000000000001");
            }
            return found;
        }
    }
}
