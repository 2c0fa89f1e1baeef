package network.higherself.redis.playground.node.kubelet;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodStatus;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import network.higherself.redis.playground.node.watch.Key;
import network.higherself.redis.playground.node.watch.Pods;
import network.higherself.redis.playground.runtime.PodSandbox;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One pod on this node, from its first visit to its end. Visits of one pod never overlap. */
final class PodWorker {

    private static final Logger LOG = LoggerFactory.getLogger(PodWorker.class);
    private static final Duration RETRY = Duration.ofSeconds(1);

    private final NodeContext node;
    private final Key key;
    private final Path directory;
    private final PodVolumes volumes;
    private final List<ContainerRun> inits = new ArrayList<>();
    private final List<ContainerRun> mains = new ArrayList<>();
    private final String startTime;

    private volatile Pod pod;
    private volatile boolean volumesReady;
    private PodSandbox sandbox;
    private Optional<String> address = Optional.empty();
    private boolean initialized;
    private boolean ended;
    private Instant stoppingSince;
    private volatile PodStatus wanted = new PodStatus();
    private volatile boolean removable;
    private PodStatus written;

    PodWorker(NodeContext node, Pod pod) {
        this.node = node;
        this.pod = pod;
        this.key = Key.of(pod);
        this.directory = node.settings().directory().resolve("pods").resolve(uid());
        this.volumes = new PodVolumes(node.sources(), directory.resolve("volumes"));
        this.startTime = now();
        List<Container> first = pod.getSpec().getInitContainers();
        String waitsFor = first.isEmpty() ? "ContainerCreating" : "PodInitializing";
        first.forEach(
                container -> inits.add(new ContainerRun(node, key, container, true, directory, "PodInitializing")));
        pod.getSpec()
                .getContainers()
                .forEach(container -> mains.add(new ContainerRun(node, key, container, false, directory, waitsFor)));
    }

    String uid() {
        return pod.getMetadata().getUid();
    }

    private String now() {
        return node.clock().instant().truncatedTo(ChronoUnit.SECONDS).toString();
    }

    private Stream<ContainerRun> all() {
        return Stream.concat(inits.stream(), mains.stream());
    }

    Optional<ContainerRun> container(String name) {
        return all().filter(run -> run.name().equals(name)).findFirst();
    }

    /** Does what can be done now; whatever happens later calls for another visit. */
    void visit(Pod latest) {
        pod = latest;
        all().forEach(ContainerRun::collect);
        if (Pods.isTerminating(latest)) {
            terminate();
        } else if (!ended) {
            advance();
        }
        report();
    }

    private void advance() {
        if (!prepare()) {
            return;
        }
        Pod addressed = pod.toBuilder()
                .editOrNewStatus()
                .withPodIP(sandbox.address())
                .withHostIP(node.settings().address())
                .endStatus()
                .build();
        for (ContainerRun init : inits) {
            boolean done = !init.isSidecar()
                    && init.exitCode().filter(code -> code == 0).isPresent();
            if (!done) {
                startUnlessRunning(
                        addressed, init, init.isSidecar() ? "Always" : policy().replace("Always", "OnFailure"));
            }
            if (!done && !(init.isSidecar() && init.isStarted()) && !initialized) {
                break;
            }
            initialized |= init == inits.get(inits.size() - 1);
        }
        initialized |= inits.isEmpty();
        if (initialized) {
            mains.forEach(main -> startUnlessRunning(addressed, main, policy()));
        }
        String phase = phase();
        if (phase.equals("Failed") || phase.equals("Succeeded")) {
            ended = true;
            closeSandbox();
        }
    }

    private String policy() {
        return pod.getSpec().getRestartPolicy() == null
                ? "Always"
                : pod.getSpec().getRestartPolicy();
    }

    private void startUnlessRunning(Pod addressed, ContainerRun run, String policy) {
        boolean over = run.exitCode()
                .filter(code -> policy.equals("Never") || policy.equals("OnFailure") && code == 0)
                .isPresent();
        if (!run.isRunning() && !over) {
            run.start(addressed, sandbox, volumes);
        }
    }

    private boolean prepare() {
        try {
            if (!volumesReady) {
                volumes.write(pod);
                volumesReady = true;
                refreshLater();
            }
            if (sandbox == null) {
                String name = pod.getMetadata().getName();
                String hostname = pod.getSpec().getHostname() == null
                        ? name
                        : pod.getSpec().getHostname();
                sandbox = node.runtime().create(uid(), hostname, key.namespace());
                address = Optional.of(sandbox.address());
            }
            return true;
        } catch (ConfigurationException | KubernetesClientException e) {
            node.events().warning(pod, "", "FailedMount", "MountVolume.SetUp failed: " + e.getMessage());
        } catch (IOException e) {
            LOG.warn("pod {}: no sandbox or volume", key, e);
            node.events().warning(pod, "", "FailedCreatePodSandBox", String.valueOf(e.getMessage()));
        }
        all().forEach(run -> run.await(inits.isEmpty() ? "ContainerCreating" : "PodInitializing", null));
        node.visitAfter(key, RETRY);
        return false;
    }

    private void refreshLater() {
        if (volumes.refreshBefore().isBefore(Instant.MAX)) {
            Duration left = Duration.between(node.clock().instant(), volumes.refreshBefore());
            node.threads().schedule(this::refresh, left.toMillis(), java.util.concurrent.TimeUnit.MILLISECONDS);
        }
    }

    /** Brings changed ConfigMaps and Secrets and fresh tokens to the files. */
    void refresh() {
        if (!volumesReady || ended || removable) {
            return;
        }
        try {
            volumes.write(pod);
            refreshLater();
        } catch (ConfigurationException | KubernetesClientException | IOException e) {
            // As in life, a source that has gone leaves the files as they were.
            LOG.debug("pod {}: volumes stay as they are: {}", key, e.getMessage());
        }
    }

    boolean shows(String source) {
        return PodVolumes.shows(pod, source);
    }

    private String phase() {
        if (inits.stream().anyMatch(init -> !initialized && policy().equals("Never") && failed(init))) {
            return "Failed";
        }
        boolean stopped = stoppingSince != null;
        boolean over = mains.stream().allMatch(main -> main.exitCode().isPresent() && (stopped || staysEnded(main)));
        if (over) {
            return mains.stream().anyMatch(PodWorker::failed) ? "Failed" : "Succeeded";
        }
        return initialized && mains.stream().allMatch(ContainerRun::hasEverStarted) ? "Running" : "Pending";
    }

    private static boolean failed(ContainerRun run) {
        return !run.isSidecar() && run.exitCode().filter(code -> code != 0).isPresent();
    }

    private boolean staysEnded(ContainerRun run) {
        return policy().equals("Never") || policy().equals("OnFailure") && !failed(run);
    }

    private void terminate() {
        Instant now = node.clock().instant();
        Long given = pod.getMetadata().getDeletionGracePeriodSeconds();
        Duration grace = Duration.ofSeconds(given == null ? 30 : given);
        if (stoppingSince == null) {
            stoppingSince = now;
            all().filter(ContainerRun::isRunning).forEach(run -> {
                node.events().normal(pod, run.name(), "Killing", "Stopping container " + run.name());
                run.stop(grace);
            });
        }
        // A second deletion may leave less time than the first.
        Duration left = Duration.between(now, stoppingSince.plus(grace));
        if (left.isNegative() || left.isZero()) {
            all().forEach(ContainerRun::kill);
        } else if (all().anyMatch(ContainerRun::isRunning)) {
            node.visitAfter(key, left);
        }
        if (all().noneMatch(ContainerRun::isRunning)) {
            ended = true;
            closeSandbox();
            removable = true;
        }
    }

    private void closeSandbox() {
        if (sandbox != null) {
            sandbox.close();
            sandbox = null;
        }
    }

    /** The pod is gone from the API without waiting for us. */
    void discard() {
        all().forEach(ContainerRun::kill);
        closeSandbox();
        ended = true;
        try {
            VolumeFiles.deleteTree(directory);
        } catch (IOException e) {
            LOG.debug("pod {}: its directory stays behind: {}", key, e.getMessage());
        }
    }

    private void report() {
        wanted = PodStatuses.of(
                new PodStatuses.Facts(
                        pod,
                        phase(),
                        address,
                        node.settings().address(),
                        initialized,
                        inits.stream().map(ContainerRun::status).toList(),
                        mains.stream().map(ContainerRun::status).toList(),
                        startTime,
                        now()),
                wanted);
        node.reports().add(key);
    }

    /** Writes the status if it has changed, and lets the pod go from the API once all is over. */
    void write() {
        PodStatus status = wanted;
        boolean last = removable;
        if (!status.equals(written)) {
            Map<String, ?> change = Map.of("metadata", Map.of("uid", uid()), "status", status);
            node.cluster().patch(pod, change, "status", PatchType.STRATEGIC_MERGE);
            written = status;
        }
        if (last) {
            node.cluster().delete(pod, Map.of("gracePeriodSeconds", 0));
        }
    }
}
