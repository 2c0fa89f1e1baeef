package network.higherself.redis.operator.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.events.v1.Event;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import network.higherself.redis.api.v1.HigherSelfRedis;
import network.higherself.redis.playground.Playground;
import network.higherself.redis.playground.PlaygroundOptions;
import org.awaitility.Awaitility;

/**
 * The cluster that the end-to-end tests run on: the one that KUBECONFIG names, with the operator already installed, or a
 * playground of their own. One for all tests of a run.
 */
final class Cluster {

    private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
    private static final Path HOME = Path.of("target/playground").toAbsolutePath();
    private static Cluster shared;

    private final Path kubeconfig;
    private final KubernetesClient client;
    private final Optional<Path> auditLog;
    private final AtomicInteger names = new AtomicInteger();

    private Cluster(Path kubeconfig, Optional<Path> auditLog) throws IOException {
        this.kubeconfig = kubeconfig;
        this.auditLog = auditLog;
        this.client = new KubernetesClientBuilder()
                .withConfig(Config.fromKubeconfig(Files.readString(kubeconfig)))
                .build();
    }

    static synchronized Cluster shared() {
        if (shared == null) {
            try {
                shared = System.getenv("KUBECONFIG") == null
                        ? playground(PlaygroundImages.ofClasses(ROOT))
                        : new Cluster(Path.of(System.getenv("KUBECONFIG")), Optional.empty());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return shared;
    }

    /** A playground whose operator runs from the layers of its image, unpacked to a directory. */
    static synchronized Cluster ofImage(Path root) throws IOException {
        shared = playground(PlaygroundImages.ofImage(ROOT, root));
        return shared;
    }

    private static Cluster playground(String table) throws IOException {
        Files.createDirectories(HOME);
        Path images = HOME.resolve("images");
        Files.writeString(images, table);
        Path audit = HOME.resolve("audit.log");
        Files.deleteIfExists(audit);
        Playground playground = Playground.start(new PlaygroundOptions(HOME, images, 0, Optional.of(audit)));
        Runtime.getRuntime().addShutdownHook(new Thread(playground::close));
        Cluster cluster = new Cluster(playground.kubeconfig(), Optional.of(audit));
        // As if the Prometheus Operator were installed.
        cluster.kubectl(
                "apply",
                "-f",
                ROOT.resolve("operator/src/test/resources/network/higherself/redis/operator/monitoring/crds.yaml")
                        .toString());
        cluster.kubectl(
                "apply", "-k", ROOT.resolve("manifests/overlays/cluster-wide").toString());
        cluster.kubectl(
                "rollout",
                "status",
                "-n",
                "higherself-redis-system",
                "deployment/higherself-redis-operator",
                "--timeout=120s");
        return cluster;
    }

    KubernetesClient client() {
        return client;
    }

    /** A line for every API call; only of the playground. */
    Optional<Path> auditLog() {
        return auditLog;
    }

    /** A namespace of the test's own, under restricted Pod Security. */
    String namespace(String prefix) {
        Namespace namespace = new NamespaceBuilder()
                .withNewMetadata()
                .withName(prefix + "-" + Long.toString(System.nanoTime() & 0xffffff, 36) + names.incrementAndGet())
                .addToLabels("pod-security.kubernetes.io/enforce", "restricted")
                .endMetadata()
                .build();
        client.resource(namespace).create();
        return namespace.getMetadata().getName();
    }

    /** Runs kubectl; fails the test if it fails. */
    String kubectl(String... arguments) {
        Result result = tryKubectl("", arguments);
        assertThat(result.code())
                .as("kubectl %s: %s", String.join(" ", arguments), result.output())
                .isZero();
        return result.output();
    }

    String apply(String namespace, String yaml) {
        Result result = tryKubectl(yaml, "apply", "-n", namespace, "-f", "-");
        assertThat(result.code()).as(result.output()).isZero();
        return result.output();
    }

    record Result(int code, String output) {}

    Result tryKubectl(String input, String... arguments) {
        List<String> command = new ArrayList<>(List.of("kubectl", "--kubeconfig", kubeconfig.toString()));
        command.addAll(List.of(arguments));
        return run(new ProcessBuilder(command), input);
    }

    /** Runs a script of this repository against this cluster. */
    Result script(String script, Map<String, String> environment, String... arguments) {
        List<String> command = new ArrayList<>(List.of(ROOT.resolve(script).toString()));
        command.addAll(List.of(arguments));
        ProcessBuilder process = new ProcessBuilder(command);
        process.environment().putAll(environment);
        process.environment().put("KUBECONFIG", kubeconfig.toString());
        return run(process, "");
    }

    private static Result run(ProcessBuilder command, String input) {
        try {
            Process process = command.redirectErrorStream(true).start();
            try (var stdin = process.getOutputStream()) {
                stdin.write(input.getBytes(StandardCharsets.UTF_8));
            }
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(process.waitFor(10, TimeUnit.SECONDS)).isTrue();
            return new Result(process.exitValue(), output);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    HigherSelfRedis resource(String namespace, String name) {
        return client.resources(HigherSelfRedis.class)
                .inNamespace(namespace)
                .withName(name)
                .get();
    }

    /** The status of a condition as {@code Reason: message} where it is what is asked for; else empty. */
    Optional<String> condition(String namespace, String name, String type, String status) {
        return Optional.ofNullable(resource(namespace, name))
                .map(HigherSelfRedis::getStatus)
                .flatMap(found -> Optional.ofNullable(found.conditions()))
                .flatMap(conditions -> conditions.stream()
                        .filter(condition -> type.equals(condition.getType()) && status.equals(condition.getStatus()))
                        .map(condition -> condition.getReason() + ": " + condition.getMessage())
                        .findFirst());
    }

    /** Waits until the present generation is Ready. */
    void awaitReady(String namespace, String name, Duration deadline) {
        Awaitility.await(name + " is Ready")
                .atMost(deadline)
                .pollInterval(Duration.ofMillis(100))
                .untilAsserted(() -> {
                    HigherSelfRedis resource = resource(namespace, name);
                    assertThat(resource.getStatus()).isNotNull();
                    assertThat(resource.getStatus().observedGeneration())
                            .isEqualTo(resource.getMetadata().getGeneration());
                    assertThat(condition(namespace, name, "Ready", "True"))
                            .as(() -> String.valueOf(resource.getStatus().conditions()))
                            .isPresent();
                });
    }

    /** Waits until a condition has a status, and gives its reason and message. */
    String awaitCondition(String namespace, String name, String type, String status, Duration deadline) {
        return Awaitility.await(name + " " + type + "=" + status)
                .atMost(deadline)
                .pollInterval(Duration.ofMillis(100))
                .until(() -> condition(namespace, name, type, status), Optional::isPresent)
                .orElseThrow();
    }

    /** What the events of a reason say. */
    List<String> notes(String namespace, String reason) {
        return client.events().v1().events().inNamespace(namespace).list().getItems().stream()
                .filter(event -> reason.equals(event.getReason()))
                .map(Event::getNote)
                .toList();
    }

    /** Waits until a Deployment's pods are available; says what each of them shows if they never are. */
    void awaitRollout(String namespace, String deployment, Duration deadline) {
        Result result = tryKubectl(
                "",
                "rollout",
                "status",
                "-n",
                namespace,
                "deployment/" + deployment,
                "--timeout=" + deadline.toSeconds() + "s");
        assertThat(result.code())
                .as(() -> result.output() + pods(namespace, selector(namespace, deployment)))
                .isZero();
    }

    /** What both replicas of the operator said last: for a failure's words. */
    String operatorLog(int lines) {
        return log("higherself-redis-system", "app.kubernetes.io/name=higherself-redis-operator", lines);
    }

    private String selector(String namespace, String deployment) {
        return client
                .apps()
                .deployments()
                .inNamespace(namespace)
                .withName(deployment)
                .get()
                .getSpec()
                .getSelector()
                .getMatchLabels()
                .entrySet()
                .stream()
                .map(label -> label.getKey() + "=" + label.getValue())
                .collect(Collectors.joining(","));
    }

    private String pods(String namespace, String selector) {
        return tryKubectl("", "describe", "pods", "-n", namespace, "-l", selector)
                        .output()
                + log(namespace, selector, 20);
    }

    private String log(String namespace, String selector, int lines) {
        return tryKubectl("", "logs", "-n", namespace, "-l", selector, "--all-containers", "--tail=" + lines)
                .output();
    }

    /** Runs a client to its end and gives what it printed. */
    String run(String namespace, ClientPod pod, Duration deadline) {
        return run(namespace, pod.build(namespace), deadline);
    }

    /** The same of any pod. */
    String run(String namespace, Pod pod, Duration deadline) {
        Pod started = client.resource(pod).create();
        String name = started.getMetadata().getName();
        String phase = Awaitility.await("client " + name + " ends")
                .atMost(deadline)
                .pollInterval(Duration.ofMillis(100))
                .until(() -> phase(namespace, name), found -> found.equals("Succeeded") || found.equals("Failed"));
        String log = log(namespace, name);
        assertThat(phase).as(log).isEqualTo("Succeeded");
        return log;
    }

    /**
     * Kills the Redis servers of these pods, whose containers then start anew. In the playground by a signal that they
     * can't see coming; elsewhere, where nobody else's processes can be reached, by their own command.
     */
    void kill(String namespace, String resource, List<String> pods) {
        if (auditLog.isEmpty()) {
            String script = pods.stream()
                    .map(pod -> "r -h " + pod + "." + resource + "-pods shutdown nosave &\n")
                    .collect(Collectors.joining("", "", "wait"));
            run(namespace, new ClientPod("kill", resource, script), Duration.ofSeconds(60));
            return;
        }
        List<ProcessHandle> servers = ProcessHandle.allProcesses()
                .filter(process -> pods.stream().anyMatch(pod -> isServer(process.pid(), namespace, pod)))
                .toList();
        assertThat(servers).hasSizeGreaterThanOrEqualTo(pods.size());
        servers.forEach(ProcessHandle::destroyForcibly);
    }

    /** Whether the files of containers are within reach; only in the playground. */
    boolean reachesFiles() {
        return auditLog.isPresent();
    }

    /** Lets the Redis server of a pod write its data, or not. */
    void writable(String namespace, String pod, boolean writable) {
        ProcessHandle server = ProcessHandle.allProcesses()
                .filter(process -> isServer(process.pid(), namespace, pod))
                .findFirst()
                .orElseThrow();
        try {
            Files.setPosixFilePermissions(
                    Path.of("/proc", String.valueOf(server.pid()), "root/data"),
                    PosixFilePermissions.fromString(writable ? "rwxrwxrwx" : "r-xr-xr-x"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A container is a process of this machine with a root directory of its own, which says whose it is. */
    private static boolean isServer(long pid, String namespace, String pod) {
        Path process = Path.of("/proc", String.valueOf(pid));
        try {
            return Files.readString(process.resolve("comm")).strip().equals("redis-server")
                    && Files.readString(process.resolve("root/etc/hostname"))
                            .strip()
                            .equals(pod)
                    && Files.readString(process.resolve("root/etc/resolv.conf")).contains("search " + namespace + ".");
        } catch (IOException gone) {
            return false;
        }
    }

    String log(String namespace, String pod) {
        return client.pods().inNamespace(namespace).withName(pod).getLog();
    }

    private String phase(String namespace, String name) {
        Pod pod = client.pods().inNamespace(namespace).withName(name).get();
        return pod == null || pod.getStatus() == null
                ? ""
                : String.valueOf(pod.getStatus().getPhase());
    }
}
