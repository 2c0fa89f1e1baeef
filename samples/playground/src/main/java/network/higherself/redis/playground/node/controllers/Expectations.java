package network.higherself.redis.playground.node.controllers;

import io.fabric8.kubernetes.api.model.Pod;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import network.higherself.redis.playground.node.watch.Pods;

/** What a controller has made and deleted but not yet seen in its watch, so that it does neither twice. */
final class Expectations {

    /** After this the watch is believed: what was made may have been deleted before it was seen. */
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final Map<String, Map<String, Instant>> created = new ConcurrentHashMap<>();
    private final Map<String, Map<String, Instant>> deleted = new ConcurrentHashMap<>();

    void created(String owner, String pod, Instant now) {
        created.computeIfAbsent(owner, o -> new HashMap<>()).put(pod, now);
    }

    void deleted(String owner, Pod pod, Instant now) {
        deleted.computeIfAbsent(owner, o -> new HashMap<>())
                .put(pod.getMetadata().getUid(), now);
    }

    /** How many pods the owner has made that the watch does not show yet. */
    int unseen(String owner, List<Pod> seen, Instant now) {
        Set<String> names =
                seen.stream().map(pod -> pod.getMetadata().getName()).collect(Collectors.toSet());
        Map<String, Instant> waiting = created.getOrDefault(owner, new HashMap<>());
        waiting.entrySet()
                .removeIf(entry -> names.contains(entry.getKey())
                        || entry.getValue().plus(PATIENCE).isBefore(now));
        return waiting.size();
    }

    /** The pods that neither are going nor have been told to. */
    List<Pod> staying(String owner, List<Pod> seen, Instant now) {
        Map<String, Instant> told = deleted.getOrDefault(owner, new HashMap<>());
        told.values().removeIf(at -> at.plus(PATIENCE).isBefore(now));
        return new ArrayList<>(seen.stream()
                .filter(pod -> Pods.isActive(pod)
                        && !told.containsKey(pod.getMetadata().getUid()))
                .toList());
    }

    void forget(String owner) {
        created.remove(owner);
        deleted.remove(owner);
    }
}
