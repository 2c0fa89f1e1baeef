package network.higherself.redis.operator.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.GenericKubernetesResourceBuilder;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import network.higherself.redis.api.v1.HigherSelfRedis;
import network.higherself.redis.operator.plan.ExternalPlanResult;
import network.higherself.redis.operator.plan.ExternalPlanner;
import network.higherself.redis.operator.plan.PlanResult;
import network.higherself.redis.operator.plan.Planner;
import network.higherself.redis.operator.plan.PlannerSettings;
import network.higherself.redis.playground.apiserver.ApiServer;
import network.higherself.redis.playground.apiserver.ApiServerOptions;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What an API server takes and refuses by the generated schema, and in which words. */
class SchemaOnServerTest {

    private static final String NAMESPACE = "schema";

    private static ApiServer server;
    private static KubernetesClient user;

    /** A resource of the tables; {@code says} is part of the refusal. */
    record Case(String why, String name, JsonNode spec, String says) {
        @Override
        public String toString() {
            return why;
        }
    }

    @BeforeAll
    static void start() throws IOException {
        server = ApiServer.start(ApiServerOptions.local());
        user = new KubernetesClientBuilder()
                .withConfig(Config.fromKubeconfig(server.adminKubeconfig()))
                .build();
        try (InputStream crd = Files.newInputStream(Path.of("../crds/higherselfredises.yaml"))) {
            user.load(crd).create();
        }
        user.resource(new NamespaceBuilder()
                        .withNewMetadata()
                        .withName(NAMESPACE)
                        .endMetadata()
                        .build())
                .create();
    }

    @AfterAll
    static void stop() {
        user.close();
        server.close();
    }

    @ParameterizedTest
    @MethodSource("acceptedCases")
    void takes(Case accepted) {
        user.resource(resource(accepted)).dryRun().create();
    }

    @ParameterizedTest
    @MethodSource("acceptedCases")
    void thePlanTakesWhatTheSchemaTakes(Case accepted) {
        HigherSelfRedis read = user.getKubernetesSerialization()
                .convertValue(user.resource(resource(accepted)).dryRun().create(), HigherSelfRedis.class);

        if (ExternalPlanner.asked(read)) {
            assertThat(ExternalPlanner.plan(read)).isInstanceOf(ExternalPlanResult.Accepted.class);
        } else {
            assertThat(new Planner(new PlannerSettings("redis:7.2")).plan(read, Optional.empty()))
                    .isInstanceOf(PlanResult.Accepted.class);
        }
    }

    @ParameterizedTest
    @MethodSource("refusedCases")
    void refuses(Case refused) {
        assertThatThrownBy(() -> user.resource(resource(refused)).dryRun().create())
                .isInstanceOf(KubernetesClientException.class)
                .hasMessageContaining(refused.says());
    }

    @Test
    void justCreatedItDoesNotLookReady() {
        user.resource(resource(new Case("", "just-created", spec("Development"), "")))
                .create();

        HigherSelfRedis read = user.resources(HigherSelfRedis.class)
                .inNamespace(NAMESPACE)
                .withName("just-created")
                .get();

        assertThat(read.getStatus().observedGeneration()).isEqualTo(-1);
        assertThat(read.getStatus().conditions()).isNullOrEmpty();
        assertThat(read.getMetadata().getGeneration()).isEqualTo(1);
    }

    @Test
    void whoRunsItIsFixedAtCreation() {
        user.resource(resource(new Case("", "ours", spec("Development"), ""))).create();

        assertThatThrownBy(() -> user.resources(HigherSelfRedis.class)
                        .inNamespace(NAMESPACE)
                        .withName("ours")
                        .patch(
                                PatchContext.of(PatchType.JSON_MERGE),
                                "{\"spec\":{\"external\":{\"host\":\"redis.example.com\"}}}"))
                .isInstanceOf(KubernetesClientException.class)
                .hasMessageContaining("external is fixed at creation");
    }

    @Test
    void itScales() {
        user.resource(resource(new Case("", "scaled", spec("Staging"), ""))).create();

        user.resources(HigherSelfRedis.class)
                .inNamespace(NAMESPACE)
                .withName("scaled")
                .scale(4);

        assertThat(user.resources(HigherSelfRedis.class)
                        .inNamespace(NAMESPACE)
                        .withName("scaled")
                        .get()
                        .getSpec()
                        .topology()
                        .instances())
                .isEqualTo(4);
    }

    static List<Case> acceptedCases() throws IOException {
        return cases("accepted.yaml");
    }

    static List<Case> refusedCases() throws IOException {
        return cases("refused.yaml");
    }

    private static List<Case> cases(String table) throws IOException {
        List<Case> cases = new ArrayList<>();
        try (InputStream file = SchemaOnServerTest.class.getResourceAsStream(table)) {
            new YAMLMapper()
                    .readTree(file)
                    .forEach(row -> cases.add(new Case(
                            row.path("why").asText(),
                            row.path("name").asText("agents"),
                            row.path("spec"),
                            row.path("says").asText())));
        }
        return cases;
    }

    private static JsonNode spec(String environment) {
        YAMLMapper yaml = new YAMLMapper();
        var spec = yaml.createObjectNode().put("environment", environment);
        if (environment.equals("Staging")) {
            spec.putObject("topology").put("instances", 2);
        }
        return spec;
    }

    private static GenericKubernetesResource resource(Case row) {
        GenericKubernetesResource resource = new GenericKubernetesResourceBuilder()
                .withApiVersion("redis.higherself.network/v1")
                .withKind("HigherSelfRedis")
                .withNewMetadata()
                .withNamespace(NAMESPACE)
                .withName(row.name())
                .endMetadata()
                .build();
        if (!row.spec().isMissingNode()) {
            resource.setAdditionalProperties(Map.of("spec", row.spec()));
        }
        return resource;
    }
}
