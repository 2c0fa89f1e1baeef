package network.higherself.redis.playground.node.watch;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.KubernetesResource;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import io.fabric8.kubernetes.client.informers.cache.Cache;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What the node knows of the cluster: one watch a kind, shared by all controllers and the kubelet. */
public final class Cluster implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Cluster.class);
    private static final Set<String> TOO_BUSY = Set.of("events", "leases");

    private final KubernetesClient client;
    private final Map<Class<?>, SharedIndexInformer<? extends HasMetadata>> typed = new LinkedHashMap<>();
    private final Map<String, SharedIndexInformer<GenericKubernetesResource>> others = new ConcurrentHashMap<>();
    private final List<BiConsumer<HasMetadata, Boolean>> everything = new CopyOnWriteArrayList<>();
    private volatile List<ResourceType> types = List.of();

    /** A cluster that nothing is watched of yet. */
    public Cluster(KubernetesClient client) {
        this.client = client;
    }

    /** The client that all writes go through. */
    public KubernetesClient client() {
        return client;
    }

    /** Has a kind watched from {@link #start} on and the listener told of each object that comes, changes or goes. */
    public <T extends HasMetadata> void on(Class<T> kind, Consumer<T> listener) {
        informer(kind).addEventHandler(new Listener<>((object, gone) -> listener.accept(object)));
    }

    /** The same, but the listener is told of a changed object twice: as it was, and as it is. */
    public <T extends HasMetadata> void onBeforeAndAfter(Class<T> kind, Consumer<T> listener) {
        on(kind, listener);
        informer(kind).addEventHandler(new ResourceEventHandler<>() {
            @Override
            public void onAdd(T object) {}

            @Override
            public void onUpdate(T before, T object) {
                listener.accept(before);
            }

            @Override
            public void onDelete(T object, boolean finalStateUnknown) {}
        });
    }

    /** Has the listener told of every object of every kind; the flag says that it is gone. */
    public void onAnything(BiConsumer<HasMetadata, Boolean> listener) {
        everything.add(listener);
    }

    private <T extends HasMetadata> SharedIndexInformer<T> informer(Class<T> kind) {
        @SuppressWarnings("unchecked") // only this method fills the map
        SharedIndexInformer<T> informer = (SharedIndexInformer<T>) typed.computeIfAbsent(kind, k -> {
            SharedIndexInformer<T> made =
                    client.resources(kind).inAnyNamespace().runnableInformer(0);
            made.addEventHandler(new Listener<T>(this::tellAll));
            return made;
        });
        return informer;
    }

    private void tellAll(HasMetadata object, boolean gone) {
        everything.forEach(listener -> listener.accept(object, gone));
    }

    /** Starts the watches and returns when all of them know what there is. */
    public void start() {
        types = Discovery.types(client);
        List<CompletableFuture<Void>> starting = new ArrayList<>();
        typed.values().forEach(informer -> {
            informer.exceptionHandler((started, problem) -> true);
            starting.add(informer.start().toCompletableFuture());
        });
        watchOthers();
        await(starting);
    }

    /** Looks anew at which kinds there are, and watches those it did not know. */
    public void rediscover() {
        types = Discovery.types(client);
        watchOthers();
    }

    private synchronized void watchOthers() {
        Set<String> known = new HashSet<>(others.keySet());
        typed.keySet().forEach(kind -> known.add(HasMetadata.getPlural(kind) + "." + HasMetadata.getGroup(kind)));
        List<CompletableFuture<Void>> starting = new ArrayList<>();
        for (ResourceType type : types) {
            String id = type.plural() + "." + type.group();
            if (known.contains(id)
                    || TOO_BUSY.contains(type.plural())
                    || !type.verbs().containsAll(Set.of("watch", "list", "delete"))) {
                continue;
            }
            SharedIndexInformer<GenericKubernetesResource> informer = client.genericKubernetesResources(type.context())
                    .inAnyNamespace()
                    .runnableInformer(0);
            informer.exceptionHandler((started, problem) -> true);
            informer.addEventHandler(new Listener<>((object, gone) -> {
                // The items of a list do not say what they are.
                object.setApiVersion(type.apiVersion());
                object.setKind(type.kind());
                tellAll(object, gone);
            }));
            others.put(id, informer);
            starting.add(informer.start().toCompletableFuture());
        }
        Set<String> served = new HashSet<>();
        types.forEach(type -> served.add(type.plural() + "." + type.group()));
        others.entrySet().removeIf(entry -> {
            boolean vanished = !served.contains(entry.getKey());
            if (vanished) {
                entry.getValue().close();
            }
            return vanished;
        });
        await(starting);
    }

    private static void await(List<CompletableFuture<Void>> starting) {
        try {
            CompletableFuture.allOf(starting.toArray(CompletableFuture[]::new)).get(30, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw new IllegalStateException("the API server does not let the node watch what it must", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** All kinds, as last discovered. */
    public List<ResourceType> types() {
        return types;
    }

    /** The kind that an owner reference names. */
    public Optional<ResourceType> type(String apiVersion, String kind) {
        String group = apiVersion.contains("/") ? apiVersion.substring(0, apiVersion.indexOf('/')) : "";
        return types.stream()
                .filter(type -> type.group().equals(group) && type.kind().equals(kind))
                .findFirst();
    }

    /** An object as last seen. */
    public <T extends HasMetadata> Optional<T> get(Class<T> kind, Key key) {
        String id = key.namespace().isEmpty() ? key.name() : Cache.namespaceKeyFunc(key.namespace(), key.name());
        return Optional.ofNullable(informer(kind).getIndexer().getByKey(id));
    }

    /** The objects of a namespace as last seen. */
    public <T extends HasMetadata> List<T> list(Class<T> kind, String namespace) {
        return informer(kind).getIndexer().byIndex(Cache.NAMESPACE_INDEX, namespace);
    }

    /** All objects of a kind as last seen. */
    public <T extends HasMetadata> List<T> list(Class<T> kind) {
        return informer(kind).getStore().list();
    }

    /** Creates an object; says whether it was not there yet. */
    public boolean create(HasMetadata object) {
        try {
            client.resource(object).create();
            return true;
        } catch (KubernetesClientException e) {
            if (e.getCode() == 409) {
                return false;
            }
            throw e;
        }
    }

    /** Writes a status by merge patch. */
    public void writeStatus(HasMetadata object, KubernetesResource status) {
        merge(object, Map.of("status", status), "status");
    }

    /** Merges a change into an object, or into a subresource of it unless that is empty. */
    public void merge(HasMetadata object, Map<String, ?> change, String subresource) {
        patch(object, change, subresource, PatchType.JSON_MERGE);
    }

    /** Patches an object, or a subresource of it unless that is empty. */
    public void patch(HasMetadata object, Map<String, ?> change, String subresource, PatchType how) {
        String body = client.getKubernetesSerialization().asJson(change);
        var resource = client.resource(object);
        if (subresource.isEmpty()) {
            resource.patch(PatchContext.of(how), body);
        } else {
            resource.subresource(subresource).patch(PatchContext.of(how), body);
        }
    }

    /** Patches an object of a kind that may have no Java type. */
    public void patch(ResourceType type, HasMetadata object, Map<String, ?> change, PatchType how) {
        String body = client.getKubernetesSerialization().asJson(change);
        var resources = client.genericKubernetesResources(type.context());
        String name = object.getMetadata().getName();
        var resource = type.namespaced()
                ? resources.inNamespace(object.getMetadata().getNamespace()).withName(name)
                : resources.withName(name);
        resource.patch(PatchContext.of(how), body);
    }

    /** Deletes exactly this object, not a namesake that came after it; nothing happens if it is gone. */
    public void delete(ResourceType type, Key key, String uid, Map<String, ?> options) {
        Map<String, Object> body = new LinkedHashMap<>(options);
        body.put("kind", "DeleteOptions");
        body.put("apiVersion", "v1");
        body.put("preconditions", Map.of("uid", uid));
        try {
            client.raw(type.path(key), "DELETE", body);
        } catch (KubernetesClientException e) {
            if (e.getCode() != 404 && e.getCode() != 409) {
                throw e;
            }
            LOG.debug("{} {}: already gone", type.kind(), key);
        }
    }

    /** Deletes exactly this object; see {@link #delete(ResourceType, Key, String, Map)}. */
    public void delete(HasMetadata object, Map<String, ?> options) {
        ResourceType type = type(object.getApiVersion(), object.getKind()).orElseThrow();
        delete(type, Key.of(object), object.getMetadata().getUid(), options);
    }

    @Override
    public void close() {
        typed.values().forEach(SharedIndexInformer::close);
        others.values().forEach(SharedIndexInformer::close);
    }

    private record Listener<T extends HasMetadata>(BiConsumer<T, Boolean> listener) implements ResourceEventHandler<T> {

        @Override
        public void onAdd(T object) {
            listener.accept(object, false);
        }

        @Override
        public void onUpdate(T before, T object) {
            listener.accept(object, false);
        }

        @Override
        public void onDelete(T object, boolean finalStateUnknown) {
            listener.accept(object, true);
        }
    }
}
