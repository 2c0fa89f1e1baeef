package network.higherself.redis.playground;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A playground as its users meet it: from the host, by a kubeconfig, with real programs in its pods. */
class PlaygroundTest {

    private static final Duration LONG = Duration.ofSeconds(30);

    @TempDir
    private static Path directory;

    private static Playground playground;
    private static KubernetesClient client;

    @BeforeAll
    static void start() throws IOException {
        Path images = Files.copy(Path.of("images"), directory.resolve("images"));
        playground = Playground.start(new PlaygroundOptions(directory.resolve("run"), images, 0, Optional.empty()));
        client = client(playground.kubeconfig());
    }

    @AfterAll
    static void stop() {
        client.close();
        playground.close();
    }

    @Test
    void aServiceLeadsToItsPodsByName() {
        server("by-name", "by-name");
        service("by-name", "by-name");

        assertThat(run("short-name", "redis-cli -h by-name ping")).isEqualTo("PONG");
        assertThat(run("long-name", "redis-cli -h by-name.default.svc.cluster.local ping"))
                .isEqualTo("PONG");
    }

    @Test
    void whatIsNotThereIsNotFoundAndWhatHasNoPodRefuses() {
        service("nobody", "nobody");

        assertThat(run("unknown-name", "getent hosts no-such-service || echo not found"))
                .isEqualTo("not found");
        assertThat(run("no-endpoint", "redis-cli -h nobody ping 2>&1 || true")).contains("Connection refused");
    }

    @Test
    void anEstablishedConnectionStaysWhereItIsWhenTheServiceTurns() {
        server("first", "first");
        server("second", "second");
        service("turning", "first");
        run("mark", "redis-cli -h turning set who first");
        create(clientPod("kept", "while sleep 0.1; do echo get who; done | redis-cli -h turning"));
        await("the client is connected").atMost(LONG).until(() -> log("kept").contains("first"));

        client.services().withName("turning").edit(service -> {
            service.getSpec().getSelector().put("app", "second");
            return service;
        });

        await("new connections go to the other pod")
                .atMost(LONG)
                .untilAsserted(() -> assertThat(run("new-" + System.nanoTime(), "redis-cli -h turning get who"))
                        .isEmpty());
        long answers = log("kept").lines().count();
        await("the kept connection answers")
                .atMost(LONG)
                .until(() -> log("kept").lines().count() > answers + 3);
        assertThat(log("kept").lines().distinct()).containsExactly("first");
    }

    /** With another address, everybody would lose the API server for some seconds whenever a pod goes. */
    @Test
    void theMachineKeepsItsHardwareAddressWhateverPodsComeAndGo() {
        assertThat(run("gateway", "redis-cli -h 10.244.0.1 ping 2> /dev/null; grep ^10.244.0.1 /proc/net/arp"))
                .contains("02:00:0a:f4:00:01");
    }

    @Test
    void aContainerSeesItsOwnWorldAndHasNoPowers() {
        create("""
                apiVersion: v1
                kind: Pod
                metadata: {name: world, namespace: default}
                spec:
                  restartPolicy: Never
                  securityContext: {runAsUser: 4321, runAsGroup: 4321, fsGroup: 4321}
                  volumes: [{name: data, emptyDir: {}}]
                  containers:
                  - name: main
                    image: docker.io/library/redis:7.0
                    securityContext: {readOnlyRootFilesystem: true}
                    volumeMounts: [{name: data, mountPath: /some/deep/path}]
                    command:
                    - sh
                    - -c
                    - |
                      echo user $(id -u):$(id -g)
                      echo host $(hostname)
                      echo capabilities $(sed -n 's/^CapEff:[[:space:]]*//p' /proc/self/status)
                      echo first $(sed -n 1p /proc/1/comm)
                      touch /file 2> /dev/null || echo read-only
                      touch /usr/file 2> /dev/null || echo programs read-only
                      touch /some/deep/path/file && echo volume writable
                      ls -d /root /home /work 2> /dev/null || echo nothing of the machine
                """);

        assertThat(ended("world").lines())
                .containsExactly(
                        "user 4321:4321",
                        "host world",
                        "capabilities 0000000000000000",
                        "first sh",
                        "read-only",
                        "programs read-only",
                        "volume writable",
                        "nothing of the machine");
    }

    @Test
    void anImageThatTheTableDoesNotNameCannotBePulled() {
        create(clientPod("unknown", "true").replace("redis:7.0", "nginx:1"));

        await().atMost(LONG)
                .untilAsserted(() -> assertThat(status("unknown"))
                        .hasValueSatisfying(status -> assertThat(
                                        status.getState().getWaiting().getReason())
                                .isIn("ErrImagePull", "ImagePullBackOff")));
    }

    /** What a probe had run was nobody's child then, and a pod's namespace does not end before all in it are reaped. */
    @Test
    void aPodEndsWhoseProbesTookTooLong() {
        create(serverPod("slow", "slow")
                .replace("[redis-cli, ping]}", "[sleep, \"60\"]}, timeoutSeconds: 1")
                .replace("spec:", "spec:\n  terminationGracePeriodSeconds: 5"));
        await("probes time out")
                .atMost(LONG)
                .until(() -> client.v1().events().list().getItems().stream()
                        .anyMatch(
                                event -> "slow".equals(event.getInvolvedObject().getName())
                                        && event.getMessage().contains("timed out")));

        client.pods().withName("slow").delete();

        await("the pod is gone")
                .atMost(LONG)
                .until(() -> client.pods().withName("slow").get() == null);
    }

    @Test
    void nothingIsLeftOfAPlaygroundWhoseLauncherIsKilled() throws IOException {
        Process launcher = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        Main.class.getName(),
                        "--directory",
                        directory.resolve("killed").toString(),
                        "--images",
                        directory.resolve("images").toString())
                .redirectErrorStream(true)
                .start();
        List<ProcessHandle> processes;
        try {
            awaitAnnouncement(launcher);
            try (KubernetesClient other = client(directory.resolve("killed/kubeconfig"))) {
                other.load(stream(serverPod("server", "server"))).create();
                await().atMost(LONG).until(() -> started(other, "server"));
            }
            processes = launcher.descendants().toList();
        } finally {
            launcher.destroyForcibly();
        }

        assertThat(processes).hasSizeGreaterThan(3);
        await().atMost(LONG).untilAsserted(() -> assertThat(processes).noneMatch(ProcessHandle::isAlive));
        assertThat(Files.readString(Path.of("/proc/self/mounts"))).doesNotContain(directory.toString());
    }

    @Test
    void theKubeconfigIsItsOwnersAlone() throws IOException {
        assertThat(Files.getPosixFilePermissions(playground.kubeconfig()))
                .isEqualTo(Set.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE));
    }

    private static void awaitAnnouncement(Process launcher) throws IOException {
        BufferedReader said = launcher.inputReader(StandardCharsets.UTF_8);
        for (String line = said.readLine(); line != null; line = said.readLine()) {
            if (line.startsWith("export KUBECONFIG=")) {
                return;
            }
        }
        throw new IOException("the launcher ended");
    }

    private static KubernetesClient client(Path kubeconfig) throws IOException {
        Config config = Config.fromKubeconfig(Files.readString(kubeconfig));
        config.setNamespace("default");
        return new KubernetesClientBuilder().withConfig(config).build();
    }

    private static void server(String name, String app) {
        create(serverPod(name, app));
        await(name + " runs").atMost(LONG).until(() -> started(client, name));
    }

    private static String serverPod(String name, String app) {
        return """
                apiVersion: v1
                kind: Pod
                metadata: {name: %s, namespace: default, labels: {app: %s}}
                spec:
                  containers:
                  - name: main
                    image: redis:7.0
                    args: [redis-server, --protected-mode, "no", --save, ""]
                    readinessProbe: {exec: {command: [redis-cli, ping]}, periodSeconds: 1}
                """.formatted(name, app);
    }

    private static void service(String name, String app) {
        create("""
                apiVersion: v1
                kind: Service
                metadata: {name: %s, namespace: default}
                spec: {selector: {app: %s}, ports: [{port: 6379}]}
                """.formatted(name, app));
    }

    private static String clientPod(String name, String script) {
        return """
                apiVersion: v1
                kind: Pod
                metadata: {name: %s, namespace: default}
                spec:
                  restartPolicy: Never
                  containers:
                  - name: main
                    image: redis:7.0
                    command: [sh, -c, '%s']
                """.formatted(name, script);
    }

    /** Runs a script in a pod to its end and gives what it printed. */
    private static String run(String name, String script) {
        create(clientPod(name, script));
        return ended(name);
    }

    private static String ended(String name) {
        await(name + " ends").atMost(LONG).until(() -> phase(client, name), Predicate.isEqual("Succeeded"));
        return log(name).strip();
    }

    private static void create(String yaml) {
        client.load(stream(yaml)).create();
    }

    private static ByteArrayInputStream stream(String yaml) {
        return new ByteArrayInputStream(yaml.getBytes(StandardCharsets.UTF_8));
    }

    private static String log(String pod) {
        return started(client, pod) || !"Pending".equals(phase(client, pod))
                ? client.pods().withName(pod).getLog()
                : "";
    }

    private static String phase(KubernetesClient cluster, String pod) {
        return cluster.pods().withName(pod).get().getStatus().getPhase();
    }

    private static boolean started(KubernetesClient cluster, String pod) {
        Pod found = cluster.pods().withName(pod).get();
        return found.getStatus().getConditions().stream()
                .anyMatch(condition -> "Ready".equals(condition.getType()) && "True".equals(condition.getStatus()));
    }

    private static Optional<ContainerStatus> status(String pod) {
        return client.pods().withName(pod).get().getStatus().getContainerStatuses().stream()
                .findFirst();
    }
}
