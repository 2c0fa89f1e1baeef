package network.higherself.redis.operator.credentials;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import network.higherself.redis.operator.plan.FeatureKind;
import network.higherself.redis.operator.plan.RedisPlan;
import network.higherself.redis.operator.plan.RedisPlan.Grant;
import network.higherself.redis.operator.plan.SamplePlans;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AclRulesTest {

    private static final RedisPlan PRODUCTION = SamplePlans.production("agents");

    @Test
    void redis62GetsNoRuleAgainstASubcommandWhichWouldEndItAtStart() {
        assertThat(AclRules.application(PRODUCTION, VersionFamily.V6_2)).noneMatch(rule -> rule.matches("-.*\\|.*"));
    }

    @Test
    void theFileHoldsHashesAndNoPassword() {
        Credentials credentials = new Credentials("Operator1", "Replication1", "Application1");

        String file = AclFile.render(PRODUCTION, credentials, VersionFamily.V7_0);

        assertThat(file)
                .contains("user default off ")
                .containsPattern("user higherself on #[0-9a-f]{64} resetkeys ~\\* ")
                .doesNotContain("Operator1")
                .doesNotContain("Replication1")
                .doesNotContain("Application1");
        assertThat(AclFile.admits(file, Credentials.APPLICATION_USER, "Application1"))
                .isTrue();
        assertThat(AclFile.admits(file, Credentials.APPLICATION_USER, "Operator1"))
                .isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a b", "a\tb", "a\n+@all"})
    void aPatternThatWouldBecomeAnotherRuleIsRefused(String channel) {
        RedisPlan plan = SamplePlans.withChannels(PRODUCTION, List.of(channel));

        assertThatIllegalArgumentException().isThrownBy(() -> AclRules.application(plan, VersionFamily.V7_0));
    }

    /** A server refuses any pattern after the one for all, and then doesn't start with the file. */
    @ParameterizedTest
    @ValueSource(strings = {"*", "*,orders:*", "orders:*,*"})
    void allChannelsAreGivenByOnePattern(String channels) {
        RedisPlan plan = SamplePlans.withChannels(PRODUCTION, List.of(channels.split(",")));

        assertThat(AclRules.application(plan, VersionFamily.V7_0))
                .filteredOn(rule -> rule.startsWith("&"))
                .containsExactly("&*");
        assertThat(FeatureRules.of(
                        FeatureKind.PUBSUB, new Grant(List.of(), List.of(channels.split(","))), VersionFamily.V7_0))
                .filteredOn(rule -> rule.startsWith("&"))
                .containsExactly("&*");
    }
}
