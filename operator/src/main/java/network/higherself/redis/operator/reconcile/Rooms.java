package network.higherself.redis.operator.reconcile;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import io.javaoperatorsdk.operator.processing.event.source.informer.InformerEventSource;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import java.util.stream.Stream;
import network.higherself.redis.api.v1.HigherSelfRedis;
import network.higherself.redis.operator.credentials.CredentialsResolver;
import network.higherself.redis.operator.credentials.Passwords;
import network.higherself.redis.operator.plan.Planner;
import network.higherself.redis.operator.plan.PlannerSettings;
import network.higherself.redis.operator.plan.Terms;
import network.higherself.redis.operator.probe.Discoveries;
import network.higherself.redis.operator.probe.Figures;
import network.higherself.redis.operator.probe.ProbeCounts;
import network.higherself.redis.operator.probe.ProbeScheduler;
import network.higherself.redis.operator.probe.ProbedInstance;
import network.higherself.redis.operator.probe.ProbedRoute;
import network.higherself.redis.operator.probe.ResourceKey;
import network.higherself.redis.operator.probe.RouteScheduler;
import network.higherself.redis.operator.probe.RouteState;
import network.higherself.redis.operator.redis.Discovery;
import network.higherself.redis.operator.redis.Observer;
import network.higherself.redis.operator.redis.RedisClients;
import network.higherself.redis.operator.redis.RedisCommands;
import network.higherself.redis.operator.redis.RedisQueries;
import network.higherself.redis.operator.redis.RouteObservation;
import network.higherself.redis.operator.redis.RouteProber;
import network.higherself.redis.operator.resources.EventSources;
import network.higherself.redis.operator.resources.ObjectStores;
import network.higherself.redis.operator.resources.RedisModel;
import network.higherself.redis.operator.settings.OperatorSettings;
import network.higherself.redis.operator.status.Events;
import network.higherself.redis.operator.tls.CertificateIssuer;
import network.higherself.redis.operator.tls.TlsResolver;
import network.higherself.redis.operator.topology.TopologyExecutor;
import network.higherself.redis.operator.topology.TopologyMemory;

/** The rooms of the operator, wired once, and what lives as long as the process. */
public final class Rooms implements AutoCloseable {

    private static final int ACTION_THREADS = 8;
    private static final int HANDSHAKE_THREADS = 2;

    private final KubernetesClient client;
    private final OperatorSettings settings;
    private final Clock clock;
    private final RedisClients redis = new RedisClients();
    private final RedisCommands commands;
    private final RedisQueries queries;
    private final ProbeScheduler probes;
    private final Discoveries discoveries;
    private final RouteScheduler routes;
    private final RouteVisits routeVisits;
    private final PlanGate gate;
    private final ExternalGate externalGate;
    private final NamedSecrets namedSecrets;
    private final ObservationEvents events;
    private final Events notes;
    private final Background background;
    private final LiveSettings live;
    private final LiveCertificates certificates;
    private final ExecutorService handshakes;
    private final TopologyMemory topologyMemory = new TopologyMemory();
    private final TopologyExecutor topologyExecutor;
    private final RecentWrites writes;
    private final ObjectStores stores;
    private volatile Supplier<Stream<HigherSelfRedis>> resources = Stream::empty;
    private final Map<ResourceKey, ResourceMemory> memories = new ConcurrentHashMap<>();

    /** @param mayAct whether this process is the one that may act: asked before each command to an instance */
    public Rooms(KubernetesClient client, OperatorSettings settings, Clock clock, BooleanSupplier mayAct) {
        this.client = client;
        this.settings = settings;
        this.clock = clock;
        this.commands = new RedisCommands(redis, settings.actionTimeout(), mayAct);
        this.queries = new RedisQueries(redis, settings.actionTimeout(), mayAct);
        this.events = new ObservationEvents(id -> forget(key(id)));
        this.probes =
                new ProbeScheduler(new Observer(redis, clock), redis, clock, settings.probeThreads(), this::raise);
        this.discoveries = new Discoveries(new Discovery(redis), this::raise);
        this.routes = new RouteScheduler(new RouteProber(redis, clock), redis, clock, this::raise);
        this.namedSecrets = new NamedSecrets(client);
        this.externalGate = new ExternalGate(namedSecrets);
        this.gate = new PlanGate(
                new Planner(new PlannerSettings(settings.defaultImage())),
                new CredentialsResolver(new Passwords()),
                new TlsResolver(new CertificateIssuer(clock), clock),
                namedSecrets,
                settings.clusterDomain(),
                clock);
        this.writes = new RecentWrites(client);
        this.stores = new ObjectStores(client.getKubernetesSerialization(), clock);
        this.notes = new Events(client, settings.podName(), clock);
        this.background = new Background(ACTION_THREADS, clock, this::raise);
        this.live = new LiveSettings(commands);
        this.routeVisits = new RouteVisits(routes, live, settings.resolvesServices());
        this.handshakes = Executors.newFixedThreadPool(HANDSHAKE_THREADS, task -> {
            Thread thread = new Thread(task, "handshake");
            thread.setDaemon(true);
            return thread;
        });
        this.certificates = new LiveCertificates(commands, handshakes);
        this.topologyExecutor = new TopologyExecutor(topologyMemory, clock);
    }

    /** Instances that are probed at this moment. */
    public int probedInstances() {
        return probes.instances();
    }

    /** The same, with what is known of each. */
    public List<ProbedInstance> probed() {
        return probes.probed();
    }

    /** The ways into all resources, with what is known of each. */
    public List<ProbedRoute> probedRoutes() {
        return routes.probed();
    }

    public ProbeCounts probeCounts() {
        return probes.counts();
    }

    /** The resources that this process looks after, as they were last seen; none while it stands by. */
    public List<HigherSelfRedis> resources() {
        return resources.get().toList();
    }

    /** Figures of one resource's instances, by pod. */
    public Map<String, Figures> figures(ResourceKey key) {
        return probes.figures(key);
    }

    /** What is known of each of a resource's routes. */
    public List<RouteState> routes(ResourceKey key) {
        return routes.states(key);
    }

    /** Takes a route now; empty: there is no such route. */
    public Optional<CompletableFuture<RouteObservation>> testRoute(ResourceKey key, String name) {
        return routes.test(key, name);
    }

    /** What applications are told of a resource, by the plan that it last ran by. */
    public Optional<Terms> terms(ResourceKey key) {
        return Optional.ofNullable(memories.get(key)).flatMap(ResourceMemory::terms);
    }

    /** What people ask of instances. */
    public RedisQueries queries() {
        return queries;
    }

    /** Connections to instances that are kept at this moment. */
    public int keptConnections() {
        return redis.open();
    }

    @Override
    public void close() {
        background.close();
        handshakes.shutdownNow();
        notes.close();
        discoveries.close();
        probes.close();
        routes.close();
        redis.close();
        stores.close();
    }

    List<EventSource<?, HigherSelfRedis>> eventSources(EventSourceContext<HigherSelfRedis> context) {
        resources = () -> context.getPrimaryCache().list();
        InformerEventSource<Service, HigherSelfRedis> services = EventSources.services(context, stores);
        List<EventSource<?, HigherSelfRedis>> sources = new ArrayList<>(EventSources.owned(context, stores, services));
        InformerEventSource<Pod, HigherSelfRedis> pods = InstanceSources.pods(context, stores);
        writes.into(services, pods);
        sources.add(pods);
        sources.add(InstanceSources.slices(context, stores));
        sources.add(namedSecrets);
        sources.add(events);
        return sources;
    }

    /** What is remembered of a resource; one that was made anew under the same name starts with nothing. */
    ResourceMemory memory(ResourceKey key, String uid) {
        ResourceMemory memory = memories.get(key);
        if (memory == null || !memory.uid().equals(uid)) {
            if (memory != null) {
                forget(key);
            }
            memory = new ResourceMemory(uid, clock.instant());
            memories.put(key, memory);
        }
        return memory;
    }

    /** Looks at none of its instances any more, nor at the ways to them. */
    void stopProbing(ResourceKey key) {
        routes.forget(key);
        discoveries.forget(key);
        probes.forget(key);
    }

    void forget(ResourceKey key) {
        memories.remove(key);
        stopProbing(key);
        live.forget(key);
        background.forget(key);
        certificates.forget(key);
        topologyMemory.forget(key);
    }

    void raise(ResourceKey key) {
        events.propagateEvent(new ResourceID(key.name(), key.namespace()));
    }

    private static ResourceKey key(ResourceID id) {
        return new ResourceKey(id.getNamespace().orElse(""), id.getName());
    }

    KubernetesClient client() {
        return client;
    }

    RecentWrites writes() {
        return writes;
    }

    Clock clock() {
        return clock;
    }

    PlanGate gate() {
        return gate;
    }

    ExternalGate externalGate() {
        return externalGate;
    }

    Discoveries discoveries() {
        return discoveries;
    }

    ProbeScheduler probes() {
        return probes;
    }

    RouteVisits routeVisits() {
        return routeVisits;
    }

    RedisCommands commands() {
        return commands;
    }

    Events notes() {
        return notes;
    }

    Background background() {
        return background;
    }

    LiveSettings live() {
        return live;
    }

    LiveCertificates certificates() {
        return certificates;
    }

    TopologyMemory topologyMemory() {
        return topologyMemory;
    }

    TopologyExecutor topologyExecutor() {
        return topologyExecutor;
    }

    RedisModel.OperatorPods operatorPods() {
        return new RedisModel.OperatorPods(settings.namespace(), settings.podLabels());
    }
}
