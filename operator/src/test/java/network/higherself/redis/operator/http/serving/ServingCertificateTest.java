package network.higherself.redis.operator.http.serving;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BooleanSupplier;
import network.higherself.redis.operator.testing.OperatorAccount;
import network.higherself.redis.operator.tls.Authority;
import network.higherself.redis.operator.tls.CertificateIssuer;
import network.higherself.redis.operator.tls.ServerCertificate;
import network.higherself.redis.operator.tls.TlsResolver;
import network.higherself.redis.playground.apiserver.ApiServer;
import network.higherself.redis.playground.apiserver.ApiServerOptions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ServingCertificateTest {

    private static final String NAMESPACE = OperatorAccount.NAMESPACE;
    private static final String SECRET = "higherself-redis-operator-serving";
    private static final List<String> HOSTS = List.of("operator.system.svc", "localhost");

    private final ApiServer server = ApiServer.start(ApiServerOptions.local());
    private final KubernetesClient client = new KubernetesClientBuilder()
            .withConfig(Config.fromKubeconfig(server.adminKubeconfig()))
            .build();
    private final List<AutoCloseable> running = new ArrayList<>();

    @AfterEach
    void close() throws Exception {
        // The client last, which the others use.
        for (int i = running.size() - 1; i >= 0; i--) {
            running.get(i).close();
        }
        client.close();
        server.close();
    }

    /** Under no more than the Role that ships. */
    @Test
    void theLeaderMakesOneAndAllReplicasServeItAndItsNextOne() throws Exception {
        KubernetesClient operator = OperatorAccount.client(client, "health-api.yaml");
        running.add(operator);
        List<ServerCertificate> standby = replica(operator, () -> false);
        List<ServerCertificate> leader = replica(operator, () -> true);
        // A replica that believes that it leads, too.
        List<ServerCertificate> second = replica(operator, () -> true);
        await().until(() -> !standby.isEmpty() && !leader.isEmpty() && !second.isEmpty());
        assertThat(standby.get(0)).isEqualTo(leader.get(0)).isEqualTo(second.get(0));
        assertThat(secret().getData()).containsOnlyKeys("tls.crt", "tls.key", "ca.crt", "ca.key");

        client.secrets().inNamespace(NAMESPACE).withName(SECRET).edit(found -> {
            found.getData().remove("tls.crt");
            return found;
        });

        await().atMost(Duration.ofSeconds(90))
                .until(() ->
                        standby.size() > 1 && leader.get(leader.size() - 1).equals(standby.get(standby.size() - 1)));
        assertThat(standby.get(standby.size() - 1).authorityPem())
                .as("the same authority, which callers trust")
                .isEqualTo(standby.get(0).authorityPem());
    }

    /** Two thirds of its time later another is due, of the same authority; what is good is left alone. */
    @Test
    void itIsRenewedInTime() {
        Clock clock = Clock.systemUTC();
        OperatorCertificate now = certificate(clock);
        Secret first = now.due(Optional.empty()).orElseThrow();
        assertThat(now.due(Optional.of(first))).isEmpty();

        OperatorCertificate later = certificate(Clock.offset(clock, Duration.ofDays(61)));
        Secret renewed = later.due(Optional.of(first)).orElseThrow();

        assertThat(renewed.getData().get("tls.crt"))
                .isNotEqualTo(first.getData().get("tls.crt"));
        assertThat(renewed.getData().get("ca.crt")).isEqualTo(first.getData().get("ca.crt"));
        assertThat(renewed.getData().get("ca.key")).isEqualTo(first.getData().get("ca.key"));
    }

    @Test
    void aMountedOneIsServedWhereItIsGoodAndTheLastGoodOneStays(@TempDir Path directory) throws Exception {
        CertificateIssuer issuer = new CertificateIssuer(Clock.systemUTC());
        Authority authority = issuer.authority("theirs", "theirs");
        List<ServerCertificate> shown = new CopyOnWriteArrayList<>();
        MountedCertificate mounted = new MountedCertificate(directory, HOSTS, Clock.systemUTC(), shown::add);
        running.add(mounted::close);
        write(directory, issuer.issue(authority, "x", List.of("others.svc")));
        mounted.look();
        assertThat(shown).isEmpty();

        write(directory, issuer.issue(authority, "x", HOSTS));
        mounted.look();
        mounted.look();
        assertThat(shown).hasSize(1);

        Files.writeString(directory.resolve("tls.key"), "spoilt");
        mounted.look();
        write(directory, issuer.issue(authority, "x", HOSTS));
        mounted.look();
        assertThat(shown).hasSize(2);
    }

    private static void write(Path directory, ServerCertificate certificate) throws Exception {
        Files.writeString(directory.resolve("tls.crt"), certificate.certificatePem());
        Files.writeString(directory.resolve("tls.key"), certificate.keyPem());
        Files.writeString(directory.resolve("ca.crt"), certificate.authorityPem());
    }

    private Secret secret() {
        return client.secrets().inNamespace(NAMESPACE).withName(SECRET).get();
    }

    private static OperatorCertificate certificate(Clock clock) {
        return new OperatorCertificate(resolver(clock), NAMESPACE, SECRET, HOSTS);
    }

    private static TlsResolver resolver(Clock clock) {
        return new TlsResolver(new CertificateIssuer(clock), clock);
    }

    private List<ServerCertificate> replica(KubernetesClient operator, BooleanSupplier leads) {
        List<ServerCertificate> shown = new CopyOnWriteArrayList<>();
        ServingCertificate replica = new ServingCertificate(
                operator, resolver(Clock.systemUTC()), NAMESPACE, SECRET, HOSTS, leads, shown::add);
        running.add(replica::close);
        replica.start();
        return shown;
    }
}
