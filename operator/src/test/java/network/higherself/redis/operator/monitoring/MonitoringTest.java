package network.higherself.redis.operator.monitoring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import network.higherself.redis.operator.monitoring.MonitoringObjects.Kind;
import network.higherself.redis.operator.testing.OperatorAccount;
import network.higherself.redis.playground.apiserver.ApiServer;
import network.higherself.redis.playground.apiserver.ApiServerOptions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** What a cluster with the Prometheus Operator's kinds gets, under the rights that ship. */
class MonitoringTest {

    private static final String API = "monitoring.coreos.com/v1";
    private static final Path MANIFESTS = Path.of("..", "manifests", "monitoring");
    private static final MonitoringObjects OBJECTS = new MonitoringObjects(
            OperatorAccount.NAMESPACE,
            "higherself-redis-operator",
            "higherself-redis-operator-serving",
            Map.of("release", "prometheus"));

    private final ApiServer server = ApiServer.start(ApiServerOptions.local());
    private final KubernetesClient administrator = new KubernetesClientBuilder()
            .withConfig(Config.fromKubeconfig(server.adminKubeconfig()))
            .build();
    private final List<AutoCloseable> running = new ArrayList<>();
    private final ListAppender<ILoggingEvent> log = new ListAppender<>();

    @BeforeEach
    void listen() {
        log.start();
        ((Logger) LoggerFactory.getLogger(Monitoring.class)).addAppender(log);
    }

    @AfterEach
    void close() throws Exception {
        ((Logger) LoggerFactory.getLogger(Monitoring.class)).detachAppender(log);
        for (int i = running.size() - 1; i >= 0; i--) {
            running.get(i).close();
        }
        administrator.close();
        server.close();
    }

    @Test
    void theyAreMadeOnceTheirKindsAreThere() throws IOException {
        KubernetesClient operator = account("monitoring-role.yaml");
        start(operator);
        kinds();

        await().untilAsserted(() -> assertThat(found(Kind.PROMETHEUS_RULE)).isNotNull());
        for (Kind kind : Kind.values()) {
            GenericKubernetesResource manifest = manifest(kind);
            assertThat(found(kind).<Object>get("spec")).isEqualTo(manifest.<Object>get("spec"));
            assertThat(found(kind).getMetadata().getLabels())
                    .containsAllEntriesOf(manifest.getMetadata().getLabels())
                    .containsEntry("release", "prometheus");
        }
    }

    @Test
    void thoseThatAreThereAreBroughtUpToDateAndKeepWhatOthersAdded() throws IOException {
        KubernetesClient operator = account("monitoring-role.yaml");
        kinds();
        MonitoringObjects before = new MonitoringObjects(OperatorAccount.NAMESPACE, "before", "before", Map.of());
        start(operator, before);
        await().untilAsserted(() -> assertThat(found(Kind.PROMETHEUS_RULE)).isNotNull());
        administrator
                .genericKubernetesResources(API, "ServiceMonitor")
                .inNamespace(OperatorAccount.NAMESPACE)
                .withName("higherself-redis-operator")
                .edit(monitor -> {
                    monitor.getMetadata().getLabels().put("team", "platform");
                    return monitor;
                });

        start(operator);

        await().untilAsserted(() -> assertThat(
                        found(Kind.SERVICE_MONITOR).<String>get("spec", "endpoints", 0, "tlsConfig", "serverName"))
                .isEqualTo("higherself-redis-operator.higherself-redis-system.svc"));
        assertThat(found(Kind.SERVICE_MONITOR).getMetadata().getLabels()).containsEntry("team", "platform");
    }

    @Test
    void whatSomebodyElseSaysDifferentlyStaysHis() throws IOException {
        KubernetesClient operator = account("monitoring-role.yaml");
        kinds();
        GenericKubernetesResource theirs = manifest(Kind.PROMETHEUS_RULE);
        theirs.getMetadata().setNamespace(OperatorAccount.NAMESPACE);
        theirs.setAdditionalProperty("spec", Map.of("groups", List.of(Map.of("name", "theirs"))));
        administrator
                .resource(theirs)
                .patch(new PatchContext.Builder()
                        .withPatchType(PatchType.SERVER_SIDE_APPLY)
                        .withFieldManager("gitops")
                        .build());

        start(operator);

        await().untilAsserted(() -> assertThat(said()).anyMatch(line -> line.contains("stays as it is")));
        assertThat(found(Kind.PROMETHEUS_RULE).<String>get("spec", "groups", 0, "name"))
                .isEqualTo("theirs");
        assertThat(found(Kind.SERVICE_MONITOR)).isNotNull();
    }

    @Test
    void withoutTheRoleItIsSaidOnceWhatToDo() throws IOException {
        KubernetesClient operator = account();
        kinds();

        start(operator);

        await().untilAsserted(() ->
                assertThat(said()).hasSize(2).allMatch(line -> line.contains("higherself-redis-operator-monitoring")));
        assertThat(found(Kind.SERVICE_MONITOR)).isNull();
    }

    @Test
    void anInstallationOfOtherNamesIsScrapedByThem() {
        GenericKubernetesResource monitor = new MonitoringObjects("ops", "redis-operator", "redis-tls", Map.of())
                .of(Kind.SERVICE_MONITOR, new KubernetesSerialization());

        assertThat(monitor.getMetadata().getNamespace()).isEqualTo("ops");
        assertThat(monitor.<Object>get("spec", "endpoints", 0, "tlsConfig"))
                .isEqualTo(Map.of(
                        "serverName",
                        "redis-operator.ops.svc",
                        "ca",
                        Map.of("secret", Map.of("name", "redis-tls", "key", "ca.crt"))));
    }

    private KubernetesClient account(String... manifests) throws IOException {
        KubernetesClient operator = OperatorAccount.client(administrator, manifests);
        running.add(operator);
        return operator;
    }

    private void start(KubernetesClient operator) {
        start(operator, OBJECTS);
    }

    private void start(KubernetesClient operator, MonitoringObjects objects) {
        Monitoring monitoring = new Monitoring(operator, objects, Duration.ofMillis(50));
        running.add(monitoring);
        monitoring.start();
    }

    private void kinds() {
        administrator.load(getClass().getResourceAsStream("crds.yaml")).create();
        await().ignoreExceptions()
                .until(() -> administrator.getApiResources(API).getResources().size() >= Kind.values().length);
    }

    private GenericKubernetesResource found(Kind kind) {
        GenericKubernetesResource manifest = manifest(kind);
        return administrator
                .genericKubernetesResources(API, manifest.getKind())
                .inNamespace(OperatorAccount.NAMESPACE)
                .withName(manifest.getMetadata().getName())
                .get();
    }

    private static GenericKubernetesResource manifest(Kind kind) {
        String file = kind == Kind.SERVICE_MONITOR ? "service-monitor.yaml" : "prometheus-rule.yaml";
        try (InputStream in = Files.newInputStream(MANIFESTS.resolve(file))) {
            return new KubernetesSerialization().unmarshal(in, GenericKubernetesResource.class);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private List<String> said() {
        return List.copyOf(log.list).stream()
                .map(ILoggingEvent::getFormattedMessage)
                .toList();
    }
}
