package network.higherself.redis.operator.tls;

import io.fabric8.kubernetes.api.model.Secret;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import network.higherself.redis.api.v1.TlsMode;
import network.higherself.redis.operator.plan.Problem;
import network.higherself.redis.operator.plan.RedisPlan;

/**
 * Finds the certificate that is to be served: what is in force as long as it will do, else a new one. An authority that
 * was lost, or nears its end, is replaced by one that clients are to trust beside the old, so that servers with
 * certificates of either are trusted while the change goes through.
 */
public final class TlsResolver {

    private static final Duration AUTHORITY_RENEWED_BEFORE = CertificateIssuer.CERTIFICATE_LIFE.multipliedBy(4);

    private final CertificateIssuer issuer;
    private final Clock clock;

    public TlsResolver(CertificateIssuer issuer, Clock clock) {
        this.issuer = issuer;
        this.clock = clock;
    }

    /**
     * What a certificate must be good for.
     *
     * @param generated names of a generated certificate
     * @param required hosts that are really connected to, which a user's certificate must be valid for
     */
    public record Hosts(List<String> generated, List<String> required) {}

    /** @param userSecret the Secret that the plan names, where there is one */
    public TlsResolution resolve(RedisPlan plan, Hosts hosts, KnownCertificates known, Optional<Secret> userSecret) {
        TlsMode mode = plan.encryption().mode();
        return switch (mode) {
            case Disabled, Unknown -> new TlsResolution.Plain();
            case SelfSigned ->
                selfSigned(plan.identity().namespace(), plan.identity().name(), hosts, known);
            case Secret -> ofUser(plan, hosts, known, userSecret);
        };
    }

    /**
     * The certificate of the operator itself, by the same rules.
     *
     * @param hosts names that callers know it by
     */
    public TlsResolution.Resolved ofOperator(
            String namespace, String name, List<String> hosts, KnownCertificates known) {
        return selfSigned(namespace, name, new Hosts(hosts, hosts), known);
    }

    private TlsResolution.Resolved selfSigned(String namespace, String name, Hosts hosts, KnownCertificates known) {
        Optional<Authority> present = known.authority();
        Authority chosen = present.filter(this::lasts)
                .orElseGet(() -> trusting(issuer.authority(namespace, name), present.map(Authority::trustPem)));
        Authority authority = known.certificate()
                .filter(served -> !issued(chosen, served))
                .map(served -> trusting(chosen, Optional.of(served.authorityPem())))
                .orElse(chosen);
        ServerCertificate certificate = known.certificate()
                .filter(served -> serves(served, authority, hosts))
                .orElseGet(() -> issuer.issue(authority, name, hosts.generated()));
        return new TlsResolution.Resolved(Optional.of(authority), certificate);
    }

    private TlsResolution ofUser(RedisPlan plan, Hosts hosts, KnownCertificates known, Optional<Secret> userSecret) {
        String name = plan.encryption().secretName().orElse("");
        if (userSecret.isEmpty()) {
            return new TlsResolution.Refused(
                    List.of(new Problem(
                            "spec.tls.secretRef.name",
                            "there is no Secret " + name + " in namespace "
                                    + plan.identity().namespace() + ": make it, or correct the name")),
                    known.certificate());
        }
        Map<String, String> content = KnownCertificates.content(userSecret.get());
        CertificateCheck check = UserCertificate.check(name, content, hosts.required(), clock.instant());
        if (check instanceof CertificateCheck.Good good) {
            return new TlsResolution.Resolved(Optional.empty(), beside(good.certificate(), known.certificate()));
        }
        return new TlsResolution.Refused(((CertificateCheck.Bad) check).problems(), known.certificate());
    }

    private boolean lasts(Authority authority) {
        return clock.instant().plus(AUTHORITY_RENEWED_BEFORE).isBefore(authority.notAfter());
    }

    private boolean serves(ServerCertificate certificate, Authority authority, Hosts hosts) {
        Optional<X509Certificate> leaf = Certificates.leaf(certificate.certificatePem());
        return leaf.isPresent()
                && Certificates.issued(authority, leaf.get())
                && certificate.authorityPem().equals(authority.trustPem())
                && Certificates.names(leaf.get()).containsAll(hosts.generated())
                && !Certificates.renewalDue(certificate, clock.instant());
    }

    /**
     * A user's certificate with, where it follows one of another authority, that authority to be trusted beside its own:
     * until every server serves the new one, clients and servers meet both. It goes with the next change.
     */
    private ServerCertificate beside(ServerCertificate given, Optional<ServerCertificate> served) {
        if (served.isEmpty()) {
            return given;
        }
        String trusted = served.get().authorityPem();
        if (served.get().fingerprint().equals(given.fingerprint())) {
            return trusted.startsWith(given.authorityPem()) ? trusting(given, trusted) : given;
        }
        return trusting(given, joined(given.authorityPem(), issuersOf(served.get())));
    }

    private static ServerCertificate trusting(ServerCertificate certificate, String trustPem) {
        return new ServerCertificate(
                certificate.certificatePem(),
                certificate.keyPem(),
                trustPem,
                certificate.notBefore(),
                certificate.notAfter(),
                certificate.fingerprint());
    }

    private Authority trusting(Authority authority, Optional<String> others) {
        return others.map(pem -> new Authority(
                        authority.certificatePem(),
                        authority.keyPem(),
                        joined(authority.trustPem(), inForce(pem, clock.instant())),
                        authority.notAfter()))
                .orElse(authority);
    }

    /** The first of what was trusted with a served certificate: its own authority and not the one before that. */
    private List<String> issuersOf(ServerCertificate served) {
        return inForce(served.authorityPem(), clock.instant()).stream().limit(1).toList();
    }

    private static String joined(String pem, List<String> others) {
        List<X509Certificate> present = certificates(pem);
        String further = others.stream()
                .filter(other -> !present.containsAll(certificates(other)))
                .collect(Collectors.joining());
        return further.isEmpty() || pem.endsWith("\n") ? pem + further : pem + "\n" + further;
    }

    private static boolean issued(Authority authority, ServerCertificate certificate) {
        return Certificates.leaf(certificate.certificatePem())
                .map(leaf -> Certificates.issued(authority, leaf))
                .orElse(false);
    }

    private static List<String> inForce(String pem, Instant now) {
        return certificates(pem).stream()
                .filter(certificate -> now.isBefore(certificate.getNotAfter().toInstant()))
                .map(Pem::certificate)
                .toList();
    }

    private static List<X509Certificate> certificates(String pem) {
        try {
            return Pem.certificates(pem);
        } catch (Pem.Unreadable spoilt) {
            return List.of();
        }
    }
}
