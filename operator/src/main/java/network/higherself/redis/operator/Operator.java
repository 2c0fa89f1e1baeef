package network.higherself.redis.operator;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.http.Interceptor;
import io.javaoperatorsdk.operator.api.config.ConfigurationServiceOverrider;
import io.javaoperatorsdk.operator.api.config.ControllerConfigurationOverrider;
import io.javaoperatorsdk.operator.api.config.LeaderElectionConfigurationBuilder;
import io.javaoperatorsdk.operator.processing.retry.GenericRetry;
import java.security.Security;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import network.higherself.redis.api.v1.HigherSelfRedis;
import network.higherself.redis.operator.metrics.Meters;
import network.higherself.redis.operator.metrics.MetricsPage;
import network.higherself.redis.operator.metrics.RedisSeries;
import network.higherself.redis.operator.metrics.ResourceSeries;
import network.higherself.redis.operator.metrics.RouteSeries;
import network.higherself.redis.operator.monitoring.Monitoring;
import network.higherself.redis.operator.monitoring.MonitoringObjects;
import network.higherself.redis.operator.reconcile.HigherSelfRedisReconciler;
import network.higherself.redis.operator.reconcile.Leadership;
import network.higherself.redis.operator.reconcile.LeaseRelease;
import network.higherself.redis.operator.reconcile.NextVisit;
import network.higherself.redis.operator.reconcile.Rooms;
import network.higherself.redis.operator.resources.ObjectStores;
import network.higherself.redis.operator.resources.Reading;
import network.higherself.redis.operator.settings.OperatorSettings;
import network.higherself.redis.operator.settings.SettingsReader;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The operator's process: reads its settings, starts, and stops gracefully. */
public final class Operator {

    private static final Logger LOG = LoggerFactory.getLogger(Operator.class);
    private static final Duration STOP = Duration.ofSeconds(8);

    private final OperatorSettings settings;
    private final Clock clock = Clock.systemUTC();
    private final KubernetesClient client;
    private final Rooms rooms;
    private final Meters meters = new Meters();
    private final io.javaoperatorsdk.operator.Operator sdk;
    private final LeaderWatch leader;
    private final Headroom headroom = new Headroom();
    private final AtomicBoolean started = new AtomicBoolean();
    private final AtomicBoolean stopping = new AtomicBoolean();
    private final Optional<Monitoring> monitoring;
    private volatile Optional<Serving> serving = Optional.empty();

    private Operator(OperatorSettings settings) {
        this.settings = settings;
        Leadership leadership = new Leadership(settings.leaderElection());
        this.client = client(leadership, meters.apiCalls());
        this.rooms = new Rooms(client, settings, clock, leadership::mayWrite);
        this.leader = new LeaderWatch(settings, settings.leaderElection());
        this.monitoring = settings.monitoring().map(told -> monitoring(told, settings, client));
        this.sdk = new io.javaoperatorsdk.operator.Operator(this::configure);
    }

    /** @param interceptors see every request */
    public static KubernetesClient client(Interceptor... interceptors) {
        return new KubernetesClientBuilder()
                .withConfig(new ConfigBuilder(Config.autoConfigure(null))
                        .withRequestTimeout(10_000)
                        .withConnectionTimeout(5_000)
                        // The next visit tries again; more of it here would hold a thread for twenty seconds.
                        .withRequestRetryBackoffLimit(3)
                        .build())
                .withKubernetesSerialization(Reading.serialization())
                .withHttpClientBuilderConsumer(http -> {
                    for (Interceptor interceptor : interceptors) {
                        http.addOrReplaceInterceptor(interceptor.getClass().getName(), interceptor);
                    }
                })
                .build();
    }

    public static void main(String[] arguments) {
        forgetNames();
        OperatorSettings settings;
        try {
            settings = SettingsReader.read(System.getenv());
        } catch (IllegalArgumentException e) {
            LOG.error("The settings are wrong: {}", e.getMessage());
            System.exit(2);
            return;
        }
        new Operator(settings).start();
    }

    /**
     * By itself the JVM remembers an address for 30 s and, worse, for 10 s that a name has none: of a Service that was just
     * made, or made anew. Read when the first name is looked up.
     */
    private static void forgetNames() {
        Security.setProperty("networkaddress.cache.ttl", "5");
        Security.setProperty("networkaddress.cache.negative.ttl", "0");
    }

    private void configure(ConfigurationServiceOverrider overrider) {
        configure(overrider, settings, client);
        overrider.withMetrics(meters.reconciles());
        if (settings.leaderElection()) {
            overrider.withLeaderElectionConfiguration(LeaderElectionConfigurationBuilder.aLeaderElectionConfiguration(
                            settings.leaseName())
                    .withLeaseNamespace(settings.namespace())
                    .withLeaseDuration(Leadership.LEASE)
                    .withIdentity(settings.identity())
                    .withExitOnStopLeading(false)
                    .withLeaderCallbacks(new io.fabric8.kubernetes.client.extended.leaderelection.LeaderCallbacks(
                            this::startedLeading, this::stoppedLeading, leader::holds))
                    .build());
        }
    }

    private static Monitoring monitoring(
            OperatorSettings.Monitoring told, OperatorSettings settings, KubernetesClient client) {
        return new Monitoring(
                client,
                new MonitoringObjects(
                        settings.namespace(),
                        settings.https().service(),
                        settings.https().secret(),
                        told.labels()));
    }

    /** How the SDK is set up, but for who leads. */
    public static void configure(
            ConfigurationServiceOverrider overrider, OperatorSettings settings, KubernetesClient client) {
        overrider
                .withKubernetesClient(client)
                .withCloseClientOnStop(false)
                .withResourceCloner(new ResourceCopies(client.getKubernetesSerialization()))
                .withConcurrentReconciliationThreads(settings.reconcileThreads())
                .withExecutorService(threads("reconcile", settings.reconcileThreads()))
                .withConcurrentWorkflowExecutorThreads(settings.reconcileThreads() * 2)
                .withWorkflowExecutorService(threads("dependents", settings.reconcileThreads() * 2))
                .withReconciliationTerminationTimeout(Duration.ofSeconds(3))
                // Keeps an annotation out of every object; an event of our own write costs one look, and no call.
                .withPreviousAnnotationForDependentResources(false)
                .checkingCRDAndValidateLocalModel(false);
    }

    /** The SDK's own would keep all of them for good: memory of stacks that nothing needs once all is settled. */
    private static ExecutorService threads(String name, int most) {
        AtomicInteger number = new AtomicInteger();
        ThreadPoolExecutor threads =
                new ThreadPoolExecutor(most, most, 5, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), task -> {
                    Thread thread = new Thread(task, name + "-" + number.incrementAndGet());
                    thread.setDaemon(true);
                    return thread;
                });
        threads.allowCoreThreadTimeOut(true);
        return threads;
    }

    private void start() {
        Runtime.getRuntime().addShutdownHook(new Thread(this::stop, "stop"));
        meters.instances(rooms::probedInstances, rooms::keptConnections);
        meters.leads(leader::here);
        meters.probes(rooms.probeCounts());
        MetricsPage page = new MetricsPage(
                meters,
                new ResourceSeries(rooms::resources, clock),
                new RouteSeries(rooms::probedRoutes),
                new RedisSeries(rooms::probed, clock));
        serving = Optional.of(new Serving(
                settings,
                client,
                clock,
                rooms,
                leader,
                page::write,
                new Serving.Checks(this::alive, this::ready, this::known)));
        sdk.register(new HigherSelfRedisReconciler(rooms), overrider -> controller(overrider, settings));
        try {
            sdk.start();
            headroom.start();
        } catch (io.javaoperatorsdk.operator.OperatorException e) {
            LOG.atError().setCause(e).log("The operator can't start");
            System.exit(1);
        }
        started.set(true);
        if (!settings.leaderElection()) {
            monitoring.ifPresent(Monitoring::start);
        }
        LOG.atInfo()
                .addKeyValue(
                        "namespaces",
                        settings.watchNamespaces().isEmpty() ? "all" : String.join(",", settings.watchNamespaces()))
                .log("The operator serves");
    }

    /** Which namespaces are watched, and how often what fails is tried again. */
    public static void controller(
            ControllerConfigurationOverrider<HigherSelfRedis> overrider, OperatorSettings settings) {
        if (settings.watchNamespaces().isEmpty()) {
            overrider.watchingAllNamespaces();
        } else {
            overrider.settingNamespaces(settings.watchNamespaces());
        }
        if (settings.watchNamespaces().size() <= 1) {
            overrider.withItemStore(ObjectStores.ofResources());
        }
        overrider.withReconciliationMaxInterval(NextVisit.LATEST);
        // Never silent: what fails is tried again for ever, at most a minute apart.
        overrider.withRetry(new GenericRetry()
                .setMaxAttempts(-1)
                .setInitialInterval(500)
                .setIntervalMultiplier(1.7)
                .setMaxInterval(60_000));
    }

    private boolean alive() {
        return !started.get() || sdk.getRuntimeInfo().isStarted();
    }

    private boolean ready() {
        return started.get() && !stopping.get() && sdk.getRuntimeInfo().isStarted();
    }

    /** The SDK has started once its caches have seen everything, be it while this replica stood by. */
    private boolean known() {
        return leader.here() && started.get();
    }

    private void startedLeading() {
        leader.leadsHere();
        monitoring.ifPresent(Monitoring::start);
        LOG.info("This replica leads");
    }

    /** Somebody else may lead by now: nothing more may be done by this process. */
    private void stoppedLeading() {
        if (!stopping.get()) {
            LOG.error("The lease was lost; ending, so that only one replica acts");
            Runtime.getRuntime().halt(1);
        }
    }

    /** Stops in an order that leaves nothing half done, within a deadline: a hung stop must not hold a node up. */
    private void stop() {
        stopping.set(true);
        Thread stopper = new Thread(this::stopRooms, "stopper");
        stopper.setDaemon(true);
        stopper.start();
        try {
            stopper.join(STOP.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void stopRooms() {
        long begin = System.nanoTime();
        if (started.get()) {
            sdk.stop();
        }
        monitoring.ifPresent(Monitoring::close);
        headroom.close();
        rooms.close();
        serving.ifPresent(Serving::close);
        if (settings.leaderElection()) {
            LeaseRelease.release(client, settings.namespace(), settings.leaseName(), settings.identity());
        }
        client.close();
        LOG.info("Stopped in {} ms", TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begin));
    }
}
