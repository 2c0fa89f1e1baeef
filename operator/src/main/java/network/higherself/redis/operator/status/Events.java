package network.higherself.redis.operator.status;

import io.fabric8.kubernetes.api.model.MicroTime;
import io.fabric8.kubernetes.api.model.ObjectReferenceBuilder;
import io.fabric8.kubernetes.api.model.events.v1.Event;
import io.fabric8.kubernetes.api.model.events.v1.EventBuilder;
import io.fabric8.kubernetes.api.model.events.v1.EventSeriesBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import network.higherself.redis.api.v1.HigherSelfRedis;
import network.higherself.redis.operator.resources.Names;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells what happened to a resource as events (events.k8s.io/v1). Never blocks and never fails its caller: notes wait
 * in a short queue, from which the newest are dropped when the API server does not keep up. The same note again within
 * some minutes counts up one event's series instead of making another.
 */
public final class Events implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Events.class);
    private static final String CONTROLLER = "redis.higherself.network/operator";
    private static final int QUEUE = 512;
    private static final int REMEMBERED = 2048;
    private static final int NOTE_BYTES = 1000;
    private static final Duration SERIES = Duration.ofMinutes(6);
    private static final DateTimeFormatter MICROS =
            DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSSSSS'Z'").withZone(ZoneOffset.UTC);

    private final KubernetesClient client;
    private final String instance;
    private final Clock clock;
    private final ThreadPoolExecutor sender;
    private final Map<Subject, Sent> sent = new LinkedHashMap<>(16, 0.75f, true);

    private record Subject(String uid, Note note) {}

    private record Sent(String name, int count, Instant at) {}

    /** @param instance which of the operator's pods speaks */
    public Events(KubernetesClient client, String instance, Clock clock) {
        this.client = client;
        this.instance = instance.length() > 128 ? instance.substring(0, 128) : instance;
        this.clock = clock;
        this.sender = new ThreadPoolExecutor(
                1,
                1,
                0,
                TimeUnit.SECONDS,
                new ArrayBlockingQueue<>(QUEUE),
                task -> {
                    Thread thread = new Thread(task, "events");
                    thread.setDaemon(true);
                    return thread;
                },
                new ThreadPoolExecutor.DiscardPolicy());
    }

    /** Queues a note about a resource. */
    public void tell(HigherSelfRedis resource, Note note) {
        Note bounded = new Note(note.reason(), bounded(note.text()));
        Instant at = clock.instant();
        Event event = event(resource, bounded, at);
        sender.execute(() -> send(new Subject(resource.getMetadata().getUid(), bounded), event, at));
    }

    @Override
    public void close() {
        sender.shutdown();
        try {
            if (!sender.awaitTermination(2, TimeUnit.SECONDS)) {
                sender.shutdownNow();
            }
        } catch (InterruptedException e) {
            sender.shutdownNow();
            Thread.currentThread().interrupt();
        }
    }

    private void send(Subject subject, Event event, Instant at) {
        try {
            Sent before = sent.get(subject);
            boolean repeats =
                    before != null && Duration.between(before.at(), at).compareTo(SERIES) < 0;
            Sent now = repeats
                    ? new Sent(before.name(), before.count() + 1, at)
                    : new Sent(event.getMetadata().getName(), 1, at);
            if (repeats) {
                count(event.getMetadata().getNamespace(), now);
            } else {
                client.resource(event).create();
            }
            remember(subject, now);
        } catch (KubernetesClientException e) {
            // An event that ran out, or a namespace that goes away: the note is lost and nothing else.
            sent.remove(subject);
            LOG.atDebug().addKeyValue("reason", event.getReason()).setCause(e).log("An event was not written");
        }
    }

    private void count(String namespace, Sent now) {
        // Applied, since the client reads an object before it sends any other kind of patch, which our role does not
        // allow.
        client.resource(new EventBuilder()
                        .withNewMetadata()
                        .withNamespace(namespace)
                        .withName(now.name())
                        .endMetadata()
                        .withSeries(new EventSeriesBuilder()
                                .withCount(now.count())
                                .withLastObservedTime(micros(now.at()))
                                .build())
                        .build())
                .patch(new PatchContext.Builder()
                        .withPatchType(PatchType.SERVER_SIDE_APPLY)
                        .withFieldManager(Names.FIELD_MANAGER)
                        .withForce(true)
                        .build());
    }

    private void remember(Subject subject, Sent now) {
        sent.put(subject, now);
        if (sent.size() > REMEMBERED) {
            sent.remove(sent.keySet().iterator().next());
        }
    }

    private Event event(HigherSelfRedis resource, Note note, Instant at) {
        String name = resource.getMetadata().getName();
        // As client-go names them: the object's name and the moment; 16 hex digits never exceed a name's limit.
        String unique =
                String.format("%016x", at.getEpochSecond() * 1_000_000_000L + at.getNano() + note.hashCode() % 1000);
        return new EventBuilder()
                .withNewMetadata()
                .withNamespace(resource.getMetadata().getNamespace())
                .withName((name.length() > 230 ? name.substring(0, 230) : name) + "." + unique)
                .endMetadata()
                .withEventTime(micros(at))
                .withReportingController(CONTROLLER)
                .withReportingInstance(instance)
                .withType(note.reason().type())
                .withReason(note.reason().name())
                .withAction(note.reason().action())
                .withNote(note.text())
                .withRegarding(new ObjectReferenceBuilder()
                        .withApiVersion(HigherSelfRedis.GROUP + "/" + HigherSelfRedis.VERSION)
                        .withKind(HigherSelfRedis.KIND)
                        .withNamespace(resource.getMetadata().getNamespace())
                        .withName(name)
                        .withUid(resource.getMetadata().getUid())
                        .build())
                .build();
    }

    /** The API server refuses a note of 1,024 bytes or more. */
    static String bounded(String text) {
        if (text.getBytes(StandardCharsets.UTF_8).length <= NOTE_BYTES) {
            return text;
        }
        String shorter = text;
        while (shorter.getBytes(StandardCharsets.UTF_8).length > NOTE_BYTES - 3) {
            shorter = shorter.substring(0, shorter.offsetByCodePoints(shorter.length(), -1));
        }
        return shorter + "…";
    }

    private static MicroTime micros(Instant at) {
        return new MicroTime(MICROS.format(at));
    }
}
