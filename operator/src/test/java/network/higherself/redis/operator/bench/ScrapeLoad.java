package network.higherself.redis.operator.bench;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;
import network.higherself.redis.api.v1.HigherSelfRedis;
import network.higherself.redis.operator.http.HttpServer;
import network.higherself.redis.operator.http.LeaderConnection;
import network.higherself.redis.operator.http.Network;
import network.higherself.redis.operator.http.Refusal;
import network.higherself.redis.operator.http.ServerIdentity;
import network.higherself.redis.operator.http.access.Access;
import network.higherself.redis.operator.http.api.Answers;
import network.higherself.redis.operator.http.api.Fleet;
import network.higherself.redis.operator.http.api.HealthApi;
import network.higherself.redis.operator.http.api.Leader;
import network.higherself.redis.operator.plan.Terms;
import network.higherself.redis.operator.probe.Figures;
import network.higherself.redis.operator.probe.ProbedInstance;
import network.higherself.redis.operator.probe.ResourceKey;
import network.higherself.redis.operator.probe.RouteState;
import network.higherself.redis.operator.redis.RedisClients;
import network.higherself.redis.operator.redis.RedisQueries;
import network.higherself.redis.operator.redis.RouteObservation;
import network.higherself.redis.operator.tls.ServerCertificate;
import network.higherself.redis.playground.apiserver.ApiServer;
import network.higherself.redis.playground.apiserver.ApiServerOptions;

/**
 * Scrapes /metrics as Prometheus does and prints how long that takes: by another process, over HTTPS on a new connection,
 * with a token that an API server, in a process of its own, is asked about each time.
 */
final class ScrapeLoad implements AutoCloseable {

    private static final int SCRAPES = 6;

    private final Network network = new Network(2);
    private final Process apiServer;
    private final String token;
    private final KubernetesClient client;
    private final Access access;
    private final HttpServer server;

    ScrapeLoad(ServerCertificate certificate, RedisClients clients, Answers.Page page) throws IOException {
        apiServer = new ProcessBuilder(
                        "java", "-cp", System.getProperty("java.class.path"), AnApiServer.class.getName())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        Config config = Config.fromKubeconfig(
                new String(Base64.getDecoder().decode(apiServer.inputReader().readLine()), StandardCharsets.UTF_8));
        token = config.getAutoOAuthToken();
        client = new KubernetesClientBuilder().withConfig(config).build();
        access = new Access(client, Clock.systemUTC());
        Leader here = new Here();
        server = HttpServer.encrypted(
                network,
                0,
                new HealthApi(
                        access,
                        here,
                        new LeaderConnection(network, "operator", "here", Duration.ofSeconds(8)),
                        Optional.empty(),
                        new Answers(
                                new NoResources(),
                                here,
                                new RedisQueries(clients, Duration.ofSeconds(2), () -> true),
                                page,
                                Clock.systemUTC()),
                        (request, line) -> CompletableFuture.failedFuture(new Refusal(404, "nothing here"))));
        server.show(new ServerIdentity(certificate.chain(), certificate.key()));
    }

    void run() throws IOException, InterruptedException {
        scrapes("gzip", "-H", "Accept-Encoding: gzip");
        scrapes("not compressed");
    }

    private void scrapes(String how, String... options) throws IOException, InterruptedException {
        for (int i = 0; i < SCRAPES; i++) {
            List<String> command = new ArrayList<>(List.of("curl", "-sk", "--fail", "-o", "/dev/null"));
            command.addAll(List.of(options));
            command.addAll(List.of("-H", "Authorization: Bearer " + token));
            command.addAll(List.of(
                    "-w",
                    "%{time_appconnect} s to the handshake's end, %{time_starttransfer} s to the first byte,"
                            + " %{time_total} s, %{size_download} bytes"));
            command.add("https://127.0.0.1:" + server.port() + "/metrics");
            Process curl = new ProcessBuilder(command).start();
            String figures = new String(curl.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            System.out.printf("a scrape over HTTPS, %s: %s%n", how, curl.waitFor() == 0 ? figures : "failed");
            LockSupport.parkNanos(Access.KEPT.plusSeconds(1).toNanos());
        }
    }

    @Override
    public void close() {
        server.close();
        access.close();
        client.close();
        network.close();
        apiServer.destroy();
    }

    /** Tells its administrator's kubeconfig, in one line, and serves until whoever started it has ended. */
    static final class AnApiServer {
        private AnApiServer() {}

        public static void main(String[] arguments) throws IOException {
            try (ApiServer server = ApiServer.start(ApiServerOptions.local())) {
                System.out.println(Base64.getEncoder()
                        .encodeToString(server.adminKubeconfig().getBytes(StandardCharsets.UTF_8)));
                System.in.readAllBytes();
            }
            System.exit(0);
        }
    }

    private record Here() implements Leader {
        @Override
        public boolean here() {
            return true;
        }

        @Override
        public String name() {
            return "here";
        }

        @Override
        public Optional<InetSocketAddress> address() {
            return Optional.empty();
        }
    }

    private record NoResources() implements Fleet {
        @Override
        public boolean known() {
            return true;
        }

        @Override
        public List<HigherSelfRedis> resources() {
            return List.of();
        }

        @Override
        public List<ProbedInstance> instances() {
            return List.of();
        }

        @Override
        public Map<String, Figures> figures(ResourceKey key) {
            return Map.of();
        }

        @Override
        public List<RouteState> routes(ResourceKey key) {
            return List.of();
        }

        @Override
        public Optional<CompletableFuture<RouteObservation>> testRoute(ResourceKey key, String name) {
            return Optional.empty();
        }

        @Override
        public Optional<Terms> terms(ResourceKey key) {
            return Optional.empty();
        }
    }
}
