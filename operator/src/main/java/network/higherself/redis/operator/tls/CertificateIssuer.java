package network.higherself.redis.operator.tls;

import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Date;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import javax.security.auth.x500.X500Principal;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.CertIOException;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509ExtensionUtils;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/**
 * Makes a resource's authority and its servers' certificates: EC P-256, keys as PKCS#8. An authority is good for ten
 * years, a certificate for 90 days; it is renewed when two thirds of its time are over.
 */
public final class CertificateIssuer {

    public static final Duration AUTHORITY_LIFE = Duration.ofDays(3650);
    public static final Duration CERTIFICATE_LIFE = Duration.ofDays(90);

    /** Clocks of a cluster differ a little; a certificate is good from a moment ago. */
    private static final Duration BACKDATED = Duration.ofMinutes(5);

    private static final String LOOPBACK = "127.0.0.1";

    private final Clock clock;
    private final SecureRandom random = new SecureRandom();

    public CertificateIssuer(Clock clock) {
        this.clock = clock;
    }

    /** A new authority of its own. */
    public Authority authority(String namespace, String resource) {
        try {
            KeyPair keys = keys();
            X500Principal subject = subject(namespace + "/" + resource + " authority");
            X509v3CertificateBuilder builder = builder(subject, subject, keys, AUTHORITY_LIFE);
            builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(0));
            builder.addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.keyCertSign | KeyUsage.cRLSign));
            builder.addExtension(
                    Extension.subjectKeyIdentifier,
                    false,
                    new JcaX509ExtensionUtils().createSubjectKeyIdentifier(keys.getPublic()));
            X509Certificate certificate = sign(builder, keys.getPrivate());
            String pem = Pem.certificate(certificate);
            return new Authority(
                    pem,
                    Pem.key(keys.getPrivate()),
                    pem,
                    certificate.getNotAfter().toInstant());
        } catch (GeneralSecurityException | OperatorCreationException | CertIOException e) {
            throw new IllegalStateException("an authority can't be made", e);
        }
    }

    /**
     * A server's certificate for these hosts and the loopback address.
     *
     * @throws IllegalArgumentException if the authority can't be read
     */
    public ServerCertificate issue(Authority authority, String name, List<String> hosts) {
        try {
            X509Certificate issuer =
                    Pem.certificates(authority.certificatePem()).get(0);
            PrivateKey issuerKey = Pem.privateKey(authority.keyPem());
            KeyPair keys = keys();
            JcaX509ExtensionUtils extensions = new JcaX509ExtensionUtils();
            X509v3CertificateBuilder builder =
                    builder(issuer.getSubjectX500Principal(), subject(name), keys, CERTIFICATE_LIFE);
            builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(false));
            builder.addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature));
            // Of a client as well: with it a replica shows itself to its primary.
            builder.addExtension(Extension.extendedKeyUsage, false, new ExtendedKeyUsage(new KeyPurposeId[] {
                KeyPurposeId.id_kp_serverAuth, KeyPurposeId.id_kp_clientAuth
            }));
            builder.addExtension(Extension.subjectAlternativeName, false, names(hosts));
            builder.addExtension(
                    Extension.authorityKeyIdentifier, false, extensions.createAuthorityKeyIdentifier(issuer));
            builder.addExtension(
                    Extension.subjectKeyIdentifier, false, extensions.createSubjectKeyIdentifier(keys.getPublic()));
            X509Certificate certificate = sign(builder, issuerKey);
            return new ServerCertificate(
                    Pem.certificate(certificate),
                    Pem.key(keys.getPrivate()),
                    authority.trustPem(),
                    certificate.getNotBefore().toInstant(),
                    certificate.getNotAfter().toInstant(),
                    fingerprint(certificate));
        } catch (Pem.Unreadable e) {
            throw new IllegalArgumentException("the authority " + e.getMessage(), e);
        } catch (GeneralSecurityException | OperatorCreationException | CertIOException e) {
            throw new IllegalStateException("a certificate can't be made", e);
        }
    }

    static String fingerprint(X509Certificate certificate) throws GeneralSecurityException {
        return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(certificate.getEncoded()));
    }

    private static GeneralNames names(List<String> hosts) {
        return new GeneralNames(Stream.concat(
                        hosts.stream().map(host -> new GeneralName(GeneralName.dNSName, host)),
                        Stream.of(new GeneralName(GeneralName.iPAddress, LOOPBACK)))
                .toArray(GeneralName[]::new));
    }

    private X509v3CertificateBuilder builder(X500Principal issuer, X500Principal subject, KeyPair keys, Duration life) {
        Instant now = clock.instant().truncatedTo(ChronoUnit.SECONDS);
        return new JcaX509v3CertificateBuilder(
                issuer,
                new BigInteger(127, random).setBit(126),
                Date.from(now.minus(BACKDATED)),
                Date.from(now.plus(life)),
                subject,
                keys.getPublic());
    }

    private static X509Certificate sign(X509v3CertificateBuilder builder, PrivateKey key)
            throws OperatorCreationException, GeneralSecurityException {
        String algorithm = key.getAlgorithm().equals("RSA") ? "SHA256withRSA" : "SHA256withECDSA";
        return new JcaX509CertificateConverter()
                .getCertificate(builder.build(new JcaContentSignerBuilder(algorithm).build(key)));
    }

    /** Common names have at most 64 characters; clients look at the alternative names only. */
    private static X500Principal subject(String name) {
        return new X500Principal("O=HigherSelf Redis, CN=" + (name.length() > 64 ? name.substring(0, 64) : name));
    }

    private KeyPair keys() throws GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec("secp256r1"), random);
        return generator.generateKeyPair();
    }
}
