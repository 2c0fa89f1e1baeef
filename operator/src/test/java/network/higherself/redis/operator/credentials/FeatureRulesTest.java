package network.higherself.redis.operator.credentials;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import network.higherself.redis.operator.plan.FeatureKind;
import network.higherself.redis.operator.plan.RedisPlan.Grant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class FeatureRulesTest {

    private static final Map<FeatureKind, Grant> DEFAULTS = Map.of(
            FeatureKind.CACHE, new Grant(List.of("api:", "notion:", "business_entity:"), List.of()),
            FeatureKind.SESSION_STORE, new Grant(List.of("session:", "user_sessions:"), List.of()),
            FeatureKind.RATE_LIMITING, new Grant(List.of("rate_limit:"), List.of()),
            FeatureKind.TASK_QUEUE, new Grant(List.of("queue:", "task:"), List.of()),
            FeatureKind.PUBSUB,
                    new Grant(
                            List.of("agent_messages:", "user_notifications:"),
                            List.of("higherself:agents:*", "notifications:*")));

    @ParameterizedTest
    @EnumSource
    void showsWhatServicesTellOfTheirRedisAndNoKeysOfOthers(FeatureKind kind) {
        assertThat(FeatureRules.of(kind, DEFAULTS.get(kind), VersionFamily.V7_0))
                .contains("+info", "resetkeys", "-@dangerous")
                .doesNotContain("+scan", "+keys", "+sort", "+client");
    }

    /** The samples' tests need the rules and not the operator. Run with {@code -Dgolden.update=true} to write them. */
    @Test
    void theClientSamplesAreTriedWithTheseRules() throws IOException {
        Path file = Path.of("../samples/clients/src/test/resources/features.acl");
        String rules = Arrays.stream(FeatureKind.values())
                .map(kind -> "user " + Credentials.user(kind) + " on >test "
                        + String.join(" ", FeatureRules.of(kind, DEFAULTS.get(kind), VersionFamily.V7_0)) + "\n")
                .collect(Collectors.joining());
        if (Boolean.getBoolean("golden.update")) {
            Files.writeString(file, rules);
        }

        assertThat(file).hasContent(rules);
    }
}
