package network.higherself.redis.operator.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.SecretBuilder;
import java.security.GeneralSecurityException;
import java.security.KeyPairGenerator;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import network.higherself.redis.operator.resources.Names;
import network.higherself.redis.operator.tls.Authority;
import network.higherself.redis.operator.tls.CertificateIssuer;
import network.higherself.redis.operator.tls.ServerCertificate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A user's certificate that is not what it has to be: named with field and mend, and taken once it is good. */
@Execution(ExecutionMode.CONCURRENT)
class BadCertificateIT {

    private static final Duration DEADLINE = Duration.ofSeconds(60);
    private static final String RESOURCE =
            StandaloneIT.resource("tls", "{environment: Development, tls: {mode: Secret, secretRef: {name: mine}}}");

    private final Cluster cluster = Cluster.shared();

    enum Fault {
        Expired,
        OtherNames,
        OtherKey,
        OtherKindOfKey,
        NoKey,
        NoPem
    }

    @ParameterizedTest
    @CsvSource({
        "Expired, expired at, store a renewed certificate",
        "OtherNames, is not valid for tls, add them as DNS names",
        "OtherKey, tls.key is not the key of tls.crt, store the pair that belongs together",
        "OtherKindOfKey, tls.key is not the key of tls.crt, store the pair that belongs together",
        "NoKey, it has no tls.key, add it",
        "NoPem, tls.crt holds no PEM certificate, mine"
    })
    void isNamedAndStartsNothing(Fault fault, String words, String mend) throws Exception {
        String namespace = cluster.namespace("certificate");
        store(namespace, content(namespace, fault));
        cluster.apply(namespace, RESOURCE);
        assertThat(cluster.awaitCondition(namespace, "tls", "Stalled", "True", DEADLINE))
                .startsWith("CertificateInvalid: spec.tls.secretRef")
                .contains("Secret mine", words, mend);
        assertThat(cluster.client()
                        .apps()
                        .statefulSets()
                        .inNamespace(namespace)
                        .list()
                        .getItems())
                .isEmpty();
        cluster.kubectl("delete", "namespace", namespace, "--wait=false");
    }

    @Test
    void oneThatGoesBadLeavesTheGoodOneServing() throws Exception {
        String namespace = cluster.namespace("certificate");
        store(namespace, content(namespace, Fault.Expired));
        cluster.apply(namespace, RESOURCE);
        cluster.awaitCondition(namespace, "tls", "Stalled", "True", DEADLINE);
        store(namespace, pair(good(namespace)));
        cluster.awaitReady(namespace, "tls", DEADLINE);
        cluster.run(namespace, new ClientPod("write", "tls", "r set kept yes"), DEADLINE);

        store(namespace, content(namespace, Fault.Expired));
        assertThat(cluster.awaitCondition(namespace, "tls", "Stalled", "True", DEADLINE))
                .contains("spec.tls.secretRef", "expired at");
        assertThat(cluster.condition(namespace, "tls", "Available", "True")).isPresent();
        assertThat(cluster.condition(namespace, "tls", "CertificateReady", "False"))
                .isPresent();
        assertThat(cluster.run(namespace, new ClientPod("read", "tls", "r get kept"), DEADLINE))
                .contains("yes");

        store(namespace, pair(good(namespace)));
        cluster.awaitReady(namespace, "tls", DEADLINE);
        cluster.kubectl("delete", "namespace", namespace, "--wait=false");
    }

    private static Map<String, String> content(String namespace, Fault fault) throws GeneralSecurityException {
        Instant longAgo =
                Instant.now().minus(CertificateIssuer.CERTIFICATE_LIFE).minusSeconds(60);
        Map<String, String> good = pair(good(namespace));
        switch (fault) {
            case Expired -> good.putAll(pair(issue(longAgo, hosts(namespace))));
            case OtherNames -> good.putAll(pair(issue(Instant.now(), List.of("other.example.com"))));
            case OtherKey -> good.put("tls.key", good(namespace).keyPem());
            case OtherKindOfKey -> good.put("tls.key", rsa());
            case NoKey -> good.remove("tls.key");
            case NoPem -> good.put("tls.crt", "not a certificate");
        }
        return good;
    }

    private static ServerCertificate good(String namespace) {
        return issue(Instant.now(), hosts(namespace));
    }

    private static ServerCertificate issue(Instant when, List<String> hosts) {
        CertificateIssuer issuer = new CertificateIssuer(Clock.fixed(when, ZoneOffset.UTC));
        Authority authority = issuer.authority("mine", "mine");
        return issuer.issue(authority, "mine", hosts);
    }

    private static List<String> hosts(String namespace) {
        return Names.certificateHosts(namespace, "tls", "cluster.local");
    }

    private static String rsa() throws GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
        generator.initialize(2048);
        return "-----BEGIN PRIVATE KEY-----\n"
                + Base64.getMimeEncoder()
                        .encodeToString(generator.generateKeyPair().getPrivate().getEncoded())
                + "\n-----END PRIVATE KEY-----\n";
    }

    private static Map<String, String> pair(ServerCertificate certificate) {
        return new TreeMap<>(Map.of(
                "tls.crt", certificate.certificatePem(),
                "tls.key", certificate.keyPem(),
                "ca.crt", certificate.authorityPem()));
    }

    private void store(String namespace, Map<String, String> content) {
        cluster.client()
                .resource(new SecretBuilder()
                        .withNewMetadata()
                        .withNamespace(namespace)
                        .withName("mine")
                        .endMetadata()
                        .withStringData(content)
                        .build())
                .createOr(existing -> existing.update());
    }
}
