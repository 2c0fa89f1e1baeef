package network.higherself.redis.operator.tls;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import network.higherself.redis.api.v1.TlsMode;
import network.higherself.redis.operator.plan.RedisPlan;
import network.higherself.redis.operator.plan.SamplePlans;
import network.higherself.redis.operator.resources.Names;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TlsResolverTest {

    private static final Instant NOW = Instant.parse("2026-11-23T12:00:00Z");
    private static final RedisPlan SELF_SIGNED = SamplePlans.production("agents");
    private static final RedisPlan GIVEN = SamplePlans.withEncryption(SELF_SIGNED, TlsMode.Secret, "my-cert");
    private static final TlsResolver.Hosts HOSTS = new TlsResolver.Hosts(
            Names.certificateHosts("sample", "agents", "cluster.local"), Names.connectedHosts(SELF_SIGNED));
    private static final KnownCertificates NOTHING = known(null, null);

    @Test
    void aNewAuthorityAndCertificateAreMadeAndServeEveryHost() throws Exception {
        TlsResolution.Resolved made = resolved(NOW, NOTHING);

        X509Certificate leaf =
                Pem.certificates(made.certificate().certificatePem()).get(0);
        Authority authority = made.authority().orElseThrow();
        assertThat(Certificates.issued(authority, leaf)).isTrue();
        assertThat(HOSTS.required()).contains("agents.sample.svc", "agents-2.agents-pods.sample.svc");
        assertThat(HOSTS.required()).allMatch(host -> UserCertificate.covers(leaf, host));
        assertThat(leaf.getSubjectAlternativeNames().toString())
                .contains("127.0.0.1")
                .contains("localhost");
        assertThat(made.certificate().notAfter()).isEqualTo(NOW.plus(Duration.ofDays(90)));
        assertThat(authority.notAfter()).isEqualTo(NOW.plus(Duration.ofDays(3650)));
        assertThat(made.certificate().keyPem()).startsWith("-----BEGIN PRIVATE KEY-----");
        assertThat(made.certificate().fingerprint()).matches("[0-9a-f]{64}");
        assertThat(made.toString()).doesNotContain("PRIVATE").doesNotContain("BEGIN");
    }

    @Test
    void whatServesIsKept() {
        TlsResolution.Resolved made = resolved(NOW, NOTHING);

        assertThat(resolved(NOW.plus(Duration.ofDays(59)), stored(made))).isEqualTo(made);
        assertThat(resolved(NOW.plus(Duration.ofDays(59)), remembered(made))).isEqualTo(made);
    }

    @Test
    void aCertificateIsRenewedWhenTwoThirdsOfItsTimeAreOverByTheSameAuthority() {
        TlsResolution.Resolved made = resolved(NOW, NOTHING);

        TlsResolution.Resolved later = resolved(NOW.plus(Duration.ofDays(60)), stored(made));

        assertThat(later.authority()).isEqualTo(made.authority());
        assertThat(later.certificate().fingerprint())
                .isNotEqualTo(made.certificate().fingerprint());
        assertThat(Certificates.renewalAt(made.certificate()))
                .isBetween(NOW.plus(Duration.ofDays(59)), NOW.plus(Duration.ofDays(60)));
    }

    @ParameterizedTest
    @CsvSource({"0, true, 59", "59, true, 0", "61, true, 0", "0, false, 90", "89, false, 1", "91, false, none"})
    void aCertificateIsLookedAtAgainWhenItIsDueEvenIfNothingElseHappens(int day, boolean ours, String days) {
        ServerCertificate certificate = resolved(NOW, NOTHING).certificate();

        assertThat(Certificates.untilDue(certificate, ours, NOW.plus(Duration.ofDays(day)))
                        .map(left -> String.valueOf(left.toDays()))
                        .orElse("none"))
                .isEqualTo(days);
    }

    @Test
    void aLostAuthorityIsReplacedByOneThatIsTrustedBesideTheOld() throws Exception {
        TlsResolution.Resolved made = resolved(NOW, NOTHING);

        TlsResolution.Resolved again = resolved(NOW, known(null, tls(made.certificate())));

        assertThat(again.authority()).isNotEqualTo(made.authority());
        assertThat(Pem.certificates(again.certificate().authorityPem()))
                .containsExactly(
                        Pem.certificates(again.authority().orElseThrow().certificatePem())
                                .get(0),
                        Pem.certificates(made.certificate().authorityPem()).get(0));
        assertThat(resolved(NOW, stored(again))).as("and then stays").isEqualTo(again);
    }

    @Test
    void aLostCertificateIsMadeAgainByTheSameAuthority() {
        TlsResolution.Resolved made = resolved(NOW, NOTHING);

        TlsResolution.Resolved again =
                resolved(NOW, known(authority(made.authority().orElseThrow()), null));

        assertThat(again.authority()).isEqualTo(made.authority());
        assertThat(again.certificate()).isNotEqualTo(made.certificate());
    }

    @Test
    void spoiltSecretsAreMadeAnew() {
        Secret spoilt = secret(Map.of("tls.crt", "x", "tls.key", "x", "ca.crt", "x", "ca.key", "x"));

        assertThat(resolved(NOW, known(spoilt, spoilt)).authority()).isPresent();
    }

    @Test
    void aUsersCertificateIsTakenAsItIs() {
        TlsResolution.Resolved other = resolved(NOW, NOTHING);

        TlsResolution resolution = resolver(NOW).resolve(GIVEN, HOSTS, NOTHING, Optional.of(tls(other.certificate())));

        assertThat(resolution).isEqualTo(new TlsResolution.Resolved(Optional.empty(), other.certificate()));
    }

    @Test
    void anotherAuthorityOfTheUserIsTrustedBesideTheOneThatIsServedUntilTheNextChange() throws Exception {
        ServerCertificate first = resolved(NOW, NOTHING).certificate();
        ServerCertificate second = resolved(NOW, NOTHING).certificate();
        ServerCertificate third = resolved(NOW, NOTHING).certificate();

        ServerCertificate changed = given(second, known(null, tls(first)));
        assertThat(changed.fingerprint()).isEqualTo(second.fingerprint());
        assertThat(authorities(changed))
                .containsExactly(authorities(second).get(0), authorities(first).get(0));

        assertThat(given(second, known(null, tls(changed)))).as("and stays so").isEqualTo(changed);
        assertThat(authorities(given(third, known(null, tls(changed)))))
                .containsExactly(authorities(third).get(0), authorities(second).get(0));
    }

    @Test
    void turningToACertificateOfOursTrustsTheOneOfTheUserBesideIt() throws Exception {
        TlsResolution.Resolved ours = resolved(NOW, NOTHING);
        ServerCertificate theirs = resolved(NOW, NOTHING).certificate();

        TlsResolution.Resolved turned =
                resolved(NOW, known(authority(ours.authority().orElseThrow()), tls(theirs)));

        assertThat(authorities(turned.certificate()))
                .containsExactly(
                        authorities(ours.certificate()).get(0),
                        authorities(theirs).get(0));
        assertThat(resolved(NOW, stored(turned))).isEqualTo(turned);
    }

    @Test
    void aMissingSecretIsNamedAndWhatIsServedKeepsBeingServed() {
        TlsResolution.Resolved before = resolved(NOW, NOTHING);

        TlsResolution resolution =
                resolver(NOW).resolve(GIVEN, HOSTS, known(null, tls(before.certificate())), Optional.empty());

        assertThat(resolution).isInstanceOfSatisfying(TlsResolution.Refused.class, refused -> {
            assertThat(refused.inForce()).contains(before.certificate());
            assertThat(refused.problems())
                    .singleElement()
                    .hasToString("spec.tls.secretRef.name: there is no Secret my-cert in namespace sample: make it, or"
                            + " correct the name");
        });
    }

    @Test
    void withoutTlsThereIsNothingToResolve() {
        assertThat(resolver(NOW).resolve(SamplePlans.development("cache"), HOSTS, NOTHING, Optional.empty()))
                .isEqualTo(new TlsResolution.Plain());
    }

    private static ServerCertificate given(ServerCertificate certificate, KnownCertificates known) {
        return ((TlsResolution.Resolved) resolver(NOW).resolve(GIVEN, HOSTS, known, Optional.of(tls(certificate))))
                .certificate();
    }

    private static List<X509Certificate> authorities(ServerCertificate certificate) throws Exception {
        return Pem.certificates(certificate.authorityPem());
    }

    private static TlsResolver resolver(Instant now) {
        Clock clock = Clock.fixed(now, ZoneOffset.UTC);
        return new TlsResolver(new CertificateIssuer(clock), clock);
    }

    private static TlsResolution.Resolved resolved(Instant now, KnownCertificates known) {
        return (TlsResolution.Resolved) resolver(now).resolve(SELF_SIGNED, HOSTS, known, Optional.empty());
    }

    private static KnownCertificates stored(TlsResolution.Resolved resolved) {
        return known(authority(resolved.authority().orElseThrow()), tls(resolved.certificate()));
    }

    private static KnownCertificates remembered(TlsResolution.Resolved resolved) {
        return new KnownCertificates(
                Optional.empty(), Optional.empty(), resolved.authority(), Optional.of(resolved.certificate()));
    }

    private static KnownCertificates known(Secret authority, Secret tls) {
        return new KnownCertificates(
                Optional.ofNullable(authority), Optional.ofNullable(tls), Optional.empty(), Optional.empty());
    }

    private static Secret authority(Authority authority) {
        return secret(Map.of("ca.crt", authority.trustPem(), "ca.key", authority.keyPem()));
    }

    private static Secret tls(ServerCertificate certificate) {
        return secret(Map.of(
                "tls.crt", certificate.certificatePem(),
                "tls.key", certificate.keyPem(),
                "ca.crt", certificate.authorityPem()));
    }

    private static Secret secret(Map<String, String> content) {
        return new SecretBuilder()
                .withData(content.entrySet().stream()
                        .collect(Collectors.toMap(
                                Map.Entry::getKey,
                                entry -> Base64.getEncoder()
                                        .encodeToString(entry.getValue().getBytes(StandardCharsets.UTF_8)))))
                .build();
    }
}
