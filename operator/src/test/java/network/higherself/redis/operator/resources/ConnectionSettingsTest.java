package network.higherself.redis.operator.resources;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import network.higherself.redis.operator.credentials.Credentials;
import network.higherself.redis.operator.plan.FeatureKind;
import network.higherself.redis.operator.plan.RedisPlan;
import network.higherself.redis.operator.plan.SamplePlans;
import org.junit.jupiter.api.Test;

class ConnectionSettingsTest {

    private static final String AWKWARD = "p@ss:w/o?r#d %&=+'\"\\$x ü";

    @Test
    void everySettingOfTheNetworkServerIsThereAndNothingElse() {
        assertThat(settings(SamplePlans.development("cache")))
                .containsExactlyInAnyOrderEntriesOf(Map.ofEntries(
                        Map.entry(
                                "REDIS_URI",
                                "redis://higherself:Application1Application1Applicat@cache.sample.svc:6379/0"),
                        Map.entry("REDIS_HOST", "cache.sample.svc"),
                        Map.entry("REDIS_PORT", "6379"),
                        Map.entry("REDIS_DATABASE", "0"),
                        Map.entry("REDIS_USERNAME", "higherself"),
                        Map.entry("REDIS_PASSWORD", "Application1Application1Applicat"),
                        Map.entry("REDIS_SSL", "false"),
                        Map.entry("REDIS_SSL_CERT_REQS", "required"),
                        Map.entry("REDIS_SSL_CA_CERTS", ""),
                        Map.entry("REDIS_SSL_CERTFILE", ""),
                        Map.entry("REDIS_SSL_KEYFILE", ""),
                        Map.entry("REDIS_MAX_CONNECTIONS", "5"),
                        Map.entry("REDIS_TIMEOUT", "5"),
                        Map.entry("REDIS_SOCKET_CONNECT_TIMEOUT", "5"),
                        Map.entry("REDIS_SOCKET_TIMEOUT", "5"),
                        Map.entry("REDIS_HEALTH_CHECK_INTERVAL", "30"),
                        Map.entry("REDIS_RETRY_ON_TIMEOUT", "true"),
                        Map.entry("REDIS_RETRY_ON_ERROR", "true"),
                        Map.entry("REDIS_MAX_RETRIES", "3"),
                        Map.entry("REDIS_RETRY_DELAY", "0.5"),
                        Map.entry("REDIS_CACHE_ENABLED", "true"),
                        Map.entry("REDIS_PUBSUB_ENABLED", "true"),
                        Map.entry("REDIS_SESSION_STORE_ENABLED", "true"),
                        Map.entry("REDIS_RATE_LIMITING_ENABLED", "true"),
                        Map.entry("REDIS_METRICS_ENABLED", "true"),
                        Map.entry("REDIS_SLOW_QUERY_THRESHOLD", "0.001"),
                        Map.entry("ENABLE_REDIS", "true")));
    }

    @Test
    void withTlsTheUriSaysSoAndTheAuthorityLiesBelowTheMount() {
        assertThat(settings(SamplePlans.production("agents")))
                .containsEntry(
                        "REDIS_URI", "rediss://higherself:Application1Application1Applicat@agents.sample.svc:6380/0")
                .containsEntry("REDIS_PORT", "6380")
                .containsEntry("REDIS_SSL", "true")
                .containsEntry("REDIS_SSL_CA_CERTS", "/etc/redis-binding/ca.crt");
    }

    @Test
    void timeoutsAreWholeSecondsOfAtLeastOneAndDelaysAreDecimals() {
        RedisPlan plan = SamplePlans.development("cache");
        RedisPlan odd = withClient(
                plan,
                new RedisPlan.ClientSettings(
                        3,
                        7,
                        Duration.ofMillis(200),
                        Duration.ofMillis(1500),
                        Duration.ofMinutes(2),
                        Duration.ofSeconds(1),
                        "/var/run/redis/",
                        0,
                        Duration.ofSeconds(2),
                        false,
                        false));

        assertThat(settings(odd))
                .containsEntry("REDIS_DATABASE", "3")
                .containsEntry("REDIS_TIMEOUT", "1")
                .containsEntry("REDIS_SOCKET_CONNECT_TIMEOUT", "2")
                .containsEntry("REDIS_SOCKET_TIMEOUT", "120")
                .containsEntry("REDIS_HEALTH_CHECK_INTERVAL", "1")
                .containsEntry("REDIS_RETRY_DELAY", "2.0")
                .containsEntry("REDIS_RETRY_ON_TIMEOUT", "false");
    }

    @Test
    void awkwardPasswordsSurviveTheUri() {
        RedisModel model =
                SampleModels.of(SamplePlans.development("cache"), new Credentials("operator", "replication", AWKWARD));

        URI uri = URI.create(ConnectionSettings.of(model).get("REDIS_URI"));

        assertThat(uri.getHost()).isEqualTo("cache.sample.svc");
        assertThat(URLDecoder.decode(uri.getRawUserInfo().split(":")[1].replace("+", "%2B"), StandardCharsets.UTF_8))
                .isEqualTo(AWKWARD);
    }

    /** A shell reads the simple ones of such files; the quotes are the same as those of dotenv readers. */
    @Test
    void theEnvFileGivesAShellTheSameValues() throws IOException {
        RedisModel model = SampleModels.of(
                SamplePlans.production("agents"),
                new Credentials("operator", "replication", "p@ss:w/o?r#d %&=+\"$x`id`"));
        Map<String, String> settings = ConnectionSettings.of(model);
        Process shell = new ProcessBuilder("sh", "-c", "set -a; . /dev/stdin; env").start();
        try (var input = shell.outputWriter()) {
            input.write(ConnectionSettings.binding(model).get("redis.env"));
        }
        Map<String, String> read = new TreeMap<>();
        new String(shell.getInputStream().readAllBytes(), StandardCharsets.UTF_8)
                .lines()
                .map(line -> line.split("=", 2))
                .forEach(line -> read.put(line[0], line[1]));

        assertThat(read).containsAllEntriesOf(settings);
    }

    @Test
    void aFeatureHasTheSameSettingsWithItsOwnUserAndFlag() {
        RedisPlan plan = SamplePlans.withFeatures(
                SamplePlans.production("agents"), FeatureKind.SESSION_STORE, FeatureKind.PUBSUB);
        RedisModel model = SampleModels.fixed(plan);
        Map<String, String> sessions = ConnectionSettings.of(model, FeatureKind.SESSION_STORE);

        assertThat(sessions.keySet()).isEqualTo(ConnectionSettings.of(model).keySet());
        assertThat(sessions)
                .containsEntry("REDIS_USERNAME", "higherself-session-store")
                .containsEntry("REDIS_PASSWORD", SampleModels.password(FeatureKind.SESSION_STORE))
                .containsEntry(
                        "REDIS_URI",
                        "rediss://higherself-session-store:" + SampleModels.password(FeatureKind.SESSION_STORE)
                                + "@agents.sample.svc:6380/0")
                .containsEntry("REDIS_SESSION_STORE_ENABLED", "true")
                .containsEntry("REDIS_PUBSUB_ENABLED", "false")
                .containsEntry("REDIS_CACHE_ENABLED", "false");
    }

    @Test
    void theFlagsFollowTheFeaturesOnceAnyIsNamed() {
        assertThat(settings(SamplePlans.withFeatures(SamplePlans.development("cache"), FeatureKind.CACHE)))
                .containsEntry("REDIS_CACHE_ENABLED", "true")
                .containsEntry("REDIS_PUBSUB_ENABLED", "false")
                .containsEntry("REDIS_SESSION_STORE_ENABLED", "false")
                .containsEntry("REDIS_RATE_LIMITING_ENABLED", "false")
                .containsEntry("ENABLE_REDIS", "true");
    }

    @Test
    void quotesInsideAreEscaped() {
        assertThat(ConnectionSettings.envFile(Map.of("P", "a'b\\c d"))).isEqualTo("P='a\\'b\\\\c d'\n");
    }

    @Test
    void theBindingIsWhatTheSpecificationAsksFor() {
        RedisModel plain = SampleModels.fixed(SamplePlans.development("cache"));
        RedisModel tls = SampleModels.fixed(SamplePlans.production("agents"));

        assertThat(ConnectionSettings.binding(plain))
                .containsOnlyKeys("type", "provider", "host", "port", "uri", "username", "password", "redis.env")
                .containsEntry("type", "redis");
        assertThat(ConnectionSettings.binding(tls))
                .containsEntry("certificates", "authority\n")
                .containsEntry("ca.crt", "authority\n");
        assertThat(Secrets.binding(tls).getType()).isEqualTo("servicebinding.io/redis");
    }

    private static Map<String, String> settings(RedisPlan plan) {
        return ConnectionSettings.of(SampleModels.fixed(plan));
    }

    private static RedisPlan withClient(RedisPlan plan, RedisPlan.ClientSettings client) {
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
                client,
                plan.probe(),
                plan.network(),
                plan.resources(),
                plan.template(),
                plan.disruptionBudget(),
                plan.preferredSpread(),
                plan.features());
    }
}
