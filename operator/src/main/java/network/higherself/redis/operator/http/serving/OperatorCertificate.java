package network.higherself.redis.operator.http.serving;

import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import network.higherself.redis.operator.tls.Authority;
import network.higherself.redis.operator.tls.KnownCertificates;
import network.higherself.redis.operator.tls.ServerCertificate;
import network.higherself.redis.operator.tls.TlsKeys;
import network.higherself.redis.operator.tls.TlsResolution;
import network.higherself.redis.operator.tls.TlsResolver;

/** The Secret with the certificate that the operator made for itself: what is in it, and what should be. Pure. */
final class OperatorCertificate {

    private final TlsResolver resolver;
    private final String namespace;
    private final String secret;
    private final List<String> hosts;

    /**
     * @param secret name of the Secret
     * @param hosts names that callers know the operator by
     */
    OperatorCertificate(TlsResolver resolver, String namespace, String secret, List<String> hosts) {
        this.resolver = resolver;
        this.namespace = namespace;
        this.secret = secret;
        this.hosts = hosts;
    }

    /** What is to be served and trusted with the Secret as it is; empty where it holds nothing of use. */
    static Optional<ServerCertificate> served(Secret present) {
        return known(Optional.of(present)).served();
    }

    /** The Secret as it should be; empty if it is so. */
    Optional<Secret> due(Optional<Secret> present) {
        TlsResolution.Resolved resolved = resolver.ofOperator(namespace, secret, hosts, known(present));
        Map<String, String> data = data(resolved.authority().orElseThrow(), resolved.certificate());
        if (present.map(Secret::getData).filter(data::equals).isPresent()) {
            return Optional.empty();
        }
        return Optional.of(new SecretBuilder()
                .withNewMetadata()
                .withNamespace(namespace)
                .withName(secret)
                // Whoever comes second must not put another certificate in place of it.
                .withResourceVersion(present.map(found -> found.getMetadata().getResourceVersion())
                        .orElse(null))
                .addToLabels("app.kubernetes.io/name", "higherself-redis-operator")
                .addToLabels("app.kubernetes.io/part-of", "higherself")
                .endMetadata()
                .withType("Opaque")
                .withData(data)
                .build());
    }

    private static KnownCertificates known(Optional<Secret> present) {
        return new KnownCertificates(present, present, Optional.empty(), Optional.empty());
    }

    private static Map<String, String> data(Authority authority, ServerCertificate certificate) {
        Map<String, String> data = new TreeMap<>();
        data.put(TlsKeys.CERTIFICATE, base64(certificate.certificatePem()));
        data.put(TlsKeys.CERTIFICATE_KEY, base64(certificate.keyPem()));
        data.put(TlsKeys.AUTHORITY, base64(authority.trustPem()));
        data.put(TlsKeys.AUTHORITY_KEY, base64(authority.keyPem()));
        return data;
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }
}
