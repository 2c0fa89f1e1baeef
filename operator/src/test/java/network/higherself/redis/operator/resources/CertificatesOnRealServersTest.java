package network.higherself.redis.operator.resources;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import network.higherself.redis.operator.credentials.Credentials;
import network.higherself.redis.operator.plan.SamplePlans;
import network.higherself.redis.operator.testing.Trust;
import network.higherself.redis.operator.tls.Authority;
import network.higherself.redis.operator.tls.CertificateIssuer;
import network.higherself.redis.operator.tls.ServedCertificate;
import network.higherself.redis.operator.tls.ServerCertificate;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Certificates that we make, served by real servers and verified by the JDK. */
class CertificatesOnRealServersTest {

    @ParameterizedTest
    @EnumSource
    void aServerServesItsCertificateAndTakesARenewedOneWhileItRuns(ServerBinaries server) throws Exception {
        RedisModel model = SampleModels.of(SamplePlans.production("agents"));
        ServerCertificate first = model.certificate().orElseThrow();
        int port = FreePorts.next();
        try (PodFiles pod = new PodFiles(model, String.valueOf(port))) {
            pod.install("redis-server", server.path());
            pod.install("redis-cli", Path.of("/usr/bin/redis-cli"));
            pod.run(Scripts.VERSION);
            pod.begin(Scripts.START);
            await().untilAsserted(() ->
                    assertThat(operator(pod, "PING")).as(pod.log()).isEqualTo("PONG"));

            for (String host : List.of(
                    "agents.sample.svc", "agents.sample.svc.cluster.local", "agents-2.agents-pods.sample.svc")) {
                assertThat(served(port, host, first.authorityPem())).isEqualTo(first.fingerprint());
            }
            assertThatExceptionOfType(SSLHandshakeException.class)
                    .as("another host")
                    .isThrownBy(() -> served(port, "other.sample.svc", first.authorityPem()));

            Authority authority = model.authority().orElseThrow();
            ServerCertificate renewed = new CertificateIssuer(Clock.systemUTC())
                    .issue(authority, "agents", Names.certificateHosts("sample", "agents", "cluster.local"));
            pod.write("etc/redis/tls/tls.crt", renewed.certificatePem());
            pod.write("etc/redis/tls/tls.key", renewed.keyPem());
            assertThat(served(port, "agents.sample.svc", first.authorityPem()))
                    .as("a changed file is not a changed certificate")
                    .isEqualTo(first.fingerprint());

            String file = operator(pod, "CONFIG", "GET", "tls-cert-file")
                    .lines()
                    .toList()
                    .get(1);
            assertThat(operator(pod, "CONFIG", "SET", "tls-cert-file", file)).isEqualTo("OK");

            assertThat(served(port, "agents.sample.svc", first.authorityPem())).isEqualTo(renewed.fingerprint());
            assertThat(ServedCertificate.fingerprint("127.0.0.1", port, Duration.ofSeconds(5)))
                    .contains(renewed.fingerprint());
        }
    }

    private static String operator(PodFiles pod, String... command) throws Exception {
        return pod.ask(Credentials.OPERATOR_USER, SampleModels.CREDENTIALS.operator(), command);
    }

    /** Fingerprint of what is served to a client that asks for a host and trusts an authority. */
    private static String served(int port, String host, String authorityPem) throws Exception {
        try (Socket plain = new Socket(InetAddress.getLoopbackAddress(), port);
                SSLSocket socket =
                        (SSLSocket) Trust.of(authorityPem).getSocketFactory().createSocket(plain, host, port, true)) {
            SSLParameters parameters = socket.getSSLParameters();
            parameters.setEndpointIdentificationAlgorithm("HTTPS");
            socket.setSSLParameters(parameters);
            socket.startHandshake();
            byte[] leaf = Optional.of(socket.getSession().getPeerCertificates()[0])
                    .orElseThrow()
                    .getEncoded();
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(leaf));
        }
    }
}
