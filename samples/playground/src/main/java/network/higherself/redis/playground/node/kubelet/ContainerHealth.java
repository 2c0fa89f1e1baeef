package network.higherself.redis.playground.node.kubelet;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Probe;
import java.time.Duration;
import java.util.Locale;
import java.util.function.Consumer;
import network.higherself.redis.playground.node.watch.Key;
import network.higherself.redis.playground.runtime.ContainerProcess;

/** What the probes say of one run of a container: startup first, then readiness and liveness side by side. */
final class ContainerHealth {

    private final NodeContext node;
    private final Pod pod;
    private final Container container;
    private final ContainerProcess process;
    private final String address;
    private final Consumer<Duration> stop;
    private volatile boolean started;
    private volatile boolean ready;
    private volatile boolean stopping;
    private volatile boolean over;

    /** @param stop called when the container has failed its startup or liveness probe, with the time it has to end */
    ContainerHealth(
            NodeContext node,
            Pod pod,
            Container container,
            ContainerProcess process,
            String address,
            Consumer<Duration> stop) {
        this.node = node;
        this.pod = pod;
        this.container = container;
        this.process = process;
        this.address = address;
        this.stop = stop;
        this.started = container.getStartupProbe() == null;
        this.ready = container.getReadinessProbe() == null;
    }

    void begin() {
        if (started) {
            probeOn();
        } else {
            loop(container.getStartupProbe(), "Startup");
        }
    }

    boolean isStarted() {
        return started;
    }

    boolean isReady() {
        return started && ready;
    }

    /** The container has been asked to end: whether it is ready is still of interest, whether it lives is not. */
    void stopping() {
        stopping = true;
    }

    void end() {
        over = true;
    }

    private void probeOn() {
        loop(container.getReadinessProbe(), "Readiness");
        loop(container.getLivenessProbe(), "Liveness");
    }

    private void loop(Probe probe, String kind) {
        if (probe == null) {
            return;
        }
        boolean readiness = kind.equals("Readiness");
        boolean startup = kind.equals("Startup");
        ProbeLoop.Outcome outcome = new ProbeLoop.Outcome() {
            @Override
            public void succeeded() {
                boolean before = isReady();
                if (startup) {
                    started = true;
                    probeOn();
                }
                ready |= readiness;
                visitIfChanged(before, startup);
            }

            @Override
            public void failed(String message, boolean exhausted) {
                node.events().warning(pod, container.getName(), "Unhealthy", kind + " probe failed: " + message);
                if (exhausted && readiness) {
                    boolean before = isReady();
                    ready = false;
                    visitIfChanged(before, false);
                } else if (exhausted) {
                    giveUp(probe, kind);
                }
            }
        };
        new ProbeLoop(
                        probe,
                        () -> node.probes().failure(probe, container, process, address),
                        outcome,
                        () -> !over && (readiness || !stopping) && !(startup && started),
                        node.probeThreads())
                .start();
    }

    private void visitIfChanged(boolean readyBefore, boolean always) {
        if (always || readyBefore != isReady()) {
            node.pods().add(Key.of(pod));
        }
    }

    private void giveUp(Probe probe, String kind) {
        String text = "Container " + container.getName() + " failed " + kind.toLowerCase(Locale.ROOT)
                + " probe, will be restarted";
        node.events().normal(pod, container.getName(), "Killing", text);
        Long own = probe.getTerminationGracePeriodSeconds();
        Long pods = pod.getSpec().getTerminationGracePeriodSeconds();
        stop.accept(Duration.ofSeconds(own != null ? own : pods == null ? 30 : pods));
    }
}
