package network.higherself.redis.playground.apiserver.store;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import network.higherself.redis.playground.apiserver.model.ApiFailure;
import network.higherself.redis.playground.apiserver.model.Json;

/**
 * All objects in memory, with one counter of resource versions, and the recent changes of each resource.
 *
 * <p>Writes are serialised by one lock, under which nothing is computed or sent: watchers are told under it, in order,
 * and must only queue what they are told.
 */
public final class Store {
    private static final int REMEMBERED_CHANGES = 1000;

    private final Map<String, Table> tables = new ConcurrentHashMap<>();
    private long version = 1;

    private static final class Table {
        final NavigableMap<String, Stored> objects = new TreeMap<>();
        final Deque<Change> changes = new ArrayDeque<>();
        final List<Watcher> watchers = new CopyOnWriteArrayList<>();
        long forgotten;
    }

    /** Told of changes under the store's lock. */
    public interface Watcher {
        void changed(Change change);
    }

    /** A consistent reading of one resource. */
    public record Snapshot(List<Stored> objects, long version) {}

    /** The key of an object; objects are listed in the order of their keys. */
    public static String key(String namespace, String name) {
        return namespace + "/" + name;
    }

    private Table table(String bucket) {
        return tables.computeIfAbsent(bucket, b -> new Table());
    }

    public synchronized long version() {
        return version;
    }

    public synchronized Optional<Stored> get(String bucket, String key) {
        return Optional.ofNullable(table(bucket).objects.get(key));
    }

    /** @param namespace empty for all */
    public synchronized Snapshot list(String bucket, String namespace) {
        return new Snapshot(objects(table(bucket), namespace), version);
    }

    private static List<Stored> objects(Table table, String namespace) {
        if (namespace.isEmpty()) return new ArrayList<>(table.objects.values());
        // The character after the slash ends the range of the namespace's keys.
        return new ArrayList<>(
                table.objects.subMap(namespace + "/", namespace + "0").values());
    }

    /** Stores a new object and stamps its version on it; empty if the key is taken. */
    public synchronized Optional<Stored> create(String bucket, String key, ObjectNode object) {
        Table table = table(bucket);
        if (table.objects.containsKey(key)) return Optional.empty();
        Stored stored = stamp(object);
        table.objects.put(key, stored);
        tell(table, new Change(null, stored, false));
        return Optional.of(stored);
    }

    /** Replaces what was read; empty if it is no longer what is stored. */
    public synchronized Optional<Stored> replace(String bucket, String key, Stored expected, ObjectNode object) {
        Table table = table(bucket);
        if (table.objects.get(key) != expected) return Optional.empty();
        Stored stored = stamp(object);
        table.objects.put(key, stored);
        tell(table, new Change(expected, stored, false));
        return Optional.of(stored);
    }

    /** Removes what was read, with the given last state; empty if it is no longer what is stored. */
    public synchronized Optional<Stored> remove(String bucket, String key, Stored expected, ObjectNode last) {
        Table table = table(bucket);
        if (table.objects.get(key) != expected) return Optional.empty();
        Stored stored = stamp(last);
        table.objects.remove(key);
        tell(table, new Change(expected, stored, true));
        return Optional.of(stored);
    }

    private Stored stamp(ObjectNode object) {
        version++;
        Json.child(object, "metadata").put("resourceVersion", Long.toString(version));
        return new Stored(object, version);
    }

    private static void tell(Table table, Change change) {
        table.changes.addLast(change);
        if (table.changes.size() > REMEMBERED_CHANGES) {
            table.forgotten = table.changes.removeFirst().after().version();
        }
        table.watchers.forEach(watcher -> watcher.changed(change));
    }

    /**
     * Starts a watch after a version: the watcher is told of every later change, at once of those that already are.
     *
     * @throws ApiFailure 410 if changes after that version are no longer remembered
     */
    public synchronized void watch(String bucket, long after, Watcher watcher) {
        Table table = table(bucket);
        if (after < table.forgotten) throw ApiFailure.gone(after, table.forgotten);
        table.changes.stream()
                .filter(change -> change.after().version() > after)
                .forEach(watcher::changed);
        table.watchers.add(watcher);
    }

    /** Starts a watch of what is stored now; the reading is handed over before the first change is told. */
    public synchronized void watchFromNow(
            String bucket, String namespace, java.util.function.Consumer<Snapshot> first, Watcher watcher) {
        first.accept(list(bucket, namespace));
        table(bucket).watchers.add(watcher);
    }

    public void unwatch(String bucket, Watcher watcher) {
        table(bucket).watchers.remove(watcher);
    }

    /** Hands over a version below which every change has already been told. */
    public synchronized void bookmark(java.util.function.LongConsumer then) {
        then.accept(version);
    }
}
