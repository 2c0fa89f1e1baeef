package network.higherself.redis.playground.node.kubelet;

import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.EventBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Executor;
import network.higherself.redis.playground.node.watch.Cluster;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells what happens to pods; the same again within ten seconds is told once, later it is counted. */
final class Events {

    private static final Logger LOG = LoggerFactory.getLogger(Events.class);
    private static final Duration PAUSE = Duration.ofSeconds(10);
    private static final int REMEMBERED = 2000;

    private record Told(Event event, int times, Instant at) {}

    private final Cluster cluster;
    private final Executor threads;
    private final Clock clock;
    private final String node;
    private final Map<String, Told> told = new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Told> eldest) {
            return size() > REMEMBERED;
        }
    };

    Events(Cluster cluster, Executor threads, Clock clock, String node) {
        this.cluster = cluster;
        this.threads = threads;
        this.clock = clock;
        this.node = node;
    }

    void normal(Pod pod, String container, String reason, String message) {
        tell(pod, container, "Normal", reason, message);
    }

    void warning(Pod pod, String container, String reason, String message) {
        tell(pod, container, "Warning", reason, message);
    }

    /** Tells of a pod, or of one of its containers unless that is empty. */
    private void tell(Pod pod, String container, String type, String reason, String message) {
        Instant now = clock.instant();
        String time = now.truncatedTo(ChronoUnit.SECONDS).toString();
        String key = pod.getMetadata().getUid() + container + reason + message;
        Told now1;
        synchronized (told) {
            Told before = told.get(key);
            if (before != null && before.at().plus(PAUSE).isAfter(now)) {
                return;
            }
            Event event = before != null ? before.event() : event(pod, container, type, reason, message, time);
            now1 = new Told(event, before == null ? 1 : before.times() + 1, now);
            told.put(key, now1);
        }
        threads.execute(() -> write(now1, time));
    }

    private Event event(Pod pod, String container, String type, String reason, String message, String time) {
        String suffix = Long.toHexString(System.nanoTime());
        return new EventBuilder()
                .withNewMetadata()
                .withName(pod.getMetadata().getName() + "." + suffix)
                .withNamespace(pod.getMetadata().getNamespace())
                .endMetadata()
                .withNewInvolvedObject()
                .withApiVersion("v1")
                .withKind("Pod")
                .withNamespace(pod.getMetadata().getNamespace())
                .withName(pod.getMetadata().getName())
                .withUid(pod.getMetadata().getUid())
                .withFieldPath(container.isEmpty() ? null : "spec.containers{" + container + "}")
                .endInvolvedObject()
                .withType(type)
                .withReason(reason)
                .withMessage(message)
                .withCount(1)
                .withFirstTimestamp(time)
                .withLastTimestamp(time)
                .withNewSource("kubelet", node)
                .withReportingComponent("kubelet")
                .withReportingInstance(node)
                .build();
    }

    private void write(Told what, String time) {
        try {
            if (what.times() == 1) {
                cluster.create(what.event());
            } else {
                cluster.merge(what.event(), Map.of("count", what.times(), "lastTimestamp", time), "");
            }
        } catch (KubernetesClientException e) {
            // A namespace that goes takes no events, and an event is never worth failing for.
            LOG.debug(
                    "event {} of {}: {}",
                    what.event().getReason(),
                    what.event().getMetadata().getName(),
                    e.getMessage());
        }
    }
}
