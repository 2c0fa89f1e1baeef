package network.higherself.redis.operator.reconcile;

import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.discovery.v1.Endpoint;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import network.higherself.redis.api.v1.ExternalMode;
import network.higherself.redis.api.v1.TopologyMode;
import network.higherself.redis.operator.credentials.Credentials;
import network.higherself.redis.operator.plan.ExternalPlan;
import network.higherself.redis.operator.plan.FeatureKind;
import network.higherself.redis.operator.plan.RedisPlan;
import network.higherself.redis.operator.probe.ResourceKey;
import network.higherself.redis.operator.probe.RouteScheduler;
import network.higherself.redis.operator.probe.RouteState;
import network.higherself.redis.operator.probe.RouteTargets;
import network.higherself.redis.operator.probe.RouteTargets.Way;
import network.higherself.redis.operator.redis.Access;
import network.higherself.redis.operator.redis.Info;
import network.higherself.redis.operator.redis.Observation.Answered;
import network.higherself.redis.operator.redis.Route;
import network.higherself.redis.operator.redis.Route.Work;
import network.higherself.redis.operator.resources.Names;
import network.higherself.redis.operator.status.ExternalStatusInput;
import network.higherself.redis.operator.status.StatusInput;
import network.higherself.redis.operator.tls.ServerCertificate;
import network.higherself.redis.operator.topology.Situation;
import network.higherself.redis.operator.topology.Situation.MemberView;

/** Tells which ways into a resource are to be taken, and has users put right that a way finds changed. */
final class RouteVisits {

    private static final Map<FeatureKind, Work> WORK = Map.of(
            FeatureKind.CACHE, Work.CACHE,
            FeatureKind.SESSION_STORE, Work.SESSION_STORE,
            FeatureKind.RATE_LIMITING, Work.RATE_LIMITING,
            FeatureKind.TASK_QUEUE, Work.TASK_QUEUE,
            FeatureKind.PUBSUB, Work.PUBSUB);

    /** What a user who was changed by hand looks like. */
    private static final Set<String> OF_USERS = Set.of("LoginRefused", "NotPermitted");

    private final RouteScheduler routes;
    private final LiveSettings live;
    private final boolean resolves;

    /** @param resolves whether Services are found by their names; else by what the API server tells */
    RouteVisits(RouteScheduler routes, LiveSettings live, boolean resolves) {
        this.routes = routes;
        this.live = live;
        this.resolves = resolves;
    }

    /** Before users are compared: where a route's user is refused, they are compared anew. */
    void doubt(ResourceKey key) {
        routes.states(key).stream()
                .filter(state -> OF_USERS.contains(state.verdict().reason()))
                .map(RouteState::since)
                .max(java.util.Comparator.naturalOrder())
                .ifPresent(since -> live.doubt(key, since));
    }

    /** After that: routes are taken while the primary serves and has its users. Gives what is known of them. */
    StatusInput.Routes look(
            ResourceKey key, RedisPlan plan, Inputs inputs, ClusterView view, Situation situation, String primary) {
        List<MemberView> replicas = situation.members().stream()
                .filter(member -> !member.pod().equals(primary) && serves(member, Info.Role.REPLICA))
                .toList();
        List<Way> ways = ways(plan, inputs, view, !replicas.isEmpty());
        Optional<Answered> serving = situation.members().stream()
                .filter(member -> member.pod().equals(primary) && serves(member, Info.Role.PRIMARY))
                .flatMap(member -> member.current().stream())
                .map(Answered.class::cast)
                .findFirst();
        boolean begun = !routes.states(key).isEmpty();
        // Before its pod is ready a Service leads nowhere by design; once it led there, that is worth telling.
        boolean leads = begun
                || StatusInputs.inEndpoints(
                        view.slices(Names.primaryService(plan.identity().name())), primary);
        if (serving.isPresent() && leads && live.aligned(key, primary)) {
            routes.watch(
                    key,
                    new RouteTargets(
                            ways,
                            plan.probe(),
                            primary,
                            cue(
                                    plan,
                                    view,
                                    primary,
                                    serving.get().info().server().runId(),
                                    live.state(key))));
        }
        List<String> expected = ways.stream().map(way -> way.route().name()).toList();
        return new StatusInput.Routes(
                expected,
                routes.states(key).stream()
                        .filter(state -> expected.contains(state.name()))
                        .toList());
    }

    /**
     * The same of a Redis that somebody else runs: where applications are told to connect is taken from when it serves
     * on, and goes on being taken, since nobody here moves it. What was found while it did not serve is forgotten once it
     * does.
     */
    StatusInput.Routes look(
            ResourceKey key,
            ExternalPlan plan,
            Access access,
            Optional<ExternalStatusInput.Endpoint> endpoint,
            TheirNodes nodes,
            ResourceMemory memory) {
        boolean serve = nodes.serve();
        if (memory.beginsToServe(serve)) {
            routes.forget(key);
        }
        if (serve || !routes.states(key).isEmpty()) {
            endpoint.ifPresent(found -> routes.watch(
                    key,
                    new RouteTargets(
                            List.of(new Way(endpointRoute(plan, found), access)),
                            plan.probe(),
                            found.host() + ":" + found.port(),
                            nodes.cue())));
        }
        return new StatusInput.Routes(List.of(Names.ENDPOINT_ROUTE), routes.states(key));
    }

    private static Route endpointRoute(ExternalPlan plan, ExternalStatusInput.Endpoint endpoint) {
        return new Route(
                plan.identity().namespace(),
                plan.identity().name(),
                Names.ENDPOINT_ROUTE,
                endpoint.host(),
                Optional.empty(),
                endpoint.port(),
                plan.tls(),
                plan.mode() == ExternalMode.Cluster ? Work.THEIR_ANSWER : Work.THEIR_PRIMARY);
    }

    private static boolean serves(MemberView member, Info.Role role) {
        return member.current()
                .filter(Answered.class::isInstance)
                .map(Answered.class::cast)
                .map(Answered::info)
                .filter(info -> !info.persistence().loading()
                        && info.replication().role() == role
                        && (role == Info.Role.PRIMARY
                                || member.ready() && info.replication().linkUp()))
                .isPresent();
    }

    private List<Way> ways(RedisPlan plan, Inputs inputs, ClusterView view, boolean replicas) {
        String name = plan.identity().name();
        Credentials credentials = inputs.credentials();
        Optional<String> authority = inputs.certificate().map(ServerCertificate::authorityPem);
        Access application = new Access(Credentials.APPLICATION_USER, credentials.application(), authority);
        List<Way> ways = new ArrayList<>();
        way(plan, view, Names.primaryService(name), Names.PRIMARY_ROUTE, Work.PRIMARY, application)
                .ifPresent(ways::add);
        if (plan.mode() == TopologyMode.Replication && replicas) {
            way(plan, view, Names.replicasService(name), Names.REPLICAS_ROUTE, Work.REPLICA, application)
                    .ifPresent(ways::add);
        }
        credentials.features().forEach((feature, password) -> {
            Access user = new Access(Credentials.user(feature), password, authority);
            way(plan, view, Names.primaryService(name), feature.field(), WORK.get(feature), user)
                    .ifPresent(ways::add);
        });
        return ways;
    }

    private Optional<Way> way(RedisPlan plan, ClusterView view, String service, String name, Work work, Access access) {
        Optional<String> address = Optional.ofNullable(view.services().get(service))
                .map(Service::getSpec)
                .map(spec -> spec.getClusterIP());
        String namespace = plan.identity().namespace();
        return address.map(told -> new Way(
                new Route(
                        namespace,
                        plan.identity().name(),
                        name,
                        Names.serviceHost(namespace, service),
                        resolves ? Optional.empty() : Optional.of(told),
                        plan.port(),
                        plan.encryption().enabled(),
                        work),
                access));
    }

    /** All on the way that the API server or a probe tells of. */
    private static String cue(RedisPlan plan, ClusterView view, String primary, String process, String users) {
        Map<String, Object> parts = new LinkedHashMap<>();
        parts.put("primary", primary + "/" + process);
        parts.put("users", users);
        String name = plan.identity().name();
        for (String service : List.of(Names.primaryService(name), Names.replicasService(name))) {
            parts.put(
                    service,
                    Optional.ofNullable(view.services().get(service))
                            .map(found -> new TreeMap<>(found.getSpec().getSelector()) + "/"
                                    + found.getSpec().getClusterIP() + "/"
                                    + found.getSpec().getPorts())
                            .orElse(""));
            parts.put(service + " endpoints", endpoints(view.slices(service)));
        }
        return parts.toString();
    }

    private static List<String> endpoints(List<EndpointSlice> slices) {
        return slices.stream()
                .flatMap(slice -> Stream.ofNullable(slice.getEndpoints()).flatMap(List::stream))
                .map(RouteVisits::endpoint)
                .sorted()
                .toList();
    }

    private static String endpoint(Endpoint endpoint) {
        return endpoint.getAddresses() + "/"
                + (endpoint.getConditions() == null
                        ? ""
                        : String.valueOf(endpoint.getConditions().getReady()));
    }
}
