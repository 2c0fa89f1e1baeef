package network.higherself.redis.operator.tls;

import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.CertPathValidator;
import java.security.cert.CertificateFactory;
import java.security.cert.PKIXParameters;
import java.security.cert.TrustAnchor;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import network.higherself.redis.operator.plan.Problem;

/**
 * Looks at a certificate that a user gives: that it and its key can be read and fit each other, that it leads to the
 * authority in {@code ca.crt}, that it is in force, made for servers, and valid for the hosts that are connected to.
 */
public final class UserCertificate {

    private static final String FIELD = "spec.tls.secretRef";
    private static final String SERVER_AUTH = "1.3.6.1.5.5.7.3.1";

    private UserCertificate() {}

    /**
     * @param secret name of the Secret, for the words of a problem
     * @param content the Secret's values by key, decoded
     * @param hosts every host that the operator, replicas and applications connect to
     */
    public static CertificateCheck check(String secret, Map<String, String> content, List<String> hosts, Instant now) {
        Findings findings = new Findings(secret);
        Optional<List<X509Certificate>> chain = findings.read(content, TlsKeys.CERTIFICATE, Pem::certificates);
        Optional<PrivateKey> key = findings.read(content, TlsKeys.CERTIFICATE_KEY, Pem::privateKey);
        Optional<List<X509Certificate>> authorities = findings.read(content, TlsKeys.AUTHORITY, Pem::certificates);
        chain.map(certificates -> certificates.get(0)).ifPresent(leaf -> {
            times(leaf, now).ifPresent(findings::add);
            purpose(leaf).ifPresent(findings::add);
            names(leaf, hosts).ifPresent(findings::add);
            key.filter(present -> !fits(leaf, present))
                    .ifPresent(other -> findings.add(TlsKeys.CERTIFICATE_KEY + " is not the key of "
                            + TlsKeys.CERTIFICATE + ": store the pair that belongs together"));
            authorities
                    .filter(trusted -> !leadsTo(chain.get(), trusted, now, leaf))
                    .ifPresent(other -> findings.add(TlsKeys.CERTIFICATE + " does not lead to " + TlsKeys.AUTHORITY
                            + ": store the authority that signed it, and intermediate certificates behind the"
                            + " server's in " + TlsKeys.CERTIFICATE));
        });
        if (!findings.problems.isEmpty()) {
            return new CertificateCheck.Bad(List.copyOf(findings.problems));
        }
        X509Certificate leaf = chain.orElseThrow().get(0);
        return new CertificateCheck.Good(new ServerCertificate(
                content.get(TlsKeys.CERTIFICATE),
                Pem.key(key.orElseThrow()),
                content.get(TlsKeys.AUTHORITY),
                leaf.getNotBefore().toInstant(),
                leaf.getNotAfter().toInstant(),
                Certificates.fingerprint(leaf)));
    }

    static boolean covers(X509Certificate certificate, String host) {
        return Certificates.names(certificate).stream().anyMatch(name -> matches(name, host));
    }

    static boolean fits(X509Certificate certificate, PrivateKey key) {
        try {
            String algorithm = certificate.getPublicKey().getAlgorithm();
            if (!algorithm.equals(key.getAlgorithm())
                    && !(algorithm.startsWith("EC") && key.getAlgorithm().startsWith("EC"))) {
                return false;
            }
            String scheme = algorithm.equals("RSA")
                    ? "SHA256withRSA"
                    : algorithm.startsWith("EC") ? "SHA256withECDSA" : algorithm;
            Signature signature = Signature.getInstance(scheme);
            signature.initSign(key);
            signature.update(certificate.getEncoded());
            byte[] signed = signature.sign();
            signature.initVerify(certificate.getPublicKey());
            signature.update(certificate.getEncoded());
            return signature.verify(signed);
        } catch (GeneralSecurityException notAPair) {
            return false;
        }
    }

    private static Optional<String> times(X509Certificate leaf, Instant now) {
        if (now.isAfter(leaf.getNotAfter().toInstant())) {
            return Optional.of(TlsKeys.CERTIFICATE + " expired at "
                    + leaf.getNotAfter().toInstant() + ": store a renewed certificate");
        }
        if (now.isBefore(leaf.getNotBefore().toInstant())) {
            return Optional.of(TlsKeys.CERTIFICATE + " is valid only from "
                    + leaf.getNotBefore().toInstant() + ": store one that is in force");
        }
        return Optional.empty();
    }

    private static Optional<String> purpose(X509Certificate leaf) {
        try {
            List<String> purposes = leaf.getExtendedKeyUsage();
            return purposes == null || purposes.contains(SERVER_AUTH)
                    ? Optional.empty()
                    : Optional.of(TlsKeys.CERTIFICATE
                            + " is not made for servers: give it the extended key usage serverAuth");
        } catch (GeneralSecurityException e) {
            return Optional.of(TlsKeys.CERTIFICATE + " has key usages that can't be read: make it anew");
        }
    }

    private static Optional<String> names(X509Certificate leaf, List<String> hosts) {
        Set<String> missing =
                hosts.stream().filter(host -> !covers(leaf, host)).collect(Collectors.toCollection(LinkedHashSet::new));
        return missing.isEmpty()
                ? Optional.empty()
                : Optional.of(TlsKeys.CERTIFICATE + " is not valid for " + String.join(", ", missing)
                        + ": add them as DNS names (a wildcard may stand for the first label)");
    }

    private static boolean matches(String name, String host) {
        if (!name.startsWith("*.")) {
            return name.equalsIgnoreCase(host);
        }
        int dot = host.indexOf('.');
        return dot > 0 && host.substring(dot).equalsIgnoreCase(name.substring(1));
    }

    /** Judged at a time when the leaf is in force, since times have a problem of their own. */
    private static boolean leadsTo(
            List<X509Certificate> chain, List<X509Certificate> trusted, Instant now, X509Certificate leaf) {
        try {
            if (trusted.contains(leaf)) {
                return true;
            }
            Set<TrustAnchor> anchors = trusted.stream()
                    .map(authority -> new TrustAnchor(authority, null))
                    .collect(Collectors.toSet());
            PKIXParameters parameters = new PKIXParameters(anchors);
            parameters.setRevocationEnabled(false);
            parameters.setDate(
                    times(leaf, now).isEmpty()
                            ? Date.from(now)
                            : Date.from(leaf.getNotAfter().toInstant().minusSeconds(1)));
            List<X509Certificate> path =
                    chain.stream().filter(link -> !trusted.contains(link)).toList();
            CertPathValidator.getInstance("PKIX")
                    .validate(CertificateFactory.getInstance("X.509").generateCertPath(path), parameters);
            return true;
        } catch (GeneralSecurityException noWay) {
            return false;
        }
    }

    /** Collects all that is wrong. */
    private static final class Findings {
        private final String secret;
        private final List<Problem> problems = new ArrayList<>();

        private Findings(String secret) {
            this.secret = secret;
        }

        private void add(String what) {
            problems.add(new Problem(FIELD, "Secret " + secret + ": " + what));
        }

        private <T> Optional<T> read(Map<String, String> content, String key, Reader<T> reader) {
            String text = content.get(key);
            if (text == null || text.isBlank()) {
                add("it has no " + key + ": add it, in PEM");
                return Optional.empty();
            }
            try {
                return Optional.of(reader.read(text));
            } catch (Pem.Unreadable e) {
                add(key + " " + e.getMessage());
                return Optional.empty();
            }
        }
    }

    private interface Reader<T> {
        T read(String text) throws Pem.Unreadable;
    }
}
