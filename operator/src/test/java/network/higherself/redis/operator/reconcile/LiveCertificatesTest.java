package network.higherself.redis.operator.reconcile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import network.higherself.redis.operator.credentials.Credentials;
import network.higherself.redis.operator.plan.SamplePlans;
import network.higherself.redis.operator.probe.ResourceKey;
import network.higherself.redis.operator.redis.Access;
import network.higherself.redis.operator.redis.ActionResult;
import network.higherself.redis.operator.redis.Instance;
import network.higherself.redis.operator.redis.RedisClients;
import network.higherself.redis.operator.redis.RedisCommands;
import network.higherself.redis.operator.resources.FreePorts;
import network.higherself.redis.operator.resources.Names;
import network.higherself.redis.operator.resources.PodFiles;
import network.higherself.redis.operator.resources.RedisModel;
import network.higherself.redis.operator.resources.SampleModels;
import network.higherself.redis.operator.resources.ServerBinaries;
import network.higherself.redis.operator.testing.RealRedis;
import network.higherself.redis.operator.tls.Authority;
import network.higherself.redis.operator.tls.CertificateIssuer;
import network.higherself.redis.operator.tls.ServedCertificate;
import network.higherself.redis.operator.tls.ServerCertificate;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class LiveCertificatesTest {

    private static final ResourceKey KEY = new ResourceKey("sample", "agents");
    private static final Duration DEADLINE = Duration.ofSeconds(5);

    @ParameterizedTest
    @EnumSource
    void aRunningServerIsToldUntilItServesTheNewCertificate(ServerBinaries server) throws Exception {
        RedisModel model = SampleModels.of(SamplePlans.production("agents"));
        ServerCertificate first = model.certificate().orElseThrow();
        ServerCertificate renewed = new CertificateIssuer(Clock.systemUTC())
                .issue(
                        model.authority().orElseThrow(),
                        "agents",
                        Names.certificateHosts("sample", "agents", "cluster.local"));
        int port = FreePorts.next();
        ExecutorService threads = Executors.newSingleThreadExecutor();
        try (PodFiles pod = new PodFiles(model, String.valueOf(port));
                RedisClients clients = new RedisClients(1)) {
            pod.install("redis-server", server.path());
            pod.install("redis-cli", Path.of("/usr/bin/redis-cli"));
            pod.run("version.sh");
            pod.begin("start.sh");
            await().until(() -> served(port).isPresent());
            LiveCertificates certificates = new LiveCertificates(new RedisCommands(clients, DEADLINE), threads);
            Access access = new Access(
                    Credentials.OPERATOR_USER, SampleModels.CREDENTIALS.operator(), Optional.of(first.authorityPem()));
            List<Instance> instances = List.of(new Instance(
                    "sample",
                    "agents",
                    "agents-0",
                    "uid-1",
                    Names.podHost("sample", "agents", "agents-0"),
                    "127.0.0.1",
                    port,
                    true));

            await().until(() -> certificates.align(KEY, first, access, instances));
            assertThat(certificates.align(KEY, renewed, access, instances))
                    .as("before its files changed")
                    .isFalse();

            pod.write("etc/redis/tls/tls.crt", renewed.certificatePem());
            pod.write("etc/redis/tls/tls.key", renewed.keyPem());

            await().until(() -> certificates.align(KEY, renewed, access, instances));
            assertThat(served(port)).contains(renewed.fingerprint());
        } finally {
            threads.shutdownNow();
        }
    }

    @ParameterizedTest
    @EnumSource
    void whatAServerServedWhenItWasConnectedToIsNotAskedForAgain(ServerBinaries server) throws Exception {
        CertificateIssuer issuer = new CertificateIssuer(Clock.systemUTC());
        List<String> hosts = Names.certificateHosts("sample", "agents", "cluster.local");
        Authority authority = issuer.authority("sample", "agents");
        ServerCertificate certificate = issuer.issue(authority, "agents", hosts);
        ServerCertificate renewed = issuer.issue(authority, "agents", hosts);
        List<Runnable> handshakes = new ArrayList<>();
        try (RealRedis redis = RealRedis.startTls(server, certificate);
                RedisClients clients = new RedisClients(1)) {
            RedisCommands commands = new RedisCommands(clients, DEADLINE);
            LiveCertificates certificates = new LiveCertificates(commands, handshakes::add);
            List<Instance> instances = List.of(redis.instance("agents-0"));
            assertThat(commands.configuration(instances.get(0), redis.access()).get())
                    .isInstanceOf(ActionResult.Done.class);

            assertThat(certificates.align(KEY, certificate, redis.access(), instances))
                    .isTrue();
            assertThat(handshakes).isEmpty();

            assertThat(certificates.align(KEY, renewed, redis.access(), instances))
                    .as("not served yet")
                    .isFalse();
            assertThat(handshakes).hasSize(1);
        }
    }

    private static Optional<String> served(int port) {
        return ServedCertificate.fingerprint("127.0.0.1", port, DEADLINE);
    }
}
