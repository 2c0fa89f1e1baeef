package network.higherself.redis.operator.image;

import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.zip.GZIPInputStream;
import network.higherself.redis.api.v1.HigherSelfRedis;
import network.higherself.redis.api.v1.HigherSelfRedisStatus;
import network.higherself.redis.operator.credentials.Credentials;
import network.higherself.redis.operator.resources.ServerBinaries;
import network.higherself.redis.operator.testing.RealRedis;
import network.higherself.redis.operator.testing.Trust;
import network.higherself.redis.operator.tls.CertificateIssuer;
import network.higherself.redis.operator.tls.ServerCertificate;
import network.higherself.redis.playground.apiserver.ApiServer;
import network.higherself.redis.playground.apiserver.ApiServerOptions;
import org.awaitility.Awaitility;

/** The operator of an image, running against an API server of its own that knows the CRD and no node. */
final class OperatorInImage implements AutoCloseable {

    private static final Duration LONG = Duration.ofSeconds(60);
    private static final Path CRD = Path.of("..", "crds", "higherselfredises.yaml");
    private static final Path SAMPLE = Path.of("..", "samples", "staging.yaml");

    private final ApiServer server = ApiServer.start(ApiServerOptions.local());
    private final KubernetesClient client = new KubernetesClientBuilder()
            .withConfig(Config.fromKubeconfig(server.adminKubeconfig()))
            .build();
    private final HttpClient http = HttpClient.newHttpClient();
    private final UnpackedImage image;
    private final Path temporary;
    private final Path log;
    private final int port;
    private final int apiPort;
    private Process process;

    OperatorInImage(UnpackedImage image, Path directory) throws IOException {
        this.image = image;
        this.temporary = Files.createTempDirectory("operator-image");
        this.log = directory.resolve("operator.log");
        Files.setPosixFilePermissions(temporary, PosixFilePermissions.fromString("rwxrwxrwx"));
        Files.writeString(temporary.resolve("ca.crt"), server.authorityPem());
        try (ServerSocket free = new ServerSocket(0);
                ServerSocket other = new ServerSocket(0)) {
            port = free.getLocalPort();
            apiPort = other.getLocalPort();
        }
        try (InputStream crd = Files.newInputStream(CRD)) {
            client.load(crd).create();
        }
        client.resource(new NamespaceBuilder()
                        .withMetadata(new ObjectMetaBuilder()
                                .withName("higherself-redis-system")
                                .build())
                        .build())
                .create();
    }

    /** What the container sees as {@code /tmp}. */
    Path temporary() {
        return temporary;
    }

    Path log() {
        return log;
    }

    Process process() {
        return process;
    }

    /** Starts the image's entry point with further flags of the JVM; returns how long it took until it served. */
    Duration start(List<String> flags) throws IOException {
        List<String> command = new ArrayList<>(image.entrypoint());
        command.addAll(command.indexOf("-cp"), flags);
        long begin = System.nanoTime();
        process = image.start(
                command,
                Map.of(
                        // As in a pod, where there is no kubeconfig: to read one takes classes that are of no other
                        // use.
                        "KUBERNETES_MASTER",
                        server.url(),
                        "KUBERNETES_CERTS_CA_FILE",
                        "/tmp/ca.crt",
                        "KUBERNETES_AUTH_TOKEN",
                        server.adminToken(),
                        "KUBERNETES_AUTH_TRYKUBECONFIG",
                        "false",
                        "POD_NAME",
                        "operator-in-image",
                        "HTTP_PORT",
                        String.valueOf(port),
                        "HTTPS_PORT",
                        String.valueOf(apiPort)),
                temporary,
                log);
        Awaitility.await("the operator to serve")
                .atMost(LONG)
                .pollInterval(Duration.ofMillis(20))
                .failFast("the operator ended, see " + log, () -> !process.isAlive())
                .until(() -> status("/readyz") == 200);
        return Duration.ofNanos(System.nanoTime() - begin);
    }

    /** Creates a resource and waits until the operator has made its StatefulSet. */
    void reconcileOne() throws IOException {
        try (InputStream sample = Files.newInputStream(SAMPLE)) {
            client.load(sample).items().stream()
                    .filter(object -> object.getKind().equals(HigherSelfRedis.KIND))
                    .forEach(object ->
                            client.resource(object).inNamespace("default").create());
        }
        Awaitility.await("a StatefulSet")
                .atMost(LONG)
                .until(() -> !client.apps()
                        .statefulSets()
                        .inNamespace("default")
                        .list()
                        .getItems()
                        .isEmpty());
    }

    /** Lets it watch over a Redis with TLS that is somebody else's, until it says that this is Ready and shows its series. */
    void probeOne() throws IOException, InterruptedException, GeneralSecurityException {
        CertificateIssuer issuer = new CertificateIssuer(Clock.systemUTC());
        ServerCertificate certificate =
                issuer.issue(issuer.authority("default", "theirs"), "theirs", List.of("localhost"));
        try (RealRedis redis = RealRedis.startTls(ServerBinaries.REDIS_7_0, certificate)) {
            client.resource(new SecretBuilder()
                            .withNewMetadata()
                            .withName("theirs")
                            .withNamespace("default")
                            .endMetadata()
                            .addToStringData("ca.crt", certificate.authorityPem())
                            .addToStringData("username", Credentials.OPERATOR_USER)
                            .addToStringData("password", RealRedis.OPERATOR_PASSWORD)
                            .build())
                    .create();
            HigherSelfRedis theirs = Serialization.unmarshal("""
                    apiVersion: redis.higherself.network/v1
                    kind: HigherSelfRedis
                    metadata: {name: theirs, namespace: default}
                    spec:
                      environment: Staging
                      external:
                        host: localhost
                        port: %d
                        tls: {enabled: true, caSecretRef: {name: theirs}}
                        credentials: {secretRef: {name: theirs}}
                    """.formatted(redis.port()), HigherSelfRedis.class);
            client.resource(theirs).create();
            Awaitility.await("the other Redis to be Ready")
                    .atMost(LONG)
                    .until(() -> Optional.ofNullable(
                                    client.resource(theirs).get().getStatus())
                            .map(HigherSelfRedisStatus::conditions)
                            .stream()
                            .flatMap(List::stream)
                            .anyMatch(condition ->
                                    "Ready".equals(condition.getType()) && "True".equals(condition.getStatus())));
            scrape();
        }
    }

    /** As Prometheus does. */
    private void scrape() throws IOException, InterruptedException, GeneralSecurityException {
        Secret secret = client.secrets()
                .inNamespace("higherself-redis-system")
                .withName("higherself-redis-operator-serving")
                .get();
        String authority =
                new String(Base64.getDecoder().decode(secret.getData().get("ca.crt")), StandardCharsets.US_ASCII);
        HttpResponse<byte[]> answer = HttpClient.newBuilder()
                .sslContext(Trust.of(authority))
                .build()
                .send(
                        HttpRequest.newBuilder(URI.create("https://localhost:" + apiPort + "/metrics"))
                                .header("Authorization", "Bearer " + server.adminToken())
                                .header("Accept-Encoding", "gzip")
                                .timeout(LONG)
                                .build(),
                        HttpResponse.BodyHandlers.ofByteArray());
        String series = new String(
                new GZIPInputStream(new ByteArrayInputStream(answer.body())).readAllBytes(), StandardCharsets.UTF_8);
        if (!series.contains("redis_up{")) {
            throw new IOException("no series of a Redis, see " + log);
        }
    }

    /** Asks it to end, as the kubelet does, and says whether it did in time. */
    boolean stop() throws InterruptedException {
        process.destroy();
        return process.waitFor(LONG.toSeconds(), TimeUnit.SECONDS);
    }

    private int status(String path) throws InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .timeout(Duration.ofSeconds(2))
                .build();
        try {
            return http.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
        } catch (IOException notYet) {
            return 0;
        }
    }

    @Override
    public void close() {
        if (process != null) {
            process.destroyForcibly();
        }
        client.close();
        server.close();
    }
}
