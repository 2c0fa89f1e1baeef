package network.higherself.redis.operator;

import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import network.higherself.redis.api.v1.HigherSelfRedis;
import network.higherself.redis.operator.http.HttpEndpoints;
import network.higherself.redis.operator.http.HttpServer;
import network.higherself.redis.operator.http.LeaderConnection;
import network.higherself.redis.operator.http.Network;
import network.higherself.redis.operator.http.ServerIdentity;
import network.higherself.redis.operator.http.access.Access;
import network.higherself.redis.operator.http.api.Answers;
import network.higherself.redis.operator.http.api.Fleet;
import network.higherself.redis.operator.http.api.FleetView;
import network.higherself.redis.operator.http.api.HealthApi;
import network.higherself.redis.operator.http.api.Leader;
import network.higherself.redis.operator.http.page.Page;
import network.higherself.redis.operator.http.serving.MountedCertificate;
import network.higherself.redis.operator.http.serving.ServingCertificate;
import network.higherself.redis.operator.plan.Terms;
import network.higherself.redis.operator.probe.Figures;
import network.higherself.redis.operator.probe.ProbedInstance;
import network.higherself.redis.operator.probe.ResourceKey;
import network.higherself.redis.operator.probe.RouteState;
import network.higherself.redis.operator.reconcile.Rooms;
import network.higherself.redis.operator.redis.RouteObservation;
import network.higherself.redis.operator.settings.OperatorSettings;
import network.higherself.redis.operator.tls.CertificateIssuer;
import network.higherself.redis.operator.tls.ServerCertificate;
import network.higherself.redis.operator.tls.TlsResolver;

/** The operator's two ports, and what stands behind them. */
final class Serving implements AutoCloseable {

    private static final int THREADS = 2;
    private static final Duration TO_LEADER = Duration.ofSeconds(8);

    private final Network network = new Network(THREADS);

    /** Of its own, so that nothing that callers do keeps the kubelet waiting. */
    private final Network kubelet = new Network(1);

    private final HttpServer plain;
    private final HttpServer encrypted;
    private final Access access;
    private final Runnable endCertificate;

    /**
     * How far the process is.
     *
     * @param ready not of a leader alone
     * @param known whether it has seen the resources that there are
     */
    record Checks(BooleanSupplier alive, BooleanSupplier ready, BooleanSupplier known) {}

    Serving(
            OperatorSettings settings,
            KubernetesClient client,
            Clock clock,
            Rooms rooms,
            Leader leader,
            Answers.Page metrics,
            Checks checks) {
        OperatorSettings.Https https = settings.https();
        plain = HttpServer.plain(kubelet, settings.httpPort(), new HttpEndpoints(checks.alive(), checks.ready()));
        access = new Access(client, clock);
        String service = https.service() + "." + settings.namespace() + ".svc";
        LeaderConnection toLeader = new LeaderConnection(network, service, settings.podName(), TO_LEADER);
        Fleet fleet = fleet(rooms, checks.known());
        HealthApi api = new HealthApi(
                access,
                leader,
                toLeader,
                settings.originalResource().map(Serving::key),
                new Answers(fleet, leader, rooms.queries(), metrics, clock),
                new Page(access, leader, toLeader, new FleetView(fleet), clock));
        encrypted = HttpServer.encrypted(network, https.port(), api);
        Consumer<ServerCertificate> show = shown -> {
            toLeader.trust(shown.authorityPem());
            encrypted.show(new ServerIdentity(shown.chain(), shown.key()));
        };
        if (https.certificateDirectory().isPresent()) {
            MountedCertificate mounted =
                    new MountedCertificate(https.certificateDirectory().get(), List.of(service), clock, show);
            mounted.start();
            endCertificate = mounted::close;
        } else {
            ServingCertificate own = new ServingCertificate(
                    client,
                    new TlsResolver(new CertificateIssuer(clock), clock),
                    settings.namespace(),
                    https.secret(),
                    List.of(
                            service,
                            service + "." + settings.clusterDomain(),
                            https.service() + "." + settings.namespace(),
                            https.service(),
                            "localhost"),
                    leader::here,
                    show);
            own.start();
            endCertificate = own::close;
        }
    }

    @Override
    public void close() {
        endCertificate.run();
        encrypted.close();
        plain.close();
        access.close();
        network.close();
        kubelet.close();
    }

    private static ResourceKey key(String text) {
        int slash = text.indexOf('/');
        return new ResourceKey(text.substring(0, slash), text.substring(slash + 1));
    }

    private static Fleet fleet(Rooms rooms, BooleanSupplier known) {
        return new Fleet() {
            @Override
            public boolean known() {
                return known.getAsBoolean();
            }

            @Override
            public List<HigherSelfRedis> resources() {
                return rooms.resources();
            }

            @Override
            public List<ProbedInstance> instances() {
                return rooms.probed();
            }

            @Override
            public Map<String, Figures> figures(ResourceKey key) {
                return rooms.figures(key);
            }

            @Override
            public List<RouteState> routes(ResourceKey key) {
                return rooms.routes(key);
            }

            @Override
            public Optional<CompletableFuture<RouteObservation>> testRoute(ResourceKey key, String name) {
                return rooms.testRoute(key, name);
            }

            @Override
            public Optional<Terms> terms(ResourceKey key) {
                return rooms.terms(key);
            }
        };
    }
}
