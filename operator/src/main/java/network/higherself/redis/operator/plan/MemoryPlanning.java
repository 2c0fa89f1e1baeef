package network.higherself.redis.operator.plan;

import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.ResourceRequirements;
import io.fabric8.kubernetes.api.model.ResourceRequirementsBuilder;
import java.math.BigDecimal;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** Sizes the container so that the dataset fits, and refuses limits that it can't fit. */
final class MemoryPlanning {

    private static final long MEBIBYTE = 1L << 20;

    /** The server itself, its clients' buffers and the probe. */
    private static final long OVERHEAD = 64 * MEBIBYTE;

    private MemoryPlanning() {}

    static ResourceRequirements resources(
            ResourceRequirements asked, SortedMap<String, String> directives, Problems problems) {
        long maxmemory = Long.parseLong(directives.get("maxmemory"));
        Map<String, Quantity> requests = new HashMap<>();
        Map<String, Quantity> limits = new HashMap<>();
        if (asked != null && asked.getRequests() != null) {
            requests.putAll(asked.getRequests());
        }
        if (asked != null && asked.getLimits() != null) {
            limits.putAll(asked.getLimits());
        }
        long limit = bytes("spec.resources.limits.memory", limits.get("memory"), problems);
        if (limit > 0 && maxmemory == 0) {
            problems.refuse(
                    "spec.config.maxmemory",
                    "without a bound the server grows until spec.resources.limits.memory kills it. Set a size.");
        }
        // What is refused has its default here, of which the user did not speak.
        if (limit > 0 && maxmemory > limit && !problems.refused("spec.config.maxmemory")) {
            problems.refuse(
                    "spec.config.maxmemory",
                    "is above spec.resources.limits.memory: the server would be killed before it is full. Lower it, or"
                            + " raise the limit to at least " + needed(maxmemory, directives) / MEBIBYTE + "Mi.");
        }
        if (!requests.containsKey("memory") && maxmemory > 0) {
            long fitting = needed(maxmemory, directives);
            long bounded = limit > 0 ? Math.min(limit, fitting) : fitting;
            requests.put("memory", new Quantity(bounded / MEBIBYTE + "Mi"));
        } else {
            long request = bytes("spec.resources.requests.memory", requests.get("memory"), problems);
            if (request > 0 && request < maxmemory) {
                problems.warn(
                        "spec.resources.requests.memory",
                        "is below maxmemory: the node may run out of memory before the server is full.");
            }
        }
        fitting(requests, limits, problems);
        requests.putIfAbsent("cpu", limits.getOrDefault("cpu", new Quantity("100m")));
        return new ResourceRequirementsBuilder()
                .withRequests(requests)
                .withLimits(limits)
                .build();
    }

    /** Kubernetes refuses a pod that requests more than its limit. */
    private static void fitting(Map<String, Quantity> requests, Map<String, Quantity> limits, Problems problems) {
        new TreeMap<>(requests).forEach((resource, request) -> {
            String field = "spec.resources.requests." + resource;
            Optional<BigDecimal> wanted = amount(field, request, problems);
            Optional<BigDecimal> most = amount("spec.resources.limits." + resource, limits.get(resource), problems);
            if (wanted.isPresent() && most.isPresent() && wanted.get().compareTo(most.get()) > 0) {
                problems.refuse(field, "is above spec.resources.limits." + resource + ". Lower it or raise the limit.");
            }
        });
    }

    private static Optional<BigDecimal> amount(String field, Quantity quantity, Problems problems) {
        if (quantity == null) {
            return Optional.empty();
        }
        try {
            BigDecimal amount = Quantity.getAmountInBytes(quantity);
            if (amount.signum() >= 0) {
                return Optional.of(amount);
            }
            problems.refuse(field, "must not be below zero.");
        } catch (IllegalArgumentException malformed) {
            problems.refuse(field, "is no quantity, as in 512Mi.");
        }
        return Optional.empty();
    }

    /** The dataset, what the allocator wastes of it, what a fork copies of it while it is saved, and the backlog. */
    private static long needed(long maxmemory, SortedMap<String, String> directives) {
        boolean forks = "yes".equals(directives.get("appendonly"));
        long backlog = Long.parseLong(directives.getOrDefault("repl-backlog-size", "0"));
        return maxmemory + maxmemory / (forks ? 2 : 4) + backlog + OVERHEAD;
    }

    /** Bytes of a quantity; 0 where it is left out or refused. */
    static long bytes(String field, Quantity quantity, Problems problems) {
        if (quantity == null) {
            return 0;
        }
        try {
            return Quantity.getAmountInBytes(quantity).longValue();
        } catch (IllegalArgumentException malformed) {
            problems.refuse(field, "is no quantity, as in 512Mi.");
            return 0;
        }
    }
}
