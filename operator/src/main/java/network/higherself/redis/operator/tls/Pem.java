package network.higherself.redis.operator.tls;

import java.io.IOException;
import java.io.StringReader;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.security.KeyPair;
import java.security.PrivateKey;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.openssl.PEMException;
import org.bouncycastle.openssl.PEMKeyPair;
import org.bouncycastle.openssl.PEMParser;
import org.bouncycastle.openssl.jcajce.JcaPEMKeyConverter;
import org.bouncycastle.pkcs.PKCS8EncryptedPrivateKeyInfo;
import org.bouncycastle.util.io.pem.PemObject;
import org.bouncycastle.util.io.pem.PemWriter;

/** Certificates and keys as PEM text. Errors never quote what was read. */
final class Pem {

    /** What was read is no PEM of the kind that was asked for. The message follows the name of what was read. */
    static final class Unreadable extends Exception {
        private static final long serialVersionUID = 1L;

        Unreadable(String message) {
            super(message);
        }
    }

    private Pem() {}

    /** @throws IllegalArgumentException if the certificate has no encoding, which one that was read or made has */
    static String certificate(X509Certificate certificate) {
        try {
            return write("CERTIFICATE", certificate.getEncoded());
        } catch (CertificateException e) {
            throw new IllegalArgumentException("a certificate without an encoding", e);
        }
    }

    /** PKCS#8. */
    static String key(PrivateKey key) {
        return write("PRIVATE KEY", key.getEncoded());
    }

    /** All certificates of a text, in order; at least one. */
    static List<X509Certificate> certificates(String pem) throws Unreadable {
        List<X509Certificate> certificates = new ArrayList<>();
        try (PEMParser parser = new PEMParser(new StringReader(pem))) {
            JcaX509CertificateConverter converter = new JcaX509CertificateConverter();
            for (Object object = parser.readObject(); object != null; object = parser.readObject()) {
                if (!(object instanceof X509CertificateHolder holder)) {
                    throw new Unreadable("holds something that is no certificate");
                }
                certificates.add(converter.getCertificate(holder));
            }
        } catch (IOException | CertificateException | IllegalArgumentException e) {
            throw new Unreadable("can't be read as PEM certificates");
        }
        if (certificates.isEmpty()) {
            throw new Unreadable("holds no PEM certificate");
        }
        return certificates;
    }

    /** The one private key of a text: PKCS#8, or the older form of RSA and EC keys; not encrypted. */
    static PrivateKey privateKey(String pem) throws Unreadable {
        try (PEMParser parser = new PEMParser(new StringReader(pem))) {
            JcaPEMKeyConverter converter = new JcaPEMKeyConverter();
            for (Object object = parser.readObject(); object != null; object = parser.readObject()) {
                if (object instanceof PrivateKeyInfo info) {
                    return converter.getPrivateKey(info);
                }
                if (object instanceof PEMKeyPair pair) {
                    KeyPair keys = converter.getKeyPair(pair);
                    return keys.getPrivate();
                }
                if (object instanceof PKCS8EncryptedPrivateKeyInfo) {
                    throw new Unreadable("is encrypted: store the key without a passphrase");
                }
            }
        } catch (PEMException e) {
            throw new Unreadable("holds a key of a kind that is not known: use RSA or EC");
        } catch (IOException | IllegalArgumentException e) {
            throw new Unreadable("can't be read as a PEM key");
        }
        throw new Unreadable("holds no PEM private key");
    }

    private static String write(String type, byte[] content) {
        StringWriter text = new StringWriter();
        try (PemWriter writer = new PemWriter(text)) {
            writer.writeObject(new PemObject(type, content));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return text.toString();
    }
}
