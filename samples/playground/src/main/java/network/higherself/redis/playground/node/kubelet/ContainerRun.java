package network.higherself.redis.playground.node.kubelet;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerState;
import io.fabric8.kubernetes.api.model.ContainerStateBuilder;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.ContainerStatusBuilder;
import io.fabric8.kubernetes.api.model.LifecycleHandler;
import io.fabric8.kubernetes.api.model.Pod;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import network.higherself.redis.playground.node.watch.Key;
import network.higherself.redis.playground.runtime.ContainerProcess;
import network.higherself.redis.playground.runtime.ContainerSpec;
import network.higherself.redis.playground.runtime.ImageProgram;
import network.higherself.redis.playground.runtime.PodSandbox;

/** One container of a pod through all its starts. Its methods are called by the pod's visits only. */
final class ContainerRun {

    private static final int SIGKILL = 9;
    private static final int SIGTERM = 15;
    private static final ContainerState NONE = new ContainerState();

    private final NodeContext node;
    private final Container container;
    private final boolean init;
    private final Key key;
    private final Path directory;

    private volatile ContainerProcess process;
    private CompletableFuture<Integer> exit = new CompletableFuture<>();
    private volatile ContainerHealth health;
    private volatile boolean stopping;
    private ImageProgram image;
    private Instant startedAt = Instant.EPOCH;
    private Instant notBefore = Instant.MIN;
    private ContainerState state;
    private ContainerState last = NONE;
    private volatile int starts;
    private int failedPulls;

    ContainerRun(NodeContext node, Key key, Container container, boolean init, Path podDirectory, String waitsFor) {
        this.node = node;
        this.key = key;
        this.container = container;
        this.init = init;
        this.directory = podDirectory.resolve("containers").resolve(container.getName());
        this.state = waiting(waitsFor, null);
    }

    String name() {
        return container.getName();
    }

    /** An init container that goes on beside the others. */
    boolean isSidecar() {
        return "Always".equals(container.getRestartPolicy());
    }

    boolean isRunning() {
        return process != null;
    }

    boolean isStarted() {
        return isRunning() && health.isStarted();
    }

    boolean isReady() {
        return isRunning() && health.isReady();
    }

    boolean hasEverStarted() {
        return starts > 0;
    }

    /** The exit code while the container is not running and not to be started again. */
    Optional<Integer> exitCode() {
        return Optional.ofNullable(state.getTerminated()).map(ended -> ended.getExitCode());
    }

    ContainerStatus status() {
        return new ContainerStatusBuilder()
                .withName(container.getName())
                .withImage(container.getImage())
                .withImageID(image == null ? "" : "playground://" + image.name())
                .withContainerID(starts == 0 ? null : "playground://" + key.name() + "." + name() + "." + starts)
                .withState(state)
                .withLastState(last)
                .withRestartCount(Math.max(0, starts - 1))
                .withStarted(isStarted())
                .withReady(isReady()
                        || init && exitCode().filter(code -> code == 0).isPresent())
                .build();
    }

    Path log(boolean previous) {
        return directory.resolve((previous ? starts - 1 : starts) + ".log");
    }

    /** Shows what the container waits for, unless it has been started. */
    void await(String reason, String message) {
        if (starts == 0) {
            state = waiting(reason, message);
        }
    }

    private static ContainerState waiting(String reason, String message) {
        return new ContainerStateBuilder().withNewWaiting(message, reason).build();
    }

    /** Starts the container, or shows why not yet; an ended one is started again. */
    void start(Pod pod, PodSandbox sandbox, PodVolumes volumes) {
        Instant now = node.clock().instant();
        if (now.isBefore(notBefore)) {
            showBackoff(pod, Duration.between(now, notBefore));
            return;
        }
        Optional<ImageProgram> found = node.runtime().image(container.getImage());
        if (found.isEmpty()) {
            refuseImage(pod, now);
            return;
        }
        image = found.get();
        failedPulls = 0;
        if (state.getTerminated() != null) {
            last = state;
        }
        try {
            Environment environment = environment(pod);
            Map<String, String> variables = environment.of(container);
            Files.createDirectories(directory);
            ContainerSpec spec = ContainerSpecs.spec(
                    pod,
                    container,
                    image,
                    variables,
                    volumes.mounts(container, variables),
                    directory.resolve((starts + 1) + ".log"),
                    terminationLog(starts + 1));
            run(pod, sandbox, spec);
        } catch (ConfigurationException e) {
            node.events().warning(pod, name(), "Failed", "Error: " + e.getMessage());
            state = waiting("CreateContainerConfigError", e.getMessage());
            notBefore = now.plus(node.settings().restartBackoff());
            node.visitAfter(key, node.settings().restartBackoff());
        } catch (IOException e) {
            node.events().warning(pod, name(), "Failed", "Error: " + e.getMessage());
            starts++;
            startedAt = now;
            ended(128, "StartError", String.valueOf(e.getMessage()));
        }
    }

    private void run(Pod pod, PodSandbox sandbox, ContainerSpec spec) throws IOException {
        ContainerProcess begun = sandbox.start(spec);
        starts++;
        startedAt = node.clock().instant();
        stopping = false;
        exit = begun.exit();
        health = new ContainerHealth(node, pod, container, begun, sandbox.address(), this::stop);
        process = begun;
        state = new ContainerStateBuilder().withNewRunning(time(startedAt)).build();
        node.events()
                .normal(
                        pod,
                        name(),
                        "Pulled",
                        "Container image \"" + container.getImage() + "\" already present on machine");
        node.events().normal(pod, name(), "Started", "Container started");
        exit.thenRun(() -> node.pods().add(key));
        health.begin();
    }

    private void refuseImage(Pod pod, Instant now) {
        failedPulls++;
        String message = "failed to pull image \"" + container.getImage() + "\": not found";
        node.events()
                .warning(pod, name(), "Failed", "Failed to pull image \"" + container.getImage() + "\": not found");
        node.events().warning(pod, name(), "Failed", "Error: ErrImagePull");
        state = waiting("ErrImagePull", message);
        notBefore = now.plus(node.backoff(failedPulls + 1));
        // The next visit shows that it is backing off.
        node.visitAfter(key, Duration.ofMillis(200));
    }

    private void showBackoff(Pod pod, Duration left) {
        node.visitAfter(key, left.plusMillis(1));
        if (failedPulls > 0) {
            String message = "Back-off pulling image \"" + container.getImage() + "\"";
            state = waiting("ImagePullBackOff", message);
            node.events().normal(pod, name(), "BackOff", message);
        } else if (state.getTerminated() != null) {
            last = state;
            String message = "back-off " + node.backoff(starts).toSeconds() + "s restarting failed container=" + name();
            state = waiting("CrashLoopBackOff", message);
            node.events().warning(pod, name(), "BackOff", "Back-off restarting failed container " + name());
        }
    }

    /** Takes note of the end of the process. */
    void collect() {
        if (process != null && exit.isDone()) {
            process = null;
            health.end();
            int code = exit.join();
            ended(code, code == 0 ? "Completed" : "Error", message(code));
        }
    }

    private void ended(int code, String reason, String message) {
        Instant now = node.clock().instant();
        state = new ContainerStateBuilder()
                .withNewTerminated()
                .withExitCode(code)
                .withReason(reason)
                .withMessage(message.isEmpty() ? null : message)
                .withStartedAt(time(startedAt))
                .withFinishedAt(time(now))
                .withContainerID("playground://" + key.name() + "." + name() + "." + starts)
                .endTerminated()
                .build();
        notBefore = now.plus(node.backoff(starts));
    }

    private Path terminationLog(int start) throws IOException {
        Path file = directory.resolve(start + ".termination");
        Files.write(file, new byte[0]);
        // The container's user, whoever that is, writes it.
        Files.setAttribute(file, "unix:mode", 0666);
        return file;
    }

    private String message(int code) {
        String message = Tail.text(directory.resolve(starts + ".termination"), 4096);
        boolean logs = "FallbackToLogsOnError".equals(container.getTerminationMessagePolicy());
        return message.isEmpty() && logs && code != 0 ? Tail.text(log(false), 2048) : message;
    }

    /** Runs the preStop hook, asks the process to end, and kills it when the time is up. */
    void stop(Duration grace) {
        ContainerProcess target = process;
        if (target == null || stopping) {
            return;
        }
        stopping = true;
        health.stopping();
        node.threads().schedule(() -> target.signal(SIGKILL), grace.toMillis(), TimeUnit.MILLISECONDS);
        node.probeThreads().execute(() -> {
            preStop(target, grace);
            target.signal(SIGTERM);
        });
    }

    private void preStop(ContainerProcess target, Duration grace) {
        LifecycleHandler hook = container.getLifecycle() == null
                ? null
                : container.getLifecycle().getPreStop();
        if (hook != null && hook.getExec() != null) {
            target.exec(hook.getExec().getCommand(), grace);
        } else if (hook != null && hook.getSleep() != null) {
            Duration pause = Duration.ofSeconds(hook.getSleep().getSeconds());
            target.exec(List.of("sleep", String.valueOf(pause.toSeconds())), grace);
        }
    }

    void kill() {
        ContainerProcess target = process;
        if (target != null) {
            stopping = true;
            target.signal(SIGKILL);
        }
    }

    private Environment environment(Pod pod) {
        String namespace = pod.getMetadata().getNamespace();
        return new Environment(
                pod,
                node.sources().apiServer(),
                name -> node.sources().configMap(namespace, name),
                name -> node.sources().secret(namespace, name));
    }

    private static String time(Instant instant) {
        return instant.truncatedTo(ChronoUnit.SECONDS).toString();
    }
}
