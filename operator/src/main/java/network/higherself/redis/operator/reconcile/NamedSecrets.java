package network.higherself.redis.operator.reconcile;

import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import io.javaoperatorsdk.operator.processing.event.Event;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.javaoperatorsdk.operator.processing.event.source.AbstractEventSource;
import io.javaoperatorsdk.operator.processing.event.source.ResourceEventAware;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionException;
import network.higherself.redis.api.v1.HigherSelfRedis;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The Secrets that users name, each watched by its name: they carry no label of ours, and the operator never reads all
 * Secrets of a cluster. A watch is shared by the resources that name the same Secret, opened with the first reference
 * and closed with the last.
 */
final class NamedSecrets extends AbstractEventSource<Secret, HigherSelfRedis>
        implements ResourceEventAware<HigherSelfRedis> {

    private static final Logger LOG = LoggerFactory.getLogger(NamedSecrets.class);

    /** What is known of a named Secret. */
    sealed interface Lookup {

        /** Another one where something else is known. */
        default String version() {
            return toString();
        }

        /** The first answer of the API server is still to come; an event follows. */
        record Pending() implements Lookup {}

        record Missing() implements Lookup {}

        /** The API server refuses the watch. */
        record Unreadable(String message) implements Lookup {}

        record Found(Secret secret) implements Lookup {
            @Override
            public String version() {
                return secret.getMetadata().getUid() + "/"
                        + secret.getMetadata().getResourceVersion();
            }
        }
    }

    private final KubernetesClient client;
    private final Map<ResourceID, Watched> watched = new HashMap<>();

    NamedSecrets(KubernetesClient client) {
        super(Secret.class, "named-secrets");
        this.client = client;
    }

    /** Watches exactly these Secrets for the resource; what it named before and names no more is let go. */
    synchronized void reference(ResourceID resource, Set<String> names) {
        Set<ResourceID> wanted = new HashSet<>();
        for (String name : names) {
            wanted.add(new ResourceID(name, resource.getNamespace().orElse(null)));
        }
        for (ResourceID id : wanted) {
            watched.computeIfAbsent(id, this::open).resources.add(resource);
        }
        watched.entrySet().removeIf(entry -> {
            if (!wanted.contains(entry.getKey()) && entry.getValue().resources.remove(resource)) {
                if (entry.getValue().resources.isEmpty()) {
                    entry.getValue().informer.stop();
                    return true;
                }
            }
            return false;
        });
    }

    synchronized Lookup lookup(String namespace, String name) {
        Watched entry = watched.get(new ResourceID(name, namespace));
        if (entry == null) {
            return new Lookup.Pending();
        }
        if (entry.failure.isPresent()) {
            return new Lookup.Unreadable(entry.failure.get());
        }
        if (!entry.informer.hasSynced()) {
            return new Lookup.Pending();
        }
        return entry.informer.getStore().list().stream()
                .findFirst()
                .<Lookup>map(Lookup.Found::new)
                .orElseGet(Lookup.Missing::new);
    }

    private Watched open(ResourceID id) {
        SharedIndexInformer<Secret> informer = client.secrets()
                .inNamespace(id.getNamespace().orElseThrow())
                .withName(id.getName())
                .runnableInformer(0);
        Watched entry = new Watched(informer);
        informer.addEventHandler(new ResourceEventHandler<>() {
            @Override
            public void onAdd(Secret secret) {
                raise(entry);
            }

            @Override
            public void onUpdate(Secret before, Secret after) {
                raise(entry);
            }

            @Override
            public void onDelete(Secret secret, boolean finalStateUnknown) {
                raise(entry);
            }
        });
        // A right that is missing may be given at any time, and nothing tells of that: the informer goes on asking, at
        // longer and longer intervals.
        informer.exceptionHandler((started, error) -> {
            String words = words(error);
            if (!started && !entry.failure.filter(words::equals).isPresent()) {
                LOG.atWarn()
                        .addKeyValue("namespace", id.getNamespace().orElse(""))
                        .addKeyValue("secret", id.getName())
                        .log("A named Secret can't be watched: {}", words);
                entry.failure = Optional.of(words);
                raise(entry);
            }
            return true;
        });
        informer.start().whenComplete((done, error) -> {
            entry.failure = Optional.empty();
            raise(entry);
        });
        return entry;
    }

    private static String words(Throwable error) {
        Throwable cause = error instanceof CompletionException && error.getCause() != null ? error.getCause() : error;
        return cause instanceof KubernetesClientException refused && refused.getStatus() != null
                ? ObjectsApplied.words(refused)
                : String.valueOf(cause.getMessage());
    }

    private void raise(Watched entry) {
        Set<ResourceID> resources;
        synchronized (this) {
            resources = Set.copyOf(entry.resources);
        }
        if (isRunning()) {
            resources.forEach(resource -> getEventHandler().handleEvent(new Event(resource)));
        }
    }

    @Override
    public void onResourceDeleted(HigherSelfRedis resource) {
        reference(ResourceID.fromResource(resource), Set.of());
    }

    @Override
    public synchronized void stop() {
        super.stop();
        watched.values().forEach(entry -> entry.informer.stop());
        watched.clear();
    }

    @Override
    public Set<Secret> getSecondaryResources(HigherSelfRedis primary) {
        return Set.of();
    }

    private static final class Watched {
        private final SharedIndexInformer<Secret> informer;
        private final Set<ResourceID> resources = new HashSet<>();
        private volatile Optional<String> failure = Optional.empty();

        private Watched(SharedIndexInformer<Secret> informer) {
            this.informer = informer;
        }
    }
}
