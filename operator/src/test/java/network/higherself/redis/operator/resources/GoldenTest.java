package network.higherself.redis.operator.resources;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import network.higherself.redis.api.v1.HigherSelfRedis;
import network.higherself.redis.api.v1.TlsMode;
import network.higherself.redis.api.v1.TopologyMode;
import network.higherself.redis.operator.plan.PlanResult;
import network.higherself.redis.operator.plan.Planner;
import network.higherself.redis.operator.plan.PlannerSettings;
import network.higherself.redis.operator.plan.RedisPlan;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * What is made of a resource, object by object: every folder holds a resource ({@code in-HigherSelfRedis.yaml}) and all
 * that comes of it ({@code out-<Kind>-<name>.yaml}, Secrets in clear). Run with {@code -Dgolden.update=true} to write
 * the files anew, and read the difference before it is committed.
 */
class GoldenTest {

    private static final Path FOLDERS =
            Path.of("src/test/resources", "network/higherself/redis/operator/resources/golden");
    private static final boolean UPDATE = Boolean.getBoolean("golden.update");

    @TestFactory
    Stream<DynamicTest> everyFolderHoldsWhatComesOfItsResource() throws IOException {
        return Files.list(FOLDERS)
                .sorted()
                .map(folder -> DynamicTest.dynamicTest(folder.getFileName().toString(), () -> verify(folder)));
    }

    private static void verify(Path folder) throws IOException {
        HigherSelfRedis resource = Serialization.unmarshal(
                Files.readString(folder.resolve("in-HigherSelfRedis.yaml")), HigherSelfRedis.class);
        PlanResult result = new Planner(new PlannerSettings("redis:7.2")).plan(resource, Optional.empty());
        assertThat(result).isInstanceOf(PlanResult.Accepted.class);
        Map<String, String> made = new TreeMap<>();
        for (HasMetadata object : objects(((PlanResult.Accepted) result).plan())) {
            String file = "out-" + object.getKind() + "-" + object.getMetadata().getName() + ".yaml";
            String yaml = Serialization.asYaml(object instanceof Secret secret ? inClear(secret) : object);
            assertThat(made.put(file, yaml))
                    .as("two objects of one name: " + file)
                    .isNull();
        }
        Map<String, String> expected = new TreeMap<>();
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.filter(file -> file.getFileName().toString().startsWith("out-"))
                    .toList()) {
                if (UPDATE) {
                    Files.delete(file);
                } else {
                    expected.put(file.getFileName().toString(), Files.readString(file));
                }
            }
        }
        if (UPDATE) {
            for (Map.Entry<String, String> file : made.entrySet()) {
                Files.writeString(folder.resolve(file.getKey()), file.getValue());
            }
            return;
        }
        assertThat(made.keySet()).isEqualTo(expected.keySet());
        made.forEach((file, yaml) -> assertThat(yaml).as(file).isEqualTo(expected.get(file)));
    }

    static List<HasMetadata> objects(RedisPlan plan) {
        RedisModel model = SampleModels.fixed(plan);
        List<HasMetadata> objects = new ArrayList<>(List.of(
                ConfigMaps.config(model),
                ConfigMaps.plan(model),
                Secrets.credentials(model),
                Secrets.server(model),
                Secrets.connection(model),
                Secrets.binding(model),
                Services.primary(model),
                Services.pods(model),
                StatefulSets.of(model)));
        plan.features().enabled().keySet().forEach(feature -> objects.add(Secrets.connection(model, feature)));
        if (plan.encryption().enabled()) {
            objects.add(Secrets.tls(model));
        }
        if (plan.encryption().mode() == TlsMode.SelfSigned) {
            objects.add(Secrets.authority(model));
        }
        if (plan.mode() == TopologyMode.Replication) {
            objects.add(Services.replicas(model));
        }
        if (DisruptionBudgets.wanted(plan)) {
            objects.add(DisruptionBudgets.of(model));
        }
        if (NetworkPolicies.wanted(plan)) {
            objects.add(NetworkPolicies.of(model));
        }
        return objects;
    }

    private static Secret inClear(Secret secret) {
        Map<String, String> content = new TreeMap<>();
        secret.getData()
                .forEach((key, value) ->
                        content.put(key, new String(Base64.getDecoder().decode(value), StandardCharsets.UTF_8)));
        return new SecretBuilder(secret).withData(null).withStringData(content).build();
    }
}
