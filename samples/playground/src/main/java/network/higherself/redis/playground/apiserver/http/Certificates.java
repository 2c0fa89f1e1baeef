package network.higherself.redis.playground.apiserver.http;

import java.io.IOException;
import java.io.StringWriter;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.openssl.jcajce.JcaPEMWriter;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.util.io.pem.PemObject;

/** An authority made for this process, and the server's certificate under it. */
public record Certificates(X509Certificate authority, X509Certificate server, PrivateKey serverKey) {
    private static final Duration LIFETIME = Duration.ofDays(365);

    /** @param names DNS names and addresses that clients may call the server by */
    public static Certificates create(List<String> names, Instant now) {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(256);
            KeyPair authorityKeys = generator.generateKeyPair();
            KeyPair serverKeys = generator.generateKeyPair();
            X500Name issuer = new X500Name("CN=playground-ca");
            X509Certificate authority = sign(
                    builder(issuer, issuer, authorityKeys, now)
                            .addExtension(Extension.basicConstraints, true, new BasicConstraints(true)),
                    authorityKeys);
            GeneralName[] alternatives = names.stream()
                    .map(name -> new GeneralName(isAddress(name) ? GeneralName.iPAddress : GeneralName.dNSName, name))
                    .toArray(GeneralName[]::new);
            X509Certificate server = sign(
                    builder(issuer, new X500Name("CN=kube-apiserver"), serverKeys, now)
                            .addExtension(Extension.subjectAlternativeName, false, new GeneralNames(alternatives))
                            .addExtension(
                                    Extension.extendedKeyUsage,
                                    false,
                                    new ExtendedKeyUsage(KeyPurposeId.id_kp_serverAuth)),
                    authorityKeys);
            return new Certificates(authority, server, serverKeys.getPrivate());
        } catch (GeneralSecurityException | OperatorCreationException | IOException e) {
            throw new IllegalStateException("the server's certificate cannot be made", e);
        }
    }

    private static JcaX509v3CertificateBuilder builder(X500Name issuer, X500Name subject, KeyPair keys, Instant now) {
        return new JcaX509v3CertificateBuilder(
                issuer,
                new BigInteger(120, new SecureRandom()),
                Date.from(now.minus(Duration.ofMinutes(5))),
                Date.from(now.plus(LIFETIME)),
                subject,
                keys.getPublic());
    }

    private static X509Certificate sign(org.bouncycastle.cert.X509v3CertificateBuilder builder, KeyPair authority)
            throws OperatorCreationException, GeneralSecurityException {
        return new JcaX509CertificateConverter()
                .getCertificate(
                        builder.build(new JcaContentSignerBuilder("SHA256withECDSA").build(authority.getPrivate())));
    }

    private static boolean isAddress(String name) {
        return name.matches("[0-9.]+") || name.contains(":");
    }

    /** The authority, for those who are to trust it. */
    public String authorityPem() {
        return pem(authority);
    }

    /** The server's certificate, for a server that reads it from a file. */
    public String serverPem() {
        return pem(server);
    }

    /** The server's private key, for a server that reads it from a file. */
    public String serverKeyPem() {
        return pem(new PemObject("PRIVATE KEY", serverKey.getEncoded()));
    }

    /** The public half of the server's key, for those who check what it signed. */
    public String serverPublicKeyPem() {
        return pem(new PemObject("PUBLIC KEY", server.getPublicKey().getEncoded()));
    }

    private static String pem(Object content) {
        StringWriter text = new StringWriter();
        try (JcaPEMWriter writer = new JcaPEMWriter(text)) {
            writer.writeObject(content);
        } catch (IOException e) {
            throw new IllegalStateException("writing to memory failed", e);
        }
        return text.toString();
    }
}
