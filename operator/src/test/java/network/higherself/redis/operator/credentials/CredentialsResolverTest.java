package network.higherself.redis.operator.credentials;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import network.higherself.redis.api.v1.Environment;
import network.higherself.redis.operator.plan.FeatureKind;
import network.higherself.redis.operator.plan.Problem;
import network.higherself.redis.operator.plan.RedisPlan;
import network.higherself.redis.operator.plan.SamplePlans;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CredentialsResolverTest {

    private static final Credentials KNOWN = new Credentials("Operator1", "Replication1", "Application1");
    private static final RedisPlan GENERATED = SamplePlans.development("cache");
    private static final RedisPlan GIVEN = SamplePlans.withPassword(GENERATED, "my-password", "password");
    private static final KnownSecrets NOTHING =
            new KnownSecrets(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());

    private final CredentialsResolver resolver = new CredentialsResolver(new Passwords());

    @Test
    void theFirstTimeAllPasswordsAreMadeAndStrong() {
        CredentialsResolution.Resolved resolved = resolved(GENERATED, NOTHING, Optional.empty(), Optional.empty());

        Credentials made = resolved.credentials();
        assertThat(made.operator()).matches("[A-Za-z0-9]{32}").isNotEqualTo(made.replication());
        assertThat(made.replication()).matches("[A-Za-z0-9]{32}").isNotEqualTo(made.application());
        assertThat(PasswordRules.fault(made.application(), Environment.Production))
                .isEmpty();
        assertThat(resolved.made()).as("known to nobody yet").hasSize(3);
    }

    @Test
    void whatIsKnownIsKeptWhicheverSecretIsLeft() {
        assertThat(resolved(GENERATED, known(true, true, true, true))).isEqualTo(KNOWN);
        assertThat(resolved(GENERATED, known(true, false, false, false))).isEqualTo(KNOWN);
        assertThat(resolved(GENERATED, known(false, true, true, false))).isEqualTo(KNOWN);
        assertThat(resolved(GENERATED, known(false, true, false, true))).isEqualTo(KNOWN);
    }

    @Test
    void allSecretsDeletedUnderARunningOperatorComeBackAsTheyWere() {
        assertThat(resolved(GENERATED, NOTHING, Optional.empty(), Optional.of(KNOWN))
                        .credentials())
                .isEqualTo(KNOWN);
    }

    @Test
    void aPasswordThatIsLostIsSaidToBeMadeUp() {
        CredentialsResolution.Resolved resolved =
                resolved(GENERATED, known(false, false, true, false), Optional.empty(), Optional.empty());

        assertThat(resolved.credentials().application()).isEqualTo(KNOWN.application());
        assertThat(resolved.made()).containsExactlyInAnyOrder(Credentials.OPERATOR_USER, Credentials.REPLICATION_USER);
    }

    @Test
    void aSecretChangedByHandIsPutRightByWhatIsInForce() {
        KnownSecrets changed = new KnownSecrets(
                Optional.of(secret(Map.of("operator", "x", "replication", "x", "application", "x"))),
                known(false, true, false, false).server(),
                known(false, false, true, false).connection(),
                Optional.empty());

        assertThat(resolved(GENERATED, changed, Optional.empty(), Optional.of(KNOWN))
                        .credentials())
                .as("with an operator that remembers")
                .isEqualTo(KNOWN);
        assertThat(resolved(GENERATED, changed))
                .as("by the hashes in the ACL file")
                .isEqualTo(KNOWN);
    }

    @Test
    void theUsersPasswordCountsAndItsChangeTooWhileSystemUsersKeepTheirs() {
        Credentials resolved = resolved(
                        GIVEN,
                        known(true, true, true, true),
                        Optional.of(secret(Map.of("password", "Brand-new-1"))),
                        Optional.of(KNOWN))
                .credentials();

        assertThat(resolved).isEqualTo(new Credentials(KNOWN.operator(), KNOWN.replication(), "Brand-new-1"));
    }

    @Test
    void aResourceThatNamesNoSecretAnyMoreKeepsThePassword() {
        assertThat(resolved(GENERATED, known(true, true, false, false))).isEqualTo(KNOWN);
    }

    @Test
    void aFeatureGetsAPasswordOfItsOwnOnceAndKeepsIt() {
        RedisPlan sessions = SamplePlans.withFeatures(GENERATED, FeatureKind.SESSION_STORE);
        CredentialsResolution.Resolved first =
                resolved(sessions, known(true, true, true, true), Optional.empty(), Optional.of(KNOWN));
        String password = first.credentials().features().get(FeatureKind.SESSION_STORE);

        assertThat(first.made()).containsExactly("higherself-session-store");
        assertThat(password).matches("[A-Za-z0-9]{32}").isNotEqualTo(KNOWN.application());
        assertThat(resolved(sessions, known(true, true, true, true), Optional.empty(), Optional.of(first.credentials()))
                        .credentials())
                .as("as long as the operator lives")
                .isEqualTo(first.credentials());
        Secret connection = secret(Map.of("REDIS_PASSWORD", password));
        KnownSecrets restarted = new KnownSecrets(
                known(true, true, true, true).credentials(),
                Optional.of(secret(
                        Map.of("users-7.0.acl", AclFile.render(sessions, first.credentials(), VersionFamily.V7_0)))),
                Optional.empty(),
                Optional.empty(),
                Map.of(FeatureKind.SESSION_STORE, connection));
        assertThat(resolved(sessions, restarted, Optional.empty(), Optional.empty())
                        .credentials()
                        .features())
                .as("from its own Secret alone")
                .containsEntry(FeatureKind.SESSION_STORE, password);
        assertThat(resolved(GENERATED, restarted, Optional.empty(), Optional.of(first.credentials()))
                        .credentials()
                        .features())
                .as("turned off")
                .isEmpty();
    }

    @Test
    void aMissingSecretIsNamedAndWhatRunsKeepsRunning() {
        CredentialsResolution resolution =
                resolver.resolve(GIVEN, known(true, true, true, true), Optional.empty(), Optional.empty());

        assertThat(resolution).isInstanceOfSatisfying(CredentialsResolution.Refused.class, refused -> {
            assertThat(refused.inForce()).contains(KNOWN);
            assertThat(refused.problems())
                    .containsExactly(new Problem(
                            "spec.auth.passwordSecretRef.name",
                            "there is no Secret my-password in namespace sample: make it, or correct the name"));
        });
    }

    @Test
    void aMissingKeyIsNamed() {
        CredentialsResolution resolution =
                resolver.resolve(GIVEN, NOTHING, Optional.of(secret(Map.of("pass", "Brand-new-1"))), Optional.empty());

        assertThat(resolution).isInstanceOfSatisfying(CredentialsResolution.Refused.class, refused -> {
            assertThat(refused.inForce()).isEmpty();
            assertThat(refused.problems())
                    .singleElement()
                    .hasToString("spec.auth.passwordSecretRef.key: Secret my-password has no key password: add it, or"
                            + " name the key that holds the password");
        });
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            ignoreLeadingAndTrailingWhitespace = false,
            value = {
                "Development|''|is empty",
                "Development|'   '|is empty",
                "Development|abc-123|at least 8 characters",
                "Development|'with-newline\n'|ends in a line break",
                "Development|' leading-blank'|begins or ends with whitespace",
                "Development|'tab\tinside-it'|control characters",
                "Production|Fourteen-chars|at least 16 characters",
                "Production|onlysmallletters|too simple",
                "Production|small0letters0and0digits|too simple",
            })
    void badPasswordsAreRefusedWithTheReason(Environment environment, String password, String reason) {
        CredentialsResolution resolution = resolver.resolve(
                SamplePlans.withEnvironment(GIVEN, environment),
                NOTHING,
                Optional.of(secret(Map.of("password", password))),
                Optional.empty());

        assertThat(resolution)
                .isInstanceOfSatisfying(
                        CredentialsResolution.Refused.class,
                        refused -> assertThat(refused.problems())
                                .singleElement()
                                .satisfies(problem -> {
                                    assertThat(problem.field()).isEqualTo("spec.auth.passwordSecretRef");
                                    assertThat(problem.message()).contains(reason);
                                    assertThat(password.isBlank()
                                                    || !problem.message().contains(password.strip()))
                                            .as("the message shows no password")
                                            .isTrue();
                                }));
    }

    @ParameterizedTest
    @CsvSource({
        "Development,eight-ch",
        "Staging,onlysmallletters",
        "Production,Mixed-Kinds-of-16",
        "Production,0123456789abcdef0123456789abcdef",
        "Production,Pässwörter sind gut 1"
    })
    void goodPasswordsAreTaken(Environment environment, String password) {
        assertThat(PasswordRules.fault(password, environment)).isEmpty();
    }

    @Test
    void nothingShowsAPassword() {
        assertThat(KNOWN.toString()
                        + known(true, true, true, true)
                        + resolver.resolve(
                                GENERATED, known(true, true, true, true), Optional.empty(), Optional.empty()))
                .doesNotContain("Operator1")
                .doesNotContain("Replication1")
                .doesNotContain("Application1")
                .doesNotContain(base64("Application1"));
    }

    private Credentials resolved(RedisPlan plan, KnownSecrets known) {
        return resolved(plan, known, Optional.empty(), Optional.empty()).credentials();
    }

    private CredentialsResolution.Resolved resolved(
            RedisPlan plan, KnownSecrets known, Optional<Secret> userSecret, Optional<Credentials> remembered) {
        return (CredentialsResolution.Resolved) resolver.resolve(plan, known, userSecret, remembered);
    }

    private static KnownSecrets known(boolean credentials, boolean server, boolean connection, boolean binding) {
        return new KnownSecrets(
                secret(
                        credentials,
                        Map.of(
                                "operator", KNOWN.operator(),
                                "replication", KNOWN.replication(),
                                "application", KNOWN.application())),
                secret(
                        server,
                        Map.of(
                                "operator", KNOWN.operator(),
                                "replication-password", KNOWN.replication(),
                                "users-7.0.acl", AclFile.render(GENERATED, KNOWN, VersionFamily.V7_0))),
                secret(connection, Map.of("REDIS_PASSWORD", KNOWN.application())),
                secret(binding, Map.of("password", KNOWN.application())));
    }

    private static Optional<Secret> secret(boolean present, Map<String, String> content) {
        return present ? Optional.of(secret(content)) : Optional.empty();
    }

    private static Secret secret(Map<String, String> content) {
        return new SecretBuilder()
                .withData(content.entrySet().stream()
                        .collect(Collectors.toMap(Map.Entry::getKey, entry -> base64(entry.getValue()))))
                .build();
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }
}
