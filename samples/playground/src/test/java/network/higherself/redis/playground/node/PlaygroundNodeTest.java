package network.higherself.redis.playground.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.ContainerState;
import io.fabric8.kubernetes.api.model.DeletionPropagation;
import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.ResourceNotFoundException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import network.higherself.redis.playground.apiserver.ApiServer;
import network.higherself.redis.playground.apiserver.ApiServerOptions;
import network.higherself.redis.playground.runtime.Route;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The node against the embedded API server, with pods as plain processes. */
class PlaygroundNodeTest {

    private static final Duration LONG = Duration.ofSeconds(20);
    private static final String STATEFUL_SET = """
            apiVersion: v1
            kind: ConfigMap
            metadata: {name: settings}
            data: {greeting: hello}
            ---
            apiVersion: v1
            kind: Service
            metadata: {name: db}
            spec: {selector: {app: db}, ports: [{name: db, port: 80, targetPort: db}]}
            ---
            apiVersion: v1
            kind: Service
            metadata: {name: db-pods}
            spec: {clusterIP: None, publishNotReadyAddresses: true, selector: {app: db}, ports: [{name: db, port: 80}]}
            ---
            apiVersion: apps/v1
            kind: StatefulSet
            metadata: {name: db}
            spec:
              replicas: 2
              serviceName: db-pods
              podManagementPolicy: Parallel
              updateStrategy: {type: OnDelete}
              persistentVolumeClaimRetentionPolicy: {whenDeleted: Delete, whenScaled: Retain}
              selector: {matchLabels: {app: db}}
              template:
                metadata: {labels: {app: db}}
                spec:
                  terminationGracePeriodSeconds: 5
                  initContainers:
                  - name: version
                    image: db:1
                    command: [sh, -c, 'printf "db 1.2.3" > $TERMINATION_LOG']
                  containers:
                  - name: db
                    image: db:1
                    command: [sh, -c, 'date >> $MOUNT_data/starts; echo $(NAME) serves; exec sleep 60']
                    env: [{name: NAME, valueFrom: {fieldRef: {fieldPath: metadata.name}}}]
                    ports: [{name: db, containerPort: 8080}]
                    readinessProbe: {exec: {command: ["true"]}, periodSeconds: 1}
                    volumeMounts: [{name: data, mountPath: /data}, {name: settings, mountPath: /settings}]
                  volumes: [{name: settings, configMap: {name: settings}}]
              volumeClaimTemplates:
              - metadata: {name: data}
                spec: {accessModes: [ReadWriteOnce], resources: {requests: {storage: 1Gi}}}
            """;

    @TempDir
    static Path directory;

    private static ApiServer server;
    private static KubernetesClient client;
    private static PlaygroundNode node;
    private static final ProcessRuntime RUNTIME = new ProcessRuntime();
    private static volatile List<Route> routes = List.of();
    private static volatile Map<String, List<String>> names = Map.of();
    private static int tests;

    private String namespace;

    @BeforeAll
    static void start() throws IOException {
        server = ApiServer.start(ApiServerOptions.local());
        client = new KubernetesClientBuilder()
                .withConfig(Config.fromKubeconfig(server.adminKubeconfig()))
                .build();
        NodeSettings settings = NodeSettings.at("127.0.0.1", directory)
                .withDelays(Duration.ofMillis(200), Duration.ofSeconds(1))
                .withApiServer(URI.create(server.url()));
        node = PlaygroundNode.start(client, RUNTIME, all -> routes = all, all -> names = all, settings);
    }

    @AfterAll
    static void stop() {
        node.close();
        client.close();
        server.close();
        assertThat(RUNTIME.open()).as("sandboxes left behind").isZero();
    }

    @BeforeEach
    void makeNamespace() {
        namespace = "test-" + ++tests;
        client.resource(new NamespaceBuilder()
                        .withNewMetadata()
                        .withName(namespace)
                        .endMetadata()
                        .build())
                .create();
    }

    @AfterEach
    void deleteNamespace() {
        client.namespaces().withName(namespace).delete();
        eventually().until(() -> client.namespaces().withName(namespace).get() == null);
        assertThat(client.pods().inNamespace(namespace).list().getItems()).isEmpty();
    }

    @Test
    void runsAStatefulSetFromItsClaimsToItsNamesAndRoutes() {
        apply(STATEFUL_SET);
        awaitReady("db", 2);

        Pod pod = pod("db-0");
        assertThat(pod.getStatus().getPhase()).isEqualTo("Running");
        assertThat(pod.getStatus()
                        .getInitContainerStatuses()
                        .get(0)
                        .getState()
                        .getTerminated()
                        .getMessage())
                .isEqualTo("db 1.2.3");
        assertThat(pod.getMetadata().getLabels()).containsEntry("statefulset.kubernetes.io/pod-name", "db-0");
        assertThat(client.persistentVolumeClaims()
                        .inNamespace(namespace)
                        .withName("data-db-0")
                        .get()
                        .getStatus()
                        .getPhase())
                .isEqualTo("Bound");
        String address = pod.getStatus().getPodIP();
        String service = client.services()
                .inNamespace(namespace)
                .withName("db")
                .get()
                .getSpec()
                .getClusterIP();
        eventually().untilAsserted(() -> {
            assertThat(routes)
                    .filteredOn(route -> route.clusterIp().equals(service))
                    .singleElement()
                    .satisfies(route ->
                            assertThat(route.endpoints()).hasSize(2).contains(new Route.Backend(address, 8080)));
            assertThat(names)
                    .containsEntry("db-0.db-pods." + namespace + ".svc.cluster.local", List.of(address))
                    .containsEntry("db." + namespace + ".svc.cluster.local", List.of(service));
        });
        assertThat(client.pods().inNamespace(namespace).withName("db-0").getLog())
                .isEqualTo("db-0 serves\n");
    }

    @Test
    void putsTheApiServerBehindItsService() {
        apply(lonePod(
                "client", "image: x, command: [sh, -c, 'echo $KUBERNETES_SERVICE_HOST:$KUBERNETES_SERVICE_PORT']"));
        String address = client.services()
                .inNamespace("default")
                .withName("kubernetes")
                .get()
                .getSpec()
                .getClusterIP();
        URI url = URI.create(server.url());

        eventually()
                .untilAsserted(() -> assertThat(routes)
                        .contains(new Route(
                                address, 443, "TCP", List.of(new Route.Backend(url.getHost(), url.getPort())))));
        eventually()
                .untilAsserted(() -> assertThat(client.pods()
                                .inNamespace(namespace)
                                .withName("client")
                                .getLog())
                        .isEqualTo(address + ":443\n"));
    }

    @Test
    void aDeletedPodComesBackWithItsVolumeButWithoutWhatSomebodyAdded() throws IOException {
        apply(STATEFUL_SET);
        awaitReady("db", 2);
        Pod before = pod("db-0");
        client.resource(before)
                .patch(PatchContext.of(PatchType.JSON_MERGE), "{\"metadata\":{\"labels\":{\"x\":\"y\"}}}");

        client.resource(before).delete();
        eventually().until(() -> {
            Pod now = client.pods().inNamespace(namespace).withName("db-0").get();
            return now != null
                    && !now.getMetadata().getUid().equals(before.getMetadata().getUid());
        });
        awaitReady("db", 2);

        Pod after = pod("db-0");
        assertThat(after.getMetadata().getLabels()).doesNotContainKey("x");
        assertThat(after.getStatus().getPodIP()).isNotEqualTo(before.getStatus().getPodIP());
        String volume = client.persistentVolumeClaims()
                .inNamespace(namespace)
                .withName("data-db-0")
                .get()
                .getSpec()
                .getVolumeName();
        assertThat(Files.readAllLines(
                        directory.resolve("volumes").resolve(volume).resolve("starts")))
                .hasSize(2);
    }

    @Test
    void endpointsOfAPodThatGoesAreTerminatingFirst() {
        apply(STATEFUL_SET
                .replace("exec sleep 60", "trap : TERM; while true; do sleep 0.2; done")
                .replace("terminationGracePeriodSeconds: 5", "terminationGracePeriodSeconds: 1"));
        awaitReady("db", 2);

        client.pods().inNamespace(namespace).withName("db-1").delete();

        eventually()
                .until(() -> slices("db").stream()
                        .flatMap(slice -> slice.getEndpoints().stream())
                        .anyMatch(endpoint -> endpoint.getTargetRef().getName().equals("db-1")
                                && endpoint.getConditions().getTerminating()
                                && endpoint.getConditions().getServing()
                                && !endpoint.getConditions().getReady()));
    }

    @Test
    void aChangedConfigMapReachesTheFilesLate() throws IOException {
        apply(STATEFUL_SET);
        awaitReady("db", 2);
        Path file = directory
                .resolve("pods")
                .resolve(pod("db-0").getMetadata().getUid())
                .resolve("volumes/settings/greeting");

        client.configMaps()
                .inNamespace(namespace)
                .withName("settings")
                .edit(map -> map.toBuilder().addToData("greeting", "good day").build());

        await().during(Duration.ofMillis(500))
                .atMost(Duration.ofMillis(900))
                .until(() -> Files.readString(file).equals("hello"));
        eventually().untilAsserted(() -> assertThat(file).hasContent("good day"));
    }

    @Test
    void withOnDeleteAChangedTemplateWaitsForThePodsToBeDeleted() {
        apply(STATEFUL_SET);
        awaitReady("db", 2);
        apply(STATEFUL_SET.replace("db:1", "db:2"));

        eventually()
                .untilAsserted(() ->
                        assertThat(set("db").getStatus().getUpdatedReplicas()).isZero());
        client.pods().inNamespace(namespace).withName("db-1").delete();

        // For a moment there is none.
        eventually().ignoreException(ResourceNotFoundException.class).untilAsserted(() -> {
            assertThat(pod("db-1").getSpec().getContainers().get(0).getImage()).isEqualTo("db:2");
            assertThat(set("db").getStatus().getUpdatedReplicas()).isEqualTo(1);
            assertThat(set("db").getStatus().getReadyReplicas()).isEqualTo(2);
        });
        assertThat(pod("db-0").getSpec().getContainers().get(0).getImage()).isEqualTo("db:1");
    }

    @Test
    void deletingAStatefulSetTakesItsPodsAndTheClaimsThatItsPolicySays() {
        apply(STATEFUL_SET);
        awaitReady("db", 2);
        client.resource(new SecretBuilder()
                        .withNewMetadata()
                        .withName("kept")
                        .withNamespace(namespace)
                        .endMetadata()
                        .build())
                .create();

        client.apps()
                .statefulSets()
                .inNamespace(namespace)
                .withName("db")
                .withPropagationPolicy(DeletionPropagation.BACKGROUND)
                .delete();

        eventually().untilAsserted(() -> {
            assertThat(client.pods().inNamespace(namespace).list().getItems()).isEmpty();
            assertThat(client.persistentVolumeClaims()
                            .inNamespace(namespace)
                            .list()
                            .getItems())
                    .isEmpty();
        });
        assertThat(client.secrets().inNamespace(namespace).withName("kept").get())
                .isNotNull();
    }

    @Test
    void saysWhyAContainerDoesNotRun() {
        apply(lonePod("crash", "image: x, command: [sh, -c, 'echo broken; exit 3']"));
        apply(lonePod("absent", "image: 'absent:1'"));
        apply(lonePod("root", "image: x, securityContext: {runAsUser: 0, runAsNonRoot: true}"));
        apply(lonePod("secret", "image: x, env: [{name: P, valueFrom: {secretKeyRef: {name: none, key: p}}}]"));

        awaitWaiting("crash", "CrashLoopBackOff");
        awaitWaiting("absent", "ImagePullBackOff");
        awaitWaiting("root", "CreateContainerConfigError");
        awaitWaiting("secret", "CreateContainerConfigError");
        assertThat(pod("crash").getStatus().getContainerStatuses().get(0))
                .satisfies(status -> assertThat(status.getRestartCount()).isPositive())
                .satisfies(status -> assertThat(
                                status.getLastState().getTerminated().getExitCode())
                        .isEqualTo(3));
        eventually()
                .untilAsserted(() -> assertThat(client.v1().events().inNamespace(namespace).list().getItems().stream()
                                .map(Event::getReason)
                                .collect(Collectors.toSet()))
                        .contains("Scheduled", "Started", "BackOff", "Failed"));
    }

    @Test
    void restartsAContainerWhoseLivenessProbeFails() {
        apply(lonePod(
                "alive",
                "image: x, livenessProbe: {exec: {command: ['false']}, periodSeconds: 1, failureThreshold: 1}"));

        eventually()
                .untilAsserted(() -> assertThat(pod("alive")
                                .getStatus()
                                .getContainerStatuses()
                                .get(0)
                                .getRestartCount())
                        .isPositive());
    }

    @Test
    void rollsADeploymentAndRunsAJob() {
        String deployment = """
                apiVersion: apps/v1
                kind: Deployment
                metadata: {name: web}
                spec:
                  replicas: 2
                  selector: {matchLabels: {app: web}}
                  template:
                    metadata: {labels: {app: web}}
                    spec: {terminationGracePeriodSeconds: 1, containers: [{name: web, image: 'web:1'}]}
                """;
        apply(deployment);
        eventually().until(() -> rolledOut("web"));
        apply(deployment.replace("web:1", "web:2"));
        apply("""
                apiVersion: batch/v1
                kind: Job
                metadata: {name: once}
                spec: {template: {spec: {restartPolicy: Never, containers: [{name: once, image: x, command: ['true']}]}}}
                """);

        eventually()
                .until(() -> rolledOut("web")
                        && client.pods().inNamespace(namespace).withLabel("app", "web").list().getItems().stream()
                                .allMatch(pod -> pod.getSpec()
                                        .getContainers()
                                        .get(0)
                                        .getImage()
                                        .equals("web:2")));
        eventually()
                .until(
                        () -> client
                                .batch()
                                .v1()
                                .jobs()
                                .inNamespace(namespace)
                                .withName("once")
                                .get()
                                .getStatus()
                                .getConditions()
                                .stream()
                                .anyMatch(condition -> condition.getType().equals("Complete")));
    }

    /** What is deleted to come back, or has not begun to run, is refused for a moment. */
    private static ConditionFactory eventually() {
        return await().atMost(LONG).ignoreExceptionsMatching(PlaygroundNodeTest::isRefusal);
    }

    private static boolean isRefusal(Throwable problem) {
        return problem instanceof KubernetesClientException;
    }

    private boolean rolledOut(String name) {
        var deployment = client.apps()
                .deployments()
                .inNamespace(namespace)
                .withName(name)
                .get();
        var status = deployment.getStatus();
        return deployment.getMetadata().getGeneration().equals(status.getObservedGeneration())
                && Integer.valueOf(2).equals(status.getUpdatedReplicas())
                && Integer.valueOf(2).equals(status.getAvailableReplicas())
                && Integer.valueOf(2).equals(status.getReplicas());
    }

    private static String lonePod(String name, String container) {
        return """
                apiVersion: v1
                kind: Pod
                metadata: {name: %s}
                spec: {terminationGracePeriodSeconds: 1, containers: [{name: main, %s}]}
                """.formatted(name, container);
    }

    private void apply(String yaml) {
        client.load(new ByteArrayInputStream(yaml.getBytes(StandardCharsets.UTF_8)))
                .inNamespace(namespace)
                .forceConflicts()
                .serverSideApply();
    }

    private void awaitReady(String name, int replicas) {
        eventually().until(() -> {
            StatefulSet set = set(name);
            return set.getStatus() != null
                    && Integer.valueOf(replicas).equals(set.getStatus().getReadyReplicas());
        });
    }

    private void awaitWaiting(String pod, String reason) {
        eventually()
                .until(() -> pod(pod).getStatus().getContainerStatuses().stream()
                        .map(status -> status.getState())
                        .map(ContainerState::getWaiting)
                        .anyMatch(waiting ->
                                waiting != null && waiting.getReason().equals(reason)));
    }

    private StatefulSet set(String name) {
        return client.apps()
                .statefulSets()
                .inNamespace(namespace)
                .withName(name)
                .get();
    }

    private Pod pod(String name) {
        return client.pods().inNamespace(namespace).withName(name).require();
    }

    private List<EndpointSlice> slices(String service) {
        return client.discovery()
                .v1()
                .endpointSlices()
                .inNamespace(namespace)
                .withLabel("kubernetes.io/service-name", service)
                .list()
                .getItems();
    }
}
