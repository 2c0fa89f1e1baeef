package network.higherself.redis.operator.tls;

import io.fabric8.kubernetes.api.model.Secret;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What is known of a resource's certificates: what the operator remembers, and its own Secrets. What it remembers counts
 * first, so that a Secret which somebody changed by hand is put right. {@code toString} shows no content.
 */
public record KnownCertificates(
        Optional<Secret> authoritySecret,
        Optional<Secret> tlsSecret,
        Optional<Authority> rememberedAuthority,
        Optional<ServerCertificate> rememberedCertificate) {

    Optional<Authority> authority() {
        return rememberedAuthority.or(() -> authoritySecret
                .map(KnownCertificates::content)
                .flatMap(content -> {
                    try {
                        List<X509Certificate> trusted = Pem.certificates(content.getOrDefault(TlsKeys.AUTHORITY, ""));
                        PrivateKey key = Pem.privateKey(content.getOrDefault(TlsKeys.AUTHORITY_KEY, ""));
                        X509Certificate own = trusted.get(0);
                        return UserCertificate.fits(own, key)
                                ? Optional.of(new Authority(
                                        Pem.certificate(own),
                                        content.get(TlsKeys.AUTHORITY_KEY),
                                        content.get(TlsKeys.AUTHORITY),
                                        own.getNotAfter().toInstant()))
                                : Optional.empty();
                    } catch (Pem.Unreadable spoilt) {
                        return Optional.empty();
                    }
                }));
    }

    Optional<ServerCertificate> certificate() {
        return rememberedCertificate.or(() -> tlsSecret
                .map(KnownCertificates::content)
                .flatMap(content -> {
                    try {
                        X509Certificate leaf = Pem.certificates(content.getOrDefault(TlsKeys.CERTIFICATE, ""))
                                .get(0);
                        PrivateKey key = Pem.privateKey(content.getOrDefault(TlsKeys.CERTIFICATE_KEY, ""));
                        Pem.certificates(content.getOrDefault(TlsKeys.AUTHORITY, ""));
                        return UserCertificate.fits(leaf, key)
                                ? Optional.of(new ServerCertificate(
                                        content.get(TlsKeys.CERTIFICATE),
                                        content.get(TlsKeys.CERTIFICATE_KEY),
                                        content.get(TlsKeys.AUTHORITY),
                                        leaf.getNotBefore().toInstant(),
                                        leaf.getNotAfter().toInstant(),
                                        CertificateIssuer.fingerprint(leaf)))
                                : Optional.empty();
                    } catch (Pem.Unreadable | GeneralSecurityException spoilt) {
                        return Optional.empty();
                    }
                }));
    }

    /** The certificate that is in force with what is known. */
    public Optional<ServerCertificate> served() {
        return certificate();
    }

    /** The values of a Secret as text; one that is no base64 is left out. */
    static Map<String, String> content(Secret secret) {
        Map<String, String> content = new TreeMap<>();
        Optional.ofNullable(secret.getData()).orElse(Map.of()).forEach((key, value) -> {
            try {
                content.put(key, new String(Base64.getDecoder().decode(value), StandardCharsets.UTF_8));
            } catch (IllegalArgumentException notBase64) {
                content.remove(key);
            }
        });
        return content;
    }

    @Override
    public String toString() {
        return "KnownCertificates[authority=" + authoritySecret.isPresent() + ", tls=" + tlsSecret.isPresent() + "]";
    }
}
