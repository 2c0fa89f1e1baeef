package network.higherself.redis.operator.plan;

import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.ResourceRequirements;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyPeer;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import network.higherself.redis.api.v1.Environment;
import network.higherself.redis.api.v1.PodTemplate;
import network.higherself.redis.api.v1.Retention;
import network.higherself.redis.api.v1.TlsMode;
import network.higherself.redis.api.v1.TopologyMode;

/**
 * A resource with everything resolved and nothing left to decide: what the spec says, what the environment gives where
 * it says nothing. Holds no secret, so it may be kept in a ConfigMap.
 *
 * @param directives redis.conf directives by name, as the user and the environment want them; without those that the
 *     operator owns (ports, TLS, files, replication, users)
 */
public record RedisPlan(
        Identity identity,
        Environment environment,
        String image,
        TopologyMode mode,
        int instances,
        Optional<Volume> volume,
        Access access,
        Encryption encryption,
        SortedMap<String, String> directives,
        ClientSettings client,
        ProbeSettings probe,
        NetworkAccess network,
        ResourceRequirements resources,
        PodTemplate template,
        boolean disruptionBudget,
        boolean preferredSpread,
        FeaturesInUse features) {

    public RedisPlan {
        // A plan that an earlier release kept knows no features.
        features = features == null ? FeaturesInUse.NONE : features;
    }

    /** Whether instances write an append-only file. */
    public boolean appendOnly() {
        return "yes".equals(directives.get("appendonly"));
    }

    /** The same with volumes of another size. */
    public RedisPlan withVolumeSize(String size) {
        return new RedisPlan(
                identity,
                environment,
                image,
                mode,
                instances,
                volume.map(present -> new Volume(size, present.storageClassName(), present.retention())),
                access,
                encryption,
                directives,
                client,
                probe,
                network,
                resources,
                template,
                disruptionBudget,
                preferredSpread,
                features);
    }

    /** Who the resource is. */
    public record Identity(String namespace, String name, String uid) {}

    /** A volume an instance; {@code size} is a Kubernetes quantity. */
    public record Volume(String size, Optional<String> storageClassName, Retention retention) {}

    /** A key of a Secret that the user names. */
    public record SecretKey(String name, String key) {}

    /** The application's user: where its password comes from (empty: generated) and its channel patterns. */
    public record Access(Optional<SecretKey> password, List<String> channels) {}

    /** How connections are encrypted; the Secret is present with {@link TlsMode#Secret}. */
    public record Encryption(TlsMode mode, Optional<String> secretName) {
        public boolean enabled() {
            return mode != TlsMode.Disabled;
        }
    }

    /** What applications find in the connection Secret. */
    public record ClientSettings(
            int database,
            int maxConnections,
            Duration timeout,
            Duration connectTimeout,
            Duration socketTimeout,
            Duration healthCheckInterval,
            String mountPath,
            int maxRetries,
            Duration retryDelay,
            boolean retryOnTimeout,
            boolean retryOnError) {}

    /** How instances are probed. */
    public record ProbeSettings(Duration interval, Duration timeout, Duration slowCommandThreshold) {}

    /** Whether a NetworkPolicy is made and whom it admits (empty Optional: the namespace; empty list: nobody else). */
    public record NetworkAccess(boolean policy, Optional<List<NetworkPolicyPeer>> allowFrom) {}

    /**
     * What Redis is used for, where the user says so.
     *
     * @param named whether he says anything about it, be it that a feature is off
     */
    public record FeaturesInUse(boolean named, SortedMap<FeatureKind, Grant> enabled) {
        public static final FeaturesInUse NONE = new FeaturesInUse(false, new TreeMap<>());

        public FeaturesInUse {
            enabled = enabled == null ? Collections.emptySortedMap() : Collections.unmodifiableSortedMap(enabled);
        }
    }

    /** What a feature's user may touch: how its keys begin, and patterns of its channels. */
    public record Grant(List<String> keyPrefixes, List<String> channels) {
        public Grant {
            keyPrefixes = keyPrefixes == null ? List.of() : List.copyOf(keyPrefixes);
            channels = channels == null ? List.of() : List.copyOf(channels);
        }
    }

    /** Of each container's memory, bytes; 0: none. */
    public long memoryLimit() {
        return Optional.ofNullable(resources)
                .map(ResourceRequirements::getLimits)
                .map(limits -> limits.get("memory"))
                .map(limit -> Quantity.getAmountInBytes(limit).longValue())
                .orElse(0L);
    }

    /** The port that is served: 6380 with TLS, else 6379. */
    public int port() {
        return encryption.enabled() ? 6380 : 6379;
    }
}
