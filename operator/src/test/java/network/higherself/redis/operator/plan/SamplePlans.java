package network.higherself.redis.operator.plan;

import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.ResourceRequirementsBuilder;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import network.higherself.redis.api.v1.Environment;
import network.higherself.redis.api.v1.PodTemplate;
import network.higherself.redis.api.v1.Retention;
import network.higherself.redis.api.v1.TlsMode;
import network.higherself.redis.api.v1.TopologyMode;

/** Plans for tests that need one and don't ask how it came about. */
public final class SamplePlans {

    private SamplePlans() {}

    /** One instance without TLS and without a volume. */
    public static RedisPlan development(String name) {
        return new RedisPlan(
                new RedisPlan.Identity("sample", name, "0f0e0d0c-0000-4000-8000-000000000001"),
                Environment.Development,
                "redis:7.2",
                TopologyMode.Standalone,
                1,
                Optional.empty(),
                new RedisPlan.Access(Optional.empty(), List.of("*")),
                new RedisPlan.Encryption(TlsMode.Disabled, Optional.empty()),
                directives(),
                new RedisPlan.ClientSettings(
                        0,
                        5,
                        Duration.ofSeconds(5),
                        Duration.ofSeconds(5),
                        Duration.ofSeconds(5),
                        Duration.ofSeconds(30),
                        "/etc/redis-binding",
                        3,
                        Duration.ofMillis(500),
                        true,
                        true),
                new RedisPlan.ProbeSettings(Duration.ofSeconds(10), Duration.ofSeconds(2), Duration.ofMillis(1)),
                new RedisPlan.NetworkAccess(false, Optional.empty()),
                new ResourceRequirementsBuilder()
                        .withRequests(Map.of("cpu", Quantity.parse("50m"), "memory", Quantity.parse("192Mi")))
                        .build(),
                noTemplate(),
                false,
                false,
                RedisPlan.FeaturesInUse.NONE);
    }

    /** Three instances with TLS, volumes, a budget and a network policy. */
    public static RedisPlan production(String name) {
        RedisPlan base = development(name);
        SortedMap<String, String> directives = new TreeMap<>(base.directives());
        directives.put("maxmemory", "512mb");
        directives.put("appendonly", "yes");
        directives.put("min-replicas-to-write", "1");
        return new RedisPlan(
                base.identity(),
                Environment.Production,
                base.image(),
                TopologyMode.Replication,
                3,
                Optional.of(new RedisPlan.Volume("2Gi", Optional.of("fast"), Retention.Retain)),
                base.access(),
                new RedisPlan.Encryption(TlsMode.SelfSigned, Optional.empty()),
                directives,
                base.client(),
                base.probe(),
                new RedisPlan.NetworkAccess(true, Optional.empty()),
                new ResourceRequirementsBuilder()
                        .withRequests(Map.of("cpu", Quantity.parse("100m"), "memory", Quantity.parse("768Mi")))
                        .build(),
                base.template(),
                true,
                true,
                base.features());
    }

    public static RedisPlan withPassword(RedisPlan plan, String secret, String key) {
        return copy(
                plan,
                plan.environment(),
                plan.image(),
                plan.volume(),
                new RedisPlan.Access(
                        Optional.of(new RedisPlan.SecretKey(secret, key)),
                        plan.access().channels()),
                plan.encryption(),
                plan.directives(),
                plan.network(),
                plan.resources(),
                plan.template());
    }

    public static RedisPlan withChannels(RedisPlan plan, List<String> channels) {
        return copy(
                plan,
                plan.environment(),
                plan.image(),
                plan.volume(),
                new RedisPlan.Access(plan.access().password(), channels),
                plan.encryption(),
                plan.directives(),
                plan.network(),
                plan.resources(),
                plan.template());
    }

    public static RedisPlan withImage(RedisPlan plan, String image) {
        return copy(
                plan,
                plan.environment(),
                image,
                plan.volume(),
                plan.access(),
                plan.encryption(),
                plan.directives(),
                plan.network(),
                plan.resources(),
                plan.template());
    }

    public static RedisPlan withVolume(RedisPlan plan, String size) {
        return copy(
                plan,
                plan.environment(),
                plan.image(),
                Optional.of(new RedisPlan.Volume(size, Optional.empty(), Retention.Delete)),
                plan.access(),
                plan.encryption(),
                plan.directives(),
                plan.network(),
                plan.resources(),
                plan.template());
    }

    public static RedisPlan withEncryption(RedisPlan plan, TlsMode mode, String secret) {
        return copy(
                plan,
                plan.environment(),
                plan.image(),
                plan.volume(),
                plan.access(),
                new RedisPlan.Encryption(mode, Optional.ofNullable(secret)),
                plan.directives(),
                plan.network(),
                plan.resources(),
                plan.template());
    }

    public static RedisPlan withDirective(RedisPlan plan, String name, String value) {
        SortedMap<String, String> directives = new TreeMap<>(plan.directives());
        directives.put(name, value);
        return copy(
                plan,
                plan.environment(),
                plan.image(),
                plan.volume(),
                plan.access(),
                plan.encryption(),
                directives,
                plan.network(),
                plan.resources(),
                plan.template());
    }

    public static RedisPlan withEnvironment(RedisPlan plan, Environment environment) {
        return copy(
                plan,
                environment,
                plan.image(),
                plan.volume(),
                plan.access(),
                plan.encryption(),
                plan.directives(),
                plan.network(),
                plan.resources(),
                plan.template());
    }

    /** With these features, each with its default keys and channels. */
    public static RedisPlan withFeatures(RedisPlan plan, FeatureKind... features) {
        SortedMap<FeatureKind, RedisPlan.Grant> enabled = new TreeMap<>();
        for (FeatureKind feature : features) {
            enabled.put(feature, new RedisPlan.Grant(feature.keyPrefixes(), feature.channels()));
        }
        return new RedisPlan(
                plan.identity(),
                plan.environment(),
                plan.image(),
                plan.mode(),
                plan.instances(),
                plan.volume(),
                plan.access(),
                plan.encryption(),
                plan.directives(),
                plan.client(),
                plan.probe(),
                plan.network(),
                plan.resources(),
                plan.template(),
                plan.disruptionBudget(),
                plan.preferredSpread(),
                new RedisPlan.FeaturesInUse(true, enabled));
    }

    public static PodTemplate noTemplate() {
        return new PodTemplate(null, null, null, null, null, null, null, null, null, null);
    }

    private static RedisPlan copy(
            RedisPlan plan,
            Environment environment,
            String image,
            Optional<RedisPlan.Volume> volume,
            RedisPlan.Access access,
            RedisPlan.Encryption encryption,
            SortedMap<String, String> directives,
            RedisPlan.NetworkAccess network,
            io.fabric8.kubernetes.api.model.ResourceRequirements resources,
            PodTemplate template) {
        return new RedisPlan(
                plan.identity(),
                environment,
                image,
                plan.mode(),
                plan.instances(),
                volume,
                access,
                encryption,
                directives,
                plan.client(),
                plan.probe(),
                network,
                resources,
                template,
                plan.disruptionBudget(),
                plan.preferredSpread(),
                plan.features());
    }

    private static SortedMap<String, String> directives() {
        SortedMap<String, String> directives = new TreeMap<>();
        directives.put("maxmemory", "128mb");
        directives.put("maxmemory-policy", "allkeys-lru");
        directives.put("maxclients", "100");
        directives.put("save", "900 1 300 10 60 10000");
        directives.put("appendonly", "no");
        directives.put("timeout", "300");
        directives.put("databases", "16");
        return directives;
    }
}
