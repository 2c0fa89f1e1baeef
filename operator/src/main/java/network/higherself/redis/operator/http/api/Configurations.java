package network.higherself.redis.operator.http.api;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import network.higherself.redis.api.v1.ConfigurationStatus;
import network.higherself.redis.api.v1.HigherSelfRedis;
import network.higherself.redis.api.v1.RedisDuration;
import network.higherself.redis.operator.plan.FeatureKind;
import network.higherself.redis.operator.plan.RedisPlan.ClientSettings;
import network.higherself.redis.operator.plan.Terms;

/** What is in force, as the health API words it. Pure. */
final class Configurations {

    private Configurations() {}

    /** @param directives without secrets */
    static HealthViews.Configuration of(
            HigherSelfRedis resource, Optional<Terms> plan, String source, Map<String, String> directives) {
        Optional<ConfigurationStatus> status =
                Optional.ofNullable(resource.getStatus()).map(found -> found.configuration());
        return new HealthViews.Configuration(
                resource.getMetadata().getNamespace(),
                resource.getMetadata().getName(),
                Views.endpoint(resource),
                source,
                new TreeMap<>(directives),
                status.map(ConfigurationStatus::pendingRestart).orElse(List.of()),
                status.map(ConfigurationStatus::rejected).orElse(List.of()),
                plan.map(Terms::client).map(Configurations::client),
                plan.map(Terms::probe)
                        .map(probe -> new HealthViews.ProbeSettings(
                                text(probe.interval()), text(probe.timeout()), text(probe.slowCommandThreshold()))));
    }

    /** The flags that applications find in their environment. */
    static Map<String, Boolean> features(Terms plan) {
        Map<String, Boolean> features = new java.util.LinkedHashMap<>();
        features.put("cache_enabled", uses(plan, FeatureKind.CACHE));
        features.put("pubsub_enabled", uses(plan, FeatureKind.PUBSUB));
        features.put("session_store_enabled", uses(plan, FeatureKind.SESSION_STORE));
        features.put("rate_limiting_enabled", uses(plan, FeatureKind.RATE_LIMITING));
        features.put("metrics_enabled", true);
        return features;
    }

    private static boolean uses(Terms plan, FeatureKind feature) {
        return !plan.features().named() || plan.features().enabled().containsKey(feature);
    }

    private static HealthViews.ClientSettings client(ClientSettings client) {
        return new HealthViews.ClientSettings(
                client.database(),
                client.maxConnections(),
                text(client.timeout()),
                text(client.connectTimeout()),
                text(client.socketTimeout()),
                text(client.healthCheckInterval()),
                client.maxRetries(),
                text(client.retryDelay()),
                client.retryOnTimeout(),
                client.retryOnError());
    }

    private static String text(Duration duration) {
        return RedisDuration.of(duration).text();
    }
}
