package network.higherself.redis.operator.tls;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.KeyPairGenerator;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import network.higherself.redis.operator.plan.Problem;
import org.junit.jupiter.api.Test;

class UserCertificateTest {

    private static final Instant NOW = Instant.parse("2026-11-23T12:00:00Z");
    private static final List<String> HOSTS = List.of("agents.sample.svc", "agents-0.agents-pods.sample.svc");

    private final CertificateIssuer issuer = issuer(NOW);
    private final Authority authority = issuer.authority("sample", "mine");
    private final ServerCertificate good =
            issuer.issue(authority, "mine", List.of("agents.sample.svc", "*.agents-pods.sample.svc"));

    @Test
    void aGoodOneIsTaken() {
        assertThat(check(content(good))).isEqualTo(new CertificateCheck.Good(good));
    }

    @Test
    void anExpiredOneSaysWhenItExpired() {
        assertThat(problems(content(good), NOW.plus(Duration.ofDays(91))))
                .singleElement()
                .satisfies(problem -> assertThat(problem)
                        .isEqualTo(new Problem(
                                "spec.tls.secretRef",
                                "Secret my-cert: tls.crt expired at 2027-02-21T12:00:00Z: store a renewed"
                                        + " certificate")));
    }

    @Test
    void oneThatIsNotYetInForceSaysFromWhen() {
        assertThat(problems(content(good), NOW.minus(Duration.ofDays(1))))
                .anyMatch(problem -> problem.message().contains("valid only from 2026-11-23T11:55:00Z"));
    }

    @Test
    void hostsThatItIsNotValidForAreNamed() {
        ServerCertificate narrow = issuer.issue(authority, "mine", List.of("agents.sample.svc"));

        assertThat(problems(content(narrow), NOW))
                .singleElement()
                .satisfies(problem ->
                        assertThat(problem.message()).contains("not valid for agents-0.agents-pods.sample.svc:"));
    }

    @Test
    void anotherKeyIsToldFromItsOwn() {
        ServerCertificate other = issuer.issue(authority, "mine", HOSTS);
        Map<String, String> content = content(good);
        content.put("tls.key", other.keyPem());

        assertThat(problems(content, NOW))
                .singleElement()
                .satisfies(problem -> assertThat(problem.message()).contains("tls.key is not the key of tls.crt"));
    }

    @Test
    void aKeyOfAnotherKindIsNotItsKeyEither() throws Exception {
        KeyPairGenerator rsa = KeyPairGenerator.getInstance("RSA");
        rsa.initialize(2048);
        Map<String, String> content = content(good);
        content.put("tls.key", Pem.key(rsa.generateKeyPair().getPrivate()));

        assertThat(problems(content, NOW))
                .singleElement()
                .satisfies(problem -> assertThat(problem.message()).contains("tls.key is not the key of tls.crt"));
    }

    @Test
    void anotherAuthorityIsNotTheOneThatSignedIt() {
        Map<String, String> content = content(good);
        content.put("ca.crt", issuer.authority("sample", "other").certificatePem());

        assertThat(problems(content, NOW))
                .singleElement()
                .satisfies(problem -> assertThat(problem.message()).contains("does not lead to ca.crt"));
    }

    @Test
    void everythingThatIsWrongIsSaidAtOnceAndNothingOfTheContent() {
        List<Problem> problems = problems(Map.of("tls.crt", "SECRET-TEXT", "tls.key", "-----BEGIN SECRET-----"), NOW);

        assertThat(problems)
                .extracting(Problem::message)
                .satisfiesExactly(
                        message -> assertThat(message).contains("tls.crt holds no PEM certificate"),
                        message -> assertThat(message).contains("tls.key"),
                        message -> assertThat(message).contains("it has no ca.crt: add it"));
        assertThat(problems.toString()).doesNotContain("SECRET");
    }

    private CertificateCheck check(Map<String, String> content) {
        return UserCertificate.check("my-cert", content, HOSTS, NOW);
    }

    private List<Problem> problems(Map<String, String> content, Instant now) {
        return ((CertificateCheck.Bad) UserCertificate.check("my-cert", content, HOSTS, now)).problems();
    }

    private static Map<String, String> content(ServerCertificate certificate) {
        return new HashMap<>(Map.of(
                "tls.crt", certificate.certificatePem(),
                "tls.key", certificate.keyPem(),
                "ca.crt", certificate.authorityPem()));
    }

    private static CertificateIssuer issuer(Instant now) {
        return new CertificateIssuer(Clock.fixed(now, ZoneOffset.UTC));
    }
}
