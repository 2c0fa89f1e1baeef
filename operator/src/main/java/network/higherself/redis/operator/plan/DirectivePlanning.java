package network.higherself.redis.operator.plan;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import network.higherself.redis.api.v1.TopologyMode;
import network.higherself.redis.operator.plan.RedisPlan.FeaturesInUse;
import network.higherself.redis.operator.redisconf.Directive;
import network.higherself.redis.operator.redisconf.DirectiveValue;
import network.higherself.redis.operator.redisconf.Directives;

/** Resolves the directives: the environment's defaults, and over them what the user says. */
final class DirectivePlanning {

    private static final long SMALLEST_BACKLOG = 1L << 20;
    private static final long LARGEST_BACKLOG = 256L << 20;

    private DirectivePlanning() {}

    static SortedMap<String, String> resolve(
            Map<String, JsonNode> config,
            FeaturesInUse features,
            EnvironmentDefaults defaults,
            TopologyMode mode,
            int instances,
            boolean production,
            Duration slowCommandThreshold,
            Map<String, String> before,
            Problems problems) {
        SortedMap<String, String> directives = new TreeMap<>();
        EnvironmentDefaults.EVERYWHERE.forEach((name, value) -> put(directives, name, value));
        defaults.directives().forEach((name, value) -> put(directives, name, value));
        if (FeaturePlanning.needPolicy(features)) {
            put(directives, "maxmemory-policy", FeaturePlanning.POLICY);
        }
        put(directives, "slowlog-log-slower-than", Long.toString(slowCommandThreshold.toNanos() / 1000));
        SortedMap<String, String> asked = asked(config, problems);
        if (mode == TopologyMode.Replication) {
            boolean acknowledged = production && instances > 1;
            put(directives, "min-replicas-to-write", acknowledged ? "1" : "0");
            if (acknowledged) {
                put(directives, "min-replicas-max-lag", "3");
            }
            long memory = Long.parseLong(asked.getOrDefault("maxmemory", directives.get("maxmemory")));
            long backlog = Math.max(SMALLEST_BACKLOG, Math.min(LARGEST_BACKLOG, memory / 8));
            put(directives, "repl-backlog-size", Long.toString(backlog));
            // All replicas are linked within a moment, so that one save serves them all without the default wait of 5
            // s.
            put(directives, "repl-diskless-sync-delay", "1");
        }
        directives.putAll(asked);
        takeBack(before, directives);
        check(directives, mode, instances, problems);
        FeaturePlanning.checkPolicy(features, directives.get("maxmemory-policy"), problems);
        return directives;
    }

    private static void put(SortedMap<String, String> directives, String name, String value) {
        Directive directive = Directives.find(name).orElseThrow();
        directives.put(name, DirectiveValue.parse(directive, value).value().orElseThrow());
    }

    /**
     * A running server keeps what it was told. What is asked for no more is told anew, as what a server does that was
     * told nothing.
     */
    private static void takeBack(Map<String, String> before, SortedMap<String, String> directives) {
        List<Directive> present = directives.keySet().stream()
                .flatMap(name -> Directives.find(name).stream())
                .toList();
        before.keySet().stream()
                .filter(name -> !directives.containsKey(name))
                .flatMap(name -> Directives.find(name).stream())
                .filter(gone -> gone.live() && present.stream().noneMatch(gone::otherNameOf))
                .forEach(gone -> put(directives, gone.name(), gone.otherwise()));
    }

    private static SortedMap<String, String> asked(Map<String, JsonNode> config, Problems problems) {
        SortedMap<String, String> asked = new TreeMap<>();
        if (config == null) {
            return asked;
        }
        new TreeMap<>(config).forEach((key, node) -> {
            String field = "spec.config." + key;
            String name = key.toLowerCase(Locale.ROOT);
            Optional<Directive> found = Directives.find(name);
            if (found.isEmpty()) {
                problems.refuse(
                        field,
                        "is no directive of redis.conf."
                                + Directives.nearest(name)
                                        .map(meant -> " Did you mean " + meant + "?")
                                        .orElse(" Take it out."));
                return;
            }
            Directive directive = found.get();
            if (directive.owned()) {
                problems.refuse(
                        field,
                        "is set by the operator. Take it out"
                                + (directive.place().isEmpty() ? "." : " and use " + directive.place() + "."));
                return;
            }
            if (node == null || node.isNull() || node.isContainerNode() || node.isFloatingPointNumber()) {
                problems.refuse(field, "must be a string, an integer or a boolean.");
                return;
            }
            String text = node.isBoolean() ? (node.booleanValue() ? "yes" : "no") : node.asText();
            DirectiveValue value = DirectiveValue.parse(directive, text);
            value.refusal().ifPresent(why -> problems.refuse(field, why + "."));
            value.value().ifPresent(parsed -> {
                String modern = successor(directive);
                if (asked.put(modern, parsed) != null) {
                    problems.refuse(field, "is set twice, as " + modern + " too. Keep " + modern + ".");
                }
            });
        });
        return asked;
    }

    /** The name that is written: the one that all supported servers know. */
    private static String successor(Directive directive) {
        return Directives.find(directive.successor())
                .filter(modern -> modern.since().equals(directive.since()))
                .map(Directive::name)
                .orElse(directive.name());
    }

    private static void check(
            SortedMap<String, String> directives, TopologyMode mode, int instances, Problems problems) {
        int wanted = Integer.parseInt(directives.getOrDefault("min-replicas-to-write", "0"));
        if (wanted > 0 && wanted >= instances) {
            problems.refuse(
                    "spec.config.min-replicas-to-write",
                    "asks for " + wanted + " replicas in sync, and there are " + (instances - 1)
                            + ": every write would be refused. Lower it or raise spec.topology.instances.");
        }
        if (mode == TopologyMode.Replication && wanted > 0 && instances == 2) {
            problems.warn(
                    "spec.config.min-replicas-to-write",
                    "with two instances, losing one stops all writes. Use three instances, or set it to 0.");
        }
    }
}
