package network.higherself.redis.operator.redisconf;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConfigurationTest {

    @Test
    void partsHoldWhatEachVersionKnows() {
        assertThat(ConfigurationParts.render(Map.of(
                        "maxmemory", "134217728",
                        "save", "900 1 300 10",
                        "shutdown-timeout", "20",
                        "notify-keyspace-events", "")))
                .containsOnly(
                        Map.entry(
                                "redis.conf",
                                "maxmemory 134217728\nnotify-keyspace-events \"\"\nsave 900 1\nsave 300 10\n"),
                        Map.entry("since-7.0.conf", "shutdown-timeout 20\n"));
    }

    @Test
    void aValueCanNotEndItsLine() {
        assertThat(DirectiveValue.parse(Directives.find("locale-collate").orElseThrow(), "a\nport 1")
                        .refusal())
                .isPresent();
        assertThat(ConfigurationParts.render(Map.of("locale-collate", "a\" \\b")))
                .containsEntry("since-7.2.conf", "locale-collate \"a\\\" \\\\b\"\n");
    }

    @ParameterizedTest
    @CsvSource({
        "maxmemory, 128mb, 134217728",
        "maxmemory, 1k, 1000",
        "appendonly, True, yes",
        "maxmemory-policy, AllKeys-LRU, allkeys-lru",
        "save, '', ''",
        "client-output-buffer-limit, slave 256mb 64mb 60, replica 268435456 67108864 60"
    })
    void valuesHaveOneForm(String name, String written, String kept) {
        assertThat(DirectiveValue.parse(Directives.find(name).orElseThrow(), written)
                        .value())
                .contains(kept);
    }

    @Test
    void aDifferenceIsSetLiveOrWaitsForARestart() {
        ConfigurationDifference difference = ConfigurationDifference.between(
                Map.of("maxmemory", "1048576", "databases", "32", "hz", "10", "unknown-here", "1"),
                Map.of("maxmemory", "2097152", "databases", "16", "hz", "10"));
        assertThat(difference.toSet()).containsOnly(Map.entry("maxmemory", "1048576"));
        assertThat(difference.pendingRestart()).containsExactly("databases");
    }

    @ParameterizedTest
    @CsvSource({
        "redis 6.2.11, 7.0, false",
        "redis 7.0.15, 7.0, true",
        "valkey 8.0.1, 7.2, true",
        "valkey 8.0.1, 7.4, false",
        "redis 8.0.0, 7.4, true"
    })
    void aVersionKnowsWhatItsReleaseBrought(String version, String release, boolean knows) {
        assertThat(RedisVersion.parse(version).orElseThrow().has(release)).isEqualTo(knows);
    }

    @ParameterizedTest
    @CsvSource({
        "pubsub 1 1 1, normal 0 0 0 slave 268435456 67108864 60 pubsub 1 1 1, same",
        "pubsub 1 1 1, normal 9 9 9 slave 268435456 67108864 60 pubsub 1 1 1, set",
        "pubsub 2 1 1, normal 0 0 0 slave 268435456 67108864 60 pubsub 1 1 1, set"
    })
    void limitsOfClassesThatAreNotNamedAreThoseOfAServerThatWasToldNothing(
            String wanted, String inForce, String difference) {
        Map<String, String> toSet = ConfigurationDifference.between(
                        Map.of("client-output-buffer-limit", wanted), Map.of("client-output-buffer-limit", inForce))
                .toSet();
        assertThat(toSet)
                .isEqualTo(
                        difference.equals("same")
                                ? Map.of()
                                : Map.of(
                                        "client-output-buffer-limit",
                                        "normal 0 0 0 " + wanted + " replica 268435456 67108864 60"));
    }

    @Test
    void aServerIsNotSaidToMissWhatItDoesAnyway() {
        RedisVersion old = RedisVersion.parse("redis 6.2.11").orElseThrow();
        assertThat(Directives.tooNew(Map.of("latency-tracking", "no", "busy-reply-threshold", "5000"), old))
                .containsExactly("latency-tracking");
    }
}
