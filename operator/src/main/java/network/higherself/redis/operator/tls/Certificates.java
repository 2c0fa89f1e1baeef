package network.higherself.redis.operator.tls;

import java.security.GeneralSecurityException;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/** Questions about certificates. Pure. */
public final class Certificates {

    private static final int DNS_NAME = 2;

    /** A renewal that failed is tried again after so long. */
    private static final Duration OVERDUE = Duration.ofMinutes(1);

    private Certificates() {}

    /** When two thirds of a certificate's time are over. */
    public static Instant renewalAt(ServerCertificate certificate) {
        Duration life = Duration.between(certificate.notBefore(), certificate.notAfter());
        return certificate.notBefore().plus(life.multipliedBy(2).dividedBy(3));
    }

    /**
     * For how long a certificate can be left alone, even if nothing else ever happens: until it is to be renewed, and a
     * user's until it expires. Empty: nothing is to be done about it but by the user.
     *
     * @param ours whether it was issued here
     */
    public static Optional<Duration> untilDue(ServerCertificate certificate, boolean ours, Instant now) {
        Duration left = Duration.between(now, ours ? renewalAt(certificate) : certificate.notAfter());
        if (left.isNegative()) {
            return ours ? Optional.of(OVERDUE) : Optional.empty();
        }
        return Optional.of(left.plusSeconds(1));
    }

    public static boolean renewalDue(ServerCertificate certificate, Instant now) {
        return !now.isBefore(renewalAt(certificate));
    }

    /** SHA-256 of a certificate that was read, lower-case hex. */
    public static String fingerprint(X509Certificate certificate) {
        try {
            return CertificateIssuer.fingerprint(certificate);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("a certificate that was read can be written", e);
        }
    }

    static Optional<X509Certificate> leaf(String pem) {
        try {
            return Optional.of(Pem.certificates(pem).get(0));
        } catch (Pem.Unreadable e) {
            return Optional.empty();
        }
    }

    /** Whether the authority signed the certificate. */
    static boolean issued(Authority authority, X509Certificate certificate) {
        return leaf(authority.certificatePem())
                .map(issuer -> {
                    try {
                        certificate.verify(issuer.getPublicKey());
                        return true;
                    } catch (GeneralSecurityException another) {
                        return false;
                    }
                })
                .orElse(false);
    }

    /** The DNS names among the subject's alternative names. */
    static List<String> names(X509Certificate certificate) {
        try {
            Collection<List<?>> names = certificate.getSubjectAlternativeNames();
            return names == null
                    ? List.of()
                    : names.stream()
                            .filter(name -> Integer.valueOf(DNS_NAME).equals(name.get(0)))
                            .map(name -> (String) name.get(1))
                            .toList();
        } catch (CertificateParsingException unreadable) {
            return List.of();
        }
    }
}
