package network.higherself.redis.playground.node.controllers;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledExecutorService;
import network.higherself.redis.playground.node.watch.Cluster;
import network.higherself.redis.playground.node.watch.Key;
import network.higherself.redis.playground.node.watch.ResourceType;
import network.higherself.redis.playground.node.watch.WorkQueue;

/** Deletes what no longer has an owner, and carries out foreground and orphaning deletions. */
final class GarbageCollector {

    private static final String FOREGROUND = "foregroundDeletion";
    private static final String ORPHAN = "orphan";

    /** An object as far as ownership goes. */
    private record Owned(String apiVersion, String kind, ObjectMeta metadata) {

        Key key() {
            return new Key(metadata.getNamespace() == null ? "" : metadata.getNamespace(), metadata.getName());
        }

        boolean awaits(String finalizer) {
            return metadata.getDeletionTimestamp() != null
                    && metadata.getFinalizers().contains(finalizer);
        }
    }

    private final Cluster cluster;
    private final Map<String, Owned> objects = new ConcurrentHashMap<>();
    private final Map<String, Set<String>> dependents = new ConcurrentHashMap<>();
    private final WorkQueue queue;

    GarbageCollector(Cluster cluster, ScheduledExecutorService threads) {
        this.cluster = cluster;
        this.queue = new WorkQueue("garbage-collector", threads, key -> reconcile(key.name()));
        WorkQueue discovery = new WorkQueue("discovery", threads, key -> cluster.rediscover());
        cluster.onAnything(this::seen);
        // The new kind is served a little after its definition says so.
        cluster.on(CustomResourceDefinition.class, crd -> {
            discovery.add(new Key("", "all"));
            discovery.add(new Key("", "all"), Duration.ofMillis(500));
        });
    }

    private void seen(HasMetadata object, boolean gone) {
        Owned owned = new Owned(object.getApiVersion(), object.getKind(), object.getMetadata());
        String uid = owned.metadata().getUid();
        if (gone) {
            objects.remove(uid);
        } else {
            objects.put(uid, owned);
            queue.add(new Key("", uid));
        }
        for (OwnerReference owner : owned.metadata().getOwnerReferences()) {
            dependents
                    .computeIfAbsent(owner.getUid(), u -> ConcurrentHashMap.newKeySet())
                    .add(uid);
            if (gone) {
                // An owner that is deleted in the foreground waits for this.
                queue.add(new Key("", owner.getUid()));
            }
        }
        if (gone) {
            dependents.getOrDefault(uid, Set.of()).forEach(dependent -> queue.add(new Key("", dependent)));
            dependents.remove(uid);
        }
    }

    private void reconcile(String uid) {
        Owned object = objects.get(uid);
        if (object == null) {
            return;
        }
        if (object.awaits(ORPHAN)) {
            dependentsOf(uid).forEach(dependent -> disown(dependent, Set.of(uid)));
            removeFinalizer(object, ORPHAN);
        } else if (object.awaits(FOREGROUND)) {
            List<Owned> left = dependentsOf(uid);
            left.stream()
                    .filter(dependent -> dependent.metadata().getDeletionTimestamp() == null)
                    .forEach(dependent ->
                            queue.add(new Key("", dependent.metadata().getUid())));
            if (left.stream().noneMatch(dependent -> blocks(dependent, uid))) {
                removeFinalizer(object, FOREGROUND);
            }
        } else if (object.metadata().getDeletionTimestamp() == null
                && !object.metadata().getOwnerReferences().isEmpty()) {
            collect(object);
        }
    }

    private List<Owned> dependentsOf(String uid) {
        return dependents.getOrDefault(uid, Set.of()).stream()
                .flatMap(dependent -> Optional.ofNullable(objects.get(dependent)).stream())
                .filter(dependent -> reference(dependent, uid).isPresent())
                .toList();
    }

    private static Optional<OwnerReference> reference(Owned dependent, String uid) {
        return dependent.metadata().getOwnerReferences().stream()
                .filter(owner -> owner.getUid().equals(uid))
                .findFirst();
    }

    private static boolean blocks(Owned dependent, String uid) {
        return reference(dependent, uid)
                .filter(owner -> Boolean.TRUE.equals(owner.getBlockOwnerDeletion()))
                .isPresent();
    }

    private void collect(Owned object) {
        List<String> dangling = new ArrayList<>();
        boolean solid = false;
        boolean waiting = false;
        for (OwnerReference owner : object.metadata().getOwnerReferences()) {
            Owned known = objects.get(owner.getUid());
            if (known == null && !exists(owner, object.key().namespace())) {
                dangling.add(owner.getUid());
            } else if (known != null && known.awaits(FOREGROUND)) {
                waiting = true;
            } else {
                solid = true;
            }
        }
        if (solid) {
            if (!dangling.isEmpty()) {
                disown(object, Set.copyOf(dangling));
            }
            return;
        }
        boolean hasDependents = !dependentsOf(object.metadata().getUid()).isEmpty();
        String policy = waiting && hasDependents ? "Foreground" : "Background";
        cluster.delete(type(object), object.key(), object.metadata().getUid(), Map.of("propagationPolicy", policy));
    }

    /** Asks the API server, because an owner that has just been made may not have been seen yet. */
    private boolean exists(OwnerReference owner, String namespace) {
        ResourceType type = cluster.type(owner.getApiVersion(), owner.getKind()).orElse(null);
        if (type == null) {
            // A kind that is unknown says nothing about the owner.
            return true;
        }
        var resources = cluster.client().genericKubernetesResources(type.context());
        HasMetadata found = type.namespaced()
                ? resources.inNamespace(namespace).withName(owner.getName()).get()
                : resources.withName(owner.getName()).get();
        return found != null && found.getMetadata().getUid().equals(owner.getUid());
    }

    private ResourceType type(Owned object) {
        return cluster.type(object.apiVersion(), object.kind()).orElseThrow();
    }

    private void removeFinalizer(Owned object, String finalizer) {
        List<String> left = object.metadata().getFinalizers().stream()
                .filter(other -> !other.equals(finalizer))
                .toList();
        merge(object, "finalizers", left);
    }

    private void disown(Owned dependent, Set<String> uids) {
        List<OwnerReference> left = dependent.metadata().getOwnerReferences().stream()
                .filter(owner -> !uids.contains(owner.getUid()))
                .toList();
        merge(dependent, "ownerReferences", left);
    }

    private void merge(Owned object, String field, List<?> value) {
        ObjectMeta metadata = object.metadata();
        var generic = new io.fabric8.kubernetes.api.model.GenericKubernetesResource();
        generic.setApiVersion(object.apiVersion());
        generic.setKind(object.kind());
        generic.setMetadata(metadata);
        // The version makes sure that nothing which came in between is overwritten.
        Map<String, Object> change = Map.of(
                "metadata",
                Map.of(field, value, "resourceVersion", metadata.getResourceVersion(), "uid", metadata.getUid()));
        cluster.patch(type(object), generic, change, PatchType.JSON_MERGE);
    }
}
