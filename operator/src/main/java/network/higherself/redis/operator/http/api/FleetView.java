package network.higherself.redis.operator.http.api;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.stream.Collectors;
import network.higherself.redis.api.v1.HigherSelfRedis;
import network.higherself.redis.operator.http.Refusal;
import network.higherself.redis.operator.probe.ProbedInstance;
import network.higherself.redis.operator.probe.ResourceKey;

/** What is known of the resources, as it may be shown: to callers of the API, and to people on the page. */
public final class FleetView {

    private static final int NAMESPACES_ASKED = 200;
    private static final int ASKED_AT_ONCE = 8;

    private final Fleet fleet;

    public FleetView(Fleet fleet) {
        this.fleet = fleet;
    }

    /** False until this process has seen what there is. */
    public boolean known() {
        return fleet.known();
    }

    /** One resource; a {@link Refusal} where there is none. */
    public Found found(ResourceKey key) {
        HigherSelfRedis resource = fleet.resources().stream()
                .filter(candidate -> key(candidate).equals(key))
                .findFirst()
                .orElseThrow(
                        () -> new Refusal(404, "there is no HigherSelfRedis " + key.namespace() + "/" + key.name()));
        return new Found(
                resource,
                fleet.instances().stream()
                        .filter(probed -> probed.resource().equals(key))
                        .toList());
    }

    public HealthViews.Resource resource(Found found) {
        return Views.resource(
                found.resource(), found.instances(), fleet.figures(found.key()), fleet.routes(found.key()));
    }

    public HealthViews.Metrics metrics(Found found) {
        return Views.metrics(found.resource(), found.instances(), fleet.figures(found.key()), fleet.terms(found.key()));
    }

    /** Those that the caller may list: all, or those of single namespaces. */
    public CompletableFuture<List<HigherSelfRedis>> listed(
            Function<Optional<String>, CompletableFuture<Boolean>> mayList) {
        List<HigherSelfRedis> resources = fleet.resources();
        return mayList.apply(Optional.empty()).thenCompose(all -> {
            if (all) {
                return CompletableFuture.completedFuture(resources);
            }
            List<String> namespaces = resources.stream()
                    .map(resource -> resource.getMetadata().getNamespace())
                    .distinct()
                    .sorted()
                    .limit(NAMESPACES_ASKED)
                    .toList();
            return allowed(namespaces, mayList, Set.of()).thenApply(may -> {
                if (may.isEmpty()) {
                    throw notListed("in any namespace that has some");
                }
                return resources.stream()
                        .filter(resource -> may.contains(resource.getMetadata().getNamespace()))
                        .toList();
            });
        });
    }

    /** A few at a time, so that one caller's many namespaces don't keep the others waiting. */
    private static CompletableFuture<Set<String>> allowed(
            List<String> namespaces,
            Function<Optional<String>, CompletableFuture<Boolean>> mayList,
            Set<String> before) {
        if (namespaces.isEmpty()) {
            return CompletableFuture.completedFuture(before);
        }
        List<String> now = namespaces.subList(0, Math.min(ASKED_AT_ONCE, namespaces.size()));
        Map<String, CompletableFuture<Boolean>> asked = now.stream()
                .collect(Collectors.toMap(Function.identity(), namespace -> mayList.apply(Optional.of(namespace))));
        return CompletableFuture.allOf(asked.values().toArray(CompletableFuture[]::new))
                .thenCompose(done -> {
                    Set<String> all = new HashSet<>(before);
                    asked.forEach((namespace, may) -> {
                        if (may.join()) {
                            all.add(namespace);
                        }
                    });
                    return allowed(namespaces.subList(now.size(), namespaces.size()), mayList, all);
                });
    }

    static Refusal notListed(String where) {
        return new Refusal(403, "Kubernetes does not let you list higherselfredises " + where);
    }

    /** By namespace and name. */
    public List<HealthViews.Summary> summaries(List<HigherSelfRedis> resources) {
        Map<ResourceKey, List<ProbedInstance>> instances = instances(resources);
        return resources.stream()
                .map(resource -> Views.summary(resource, instances.get(key(resource))))
                .sorted(Comparator.comparing(HealthViews.Summary::namespace).thenComparing(HealthViews.Summary::name))
                .toList();
    }

    Map<ResourceKey, List<ProbedInstance>> instances(List<HigherSelfRedis> resources) {
        Map<ResourceKey, List<ProbedInstance>> byResource = new HashMap<>();
        resources.forEach(resource -> byResource.put(key(resource), new ArrayList<>()));
        fleet.instances()
                .forEach(probed ->
                        Optional.ofNullable(byResource.get(probed.resource())).ifPresent(known -> known.add(probed)));
        return byResource;
    }

    private static ResourceKey key(HigherSelfRedis resource) {
        return new ResourceKey(
                resource.getMetadata().getNamespace(), resource.getMetadata().getName());
    }
}
