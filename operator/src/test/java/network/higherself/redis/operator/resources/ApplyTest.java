package network.higherself.redis.operator.resources;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.http.BasicBuilder;
import io.fabric8.kubernetes.client.http.HttpRequest;
import io.fabric8.kubernetes.client.http.Interceptor;
import io.javaoperatorsdk.operator.Operator;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import network.higherself.redis.api.v1.HigherSelfRedis;
import network.higherself.redis.operator.plan.PlanResult;
import network.higherself.redis.operator.plan.Planner;
import network.higherself.redis.operator.plan.PlannerSettings;
import network.higherself.redis.operator.plan.RedisPlan;
import network.higherself.redis.playground.apiserver.ApiServer;
import network.higherself.redis.playground.apiserver.ApiServerOptions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Objects applied to an API server by the framework that the operator uses. */
class ApplyTest {

    private static final String NAMESPACE = "sample";
    private static final String DEVELOPMENT = "environment: Development";
    private static final String PRODUCTION = "environment: Production";

    private final Map<String, RedisModel> models = new ConcurrentHashMap<>();
    private final List<String> writes = new CopyOnWriteArrayList<>();
    private final ApplyingReconciler reconciler = new ApplyingReconciler(this::model);

    private ApiServer server;
    private KubernetesClient user;
    private Operator operator;

    @BeforeEach
    void start() throws IOException {
        server = ApiServer.start(ApiServerOptions.local());
        user = client(false);
        user.load(Files.newInputStream(Path.of("../crds/higherselfredises.yaml")))
                .create();
        user.namespaces()
                .resource(new NamespaceBuilder()
                        .withNewMetadata()
                        .withName(NAMESPACE)
                        .endMetadata()
                        .build())
                .create();
        operator = new Operator(overrider -> overrider
                .withKubernetesClient(client(true))
                .withCloseClientOnStop(true)
                .withUseSSAToPatchPrimaryResource(true));
        operator.register(reconciler);
        operator.start();
    }

    @AfterEach
    void stop() {
        operator.stop();
        user.close();
        server.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {DEVELOPMENT, PRODUCTION, FULL})
    void everyObjectIsMadeByOneCallAndAnUnchangedOneIsNotWrittenAgain(String spec) {
        apply("one", spec);
        await().until(() -> statefulSet("one") != null);
        int objects = owned("one").size();

        assertThat(reconciler.failures).isEmpty();
        assertThat(writes).as("calls").hasSize(objects).allMatch(call -> call.startsWith("PATCH"));
        assertThat(objects).isEqualTo(spec.equals(DEVELOPMENT) ? 9 : 14);
        // Some clusters let nobody have that who may not change the owner's finalizers.
        assertThat(owned("one"))
                .allSatisfy(object -> assertThat(object.getMetadata().getOwnerReferences())
                        .singleElement()
                        .satisfies(owner ->
                                assertThat(owner.getBlockOwnerDeletion()).isFalse()));

        reconcileAgain("one");
        reconcileAgain("one");
        assertThat(writes).as("writes of what is unchanged").hasSize(objects);
    }

    @Test
    void whatSomebodyChangedOrDeletedIsPutRight() {
        apply("one", PRODUCTION);
        await().until(() -> statefulSet("one") != null);
        Map<String, String> configuration = user.configMaps()
                .inNamespace(NAMESPACE)
                .withName("one-config")
                .get()
                .getData();

        merge(
                user.configMaps().inNamespace(NAMESPACE).withName("one-config").get(),
                "{\"data\":{\"redis.conf\":\"maxmemory 1mb\"}}");
        merge(
                user.services().inNamespace(NAMESPACE).withName("one-replicas").get(),
                "{\"spec\":{\"ports\":[{\"name\":\"redis\",\"port\":1}]}}");
        merge(user.apps().statefulSets().inNamespace(NAMESPACE).withName("one").get(), "{\"spec\":{\"replicas\":7}}");
        user.secrets().inNamespace(NAMESPACE).withName("one-server").delete();

        await().untilAsserted(() -> {
            assertThat(user.configMaps()
                            .inNamespace(NAMESPACE)
                            .withName("one-config")
                            .get()
                            .getData())
                    .isEqualTo(configuration);
            assertThat(user.services()
                            .inNamespace(NAMESPACE)
                            .withName("one-replicas")
                            .get()
                            .getSpec()
                            .getPorts())
                    .extracting("port")
                    .containsExactly(6380);
            assertThat(statefulSet("one").getSpec().getReplicas()).isEqualTo(3);
            assertThat(user.secrets()
                            .inNamespace(NAMESPACE)
                            .withName("one-server")
                            .get())
                    .isNotNull();
        });
    }

    @Test
    void whatOthersAddedIsLeftAlone() {
        apply("one", PRODUCTION);
        await().until(() -> statefulSet("one") != null);
        int made = writes.size();

        merge(statefulSet("one"), """
                {"metadata": {"annotations": {"note": "x"}, "labels": {"team": "agents"}},
                 "spec": {"template": {"metadata": {"annotations": {"mesh": "on"}}}}}
                """);
        user.resource(statefulSet("one")).patch(PatchContext.of(PatchType.STRATEGIC_MERGE), """
                        {"spec": {"template": {"spec": {"containers": [{"name": "sidecar", "image": "mesh:1"}]}}}}
                        """);
        reconcileAgain("one");

        StatefulSet set = statefulSet("one");
        assertThat(set.getMetadata().getAnnotations()).containsEntry("note", "x");
        assertThat(set.getMetadata().getLabels()).containsEntry("team", "agents");
        assertThat(set.getSpec().getTemplate().getMetadata().getAnnotations()).containsEntry("mesh", "on");
        assertThat(set.getSpec().getTemplate().getSpec().getContainers())
                .extracting("name")
                .contains("redis", "sidecar");
        assertThat(writes).as("nothing of ours differs").hasSize(made);
    }

    @Test
    void anObjectThatIsNotOursIsNeverAdopted() {
        ConfigMap theirs = new ConfigMapBuilder()
                .withNewMetadata()
                .withNamespace(NAMESPACE)
                .withName("one-config")
                .endMetadata()
                .withData(Map.of("mine", "yes"))
                .build();
        user.resource(theirs).create();

        apply("one", DEVELOPMENT);

        await().untilAsserted(() -> assertThat(reconciler.failures)
                .isNotEmpty()
                .allSatisfy(failure -> assertThat(failure)
                        .isInstanceOfSatisfying(CollisionException.class, collision -> {
                            assertThat(collision.kind()).isEqualTo("ConfigMap");
                            assertThat(collision.name()).isEqualTo("one-config");
                            assertThat(collision.passing()).isFalse();
                        })));
        assertThat(user.configMaps()
                        .inNamespace(NAMESPACE)
                        .withName("one-config")
                        .get()
                        .getData())
                .isEqualTo(Map.of("mine", "yes"));
        assertThat(statefulSet("one")).as("waits for what its pods mount").isNull();
    }

    @Test
    void anObjectOfOursThatLostItsLabelIsTakenBack() {
        apply("one", DEVELOPMENT);
        await().until(() -> statefulSet("one") != null);

        merge(
                user.services().inNamespace(NAMESPACE).withName("one-pods").get(),
                "{\"metadata\":{\"labels\":{\"" + Labels.MANAGED_BY + "\":null}}}");

        await().untilAsserted(() -> assertThat(user.services()
                        .inNamespace(NAMESPACE)
                        .withName("one-pods")
                        .get()
                        .getMetadata()
                        .getLabels())
                .containsEntry(Labels.MANAGED_BY, Labels.OPERATOR));
        assertThat(reconciler.failures).isEmpty();
    }

    @Test
    void aBudgetAndAPolicyThatAreNotWantedAnyMoreGoAndNothingElseDoes() {
        apply("one", PRODUCTION);
        await().until(() -> statefulSet("one") != null);

        apply("one", PRODUCTION + "\n  topology: {instances: 1}\n  network: {policy: Disabled}");

        await().untilAsserted(() -> assertThat(owned("one"))
                .extracting(HasMetadata::getKind)
                .hasSize(12)
                .doesNotContain("PodDisruptionBudget", "NetworkPolicy"));
    }

    @Test
    void aLargerVolumeIsNotAskedOfTheStatefulSetWhichCouldNotTakeIt() {
        apply("one", PRODUCTION);
        await().until(() -> statefulSet("one") != null);

        apply("one", PRODUCTION + "\n  storage: {size: 5Gi}\n  image: redis:7.4");

        await().untilAsserted(() -> assertThat(statefulSet("one")
                        .getSpec()
                        .getTemplate()
                        .getSpec()
                        .getContainers()
                        .get(0)
                        .getImage())
                .isEqualTo("redis:7.4"));
        assertThat(reconciler.failures).isEmpty();
        RedisPlan plan = models.values().iterator().next().plan();
        assertThat(VolumeGrowth.needed(plan, Optional.of(statefulSet("one")))).isTrue();
    }

    /** What a visit began with may be older than what was routed meanwhile. */
    @Test
    void putsAServiceRightWithoutMovingItsRoute() {
        apply("one", PRODUCTION);
        await().until(() -> statefulSet("one") != null);
        assertThat(PrimaryRoute.read(service("one")))
                .as("before the first decision")
                .isEmpty();

        PrimaryRoute moved = new PrimaryRoute("one-2", Optional.of("run-2"), Optional.of("id-2"));
        RedisModel model = models.get(uid("one"));
        Service routed = Services.primary(model.withRoute(Optional.of(moved)));
        routed.addOwnerReference(model.owner());
        user.resource(routed).fieldManager(Names.FIELD_MANAGER).forceConflicts().serverSideApply();
        models.put(
                uid("one"),
                model.withRoute(Optional.of(new PrimaryRoute("one-1", Optional.of("run-1"), Optional.empty()))));
        reconcileAgain("one");
        assertThat(PrimaryRoute.read(service("one"))).contains(moved);

        merge(service("one"), "{\"spec\":{\"selector\":{\"" + Labels.POD_NAME + "\":\"one-0\"}}}");
        await().untilAsserted(() ->
                assertThat(service("one").getSpec().getSelector()).containsEntry(Labels.POD_NAME, "one-2"));
        assertThat(PrimaryRoute.read(service("one"))).contains(moved);
        assertThat(reconciler.failures).isEmpty();
    }

    private Service service(String name) {
        return user.services().inNamespace(NAMESPACE).withName(name).get();
    }

    /** Everything that a user can set, with quantities in forms that the API server changes. */
    private static final String FULL = """
            environment: Production
              storage: {size: 2048Mi, storageClassName: fast, retention: Delete}
              config: {maxmemory: 256mb, notify-keyspace-events: Ex}
              network:
                allowFrom:
                - podSelector: {matchLabels: {app: server}}
                - namespaceSelector: {matchLabels: {team: agents}}
                - ipBlock: {cidr: 10.0.0.0/8, except: [10.1.0.0/16]}
              resources: {requests: {cpu: "0.5", memory: 1024Mi}, limits: {cpu: 2000m, memory: 2097152Ki}}
              template:
                labels: {team: agents}
                annotations: {note: x}
                nodeSelector: {disk: ssd}
                tolerations: [{key: dedicated, operator: Exists, effect: NoSchedule}]
                priorityClassName: high
                serviceAccountName: redis
                imagePullSecrets: [{name: registry}]
                securityContext: {runAsUser: 1001, fsGroup: 1001}
                affinity:
                  nodeAffinity:
                    requiredDuringSchedulingIgnoredDuringExecution:
                      nodeSelectorTerms: [{matchExpressions: [{key: zone, operator: In, values: [a, b]}]}]
                  podAntiAffinity:
                    preferredDuringSchedulingIgnoredDuringExecution:
                    - weight: 1
                      podAffinityTerm: {topologyKey: zone, labelSelector: {matchLabels: {a: b}}}
                topologySpreadConstraints:
                - {maxSkew: 1, topologyKey: zone, whenUnsatisfiable: DoNotSchedule,
                   labelSelector: {matchLabels: {a: b}}}
            """;

    private RedisModel model(HigherSelfRedis resource) {
        RedisPlan plan = ((PlanResult.Accepted)
                        new Planner(new PlannerSettings("redis:7.2")).plan(resource, Optional.empty()))
                .plan();
        return models.compute(resource.getMetadata().getUid(), (uid, known) -> {
            RedisModel fresh = SampleModels.fixed(plan);
            return known == null || known.route().isEmpty() ? fresh : fresh.withRoute(known.route());
        });
    }

    private void apply(String name, String spec) {
        user.resource("""
                        apiVersion: redis.higherself.network/v1
                        kind: HigherSelfRedis
                        metadata: {name: %s, namespace: %s}
                        spec:
                          %s
                        """.formatted(name, NAMESPACE, spec)).forceConflicts().serverSideApply();
    }

    /** By a field that no object is made from. */
    private void reconcileAgain(String name) {
        long before = reconciler.reconciled();
        merge(
                user.resources(HigherSelfRedis.class)
                        .inNamespace(NAMESPACE)
                        .withName(name)
                        .get(),
                "{\"spec\":{\"probe\":{\"interval\":\"" + (before + 1) + "s\"}}}");
        await().until(() -> reconciler.reconciled() > before);
    }

    private void merge(HasMetadata object, String patch) {
        user.resource(object).patch(PatchContext.of(PatchType.JSON_MERGE), patch);
    }

    private StatefulSet statefulSet(String name) {
        return user.apps().statefulSets().inNamespace(NAMESPACE).withName(name).get();
    }

    private String uid(String name) {
        return user.resources(HigherSelfRedis.class)
                .inNamespace(NAMESPACE)
                .withName(name)
                .get()
                .getMetadata()
                .getUid();
    }

    private List<HasMetadata> owned(String name) {
        return Stream.of(
                        user.configMaps().inNamespace(NAMESPACE).list().getItems(),
                        user.secrets().inNamespace(NAMESPACE).list().getItems(),
                        user.services().inNamespace(NAMESPACE).list().getItems(),
                        user.apps().statefulSets().inNamespace(NAMESPACE).list().getItems(),
                        user.policy()
                                .v1()
                                .podDisruptionBudget()
                                .inNamespace(NAMESPACE)
                                .list()
                                .getItems(),
                        user.network()
                                .v1()
                                .networkPolicies()
                                .inNamespace(NAMESPACE)
                                .list()
                                .getItems())
                .flatMap(List::stream)
                .map(HasMetadata.class::cast)
                .filter(object -> object.getMetadata().getOwnerReferences().stream()
                        .anyMatch(owner -> owner.getName().equals(name)))
                .toList();
    }

    private KubernetesClient client(boolean counting) {
        Config config = Config.empty();
        config.setMasterUrl(server.url());
        config.setCaCertData(java.util.Base64.getEncoder()
                .encodeToString(server.authorityPem().getBytes(java.nio.charset.StandardCharsets.UTF_8)));
        config.setOauthToken(server.adminToken());
        config.setNamespace(NAMESPACE);
        return new KubernetesClientBuilder()
                .withConfig(config)
                .withKubernetesSerialization(Reading.serialization())
                .withHttpClientBuilderConsumer(builder -> {
                    if (counting) {
                        builder.addOrReplaceInterceptor("writes", new Interceptor() {
                            @Override
                            public void before(BasicBuilder unused, HttpRequest request, RequestTags tags) {
                                if (!"GET".equals(request.method())) {
                                    writes.add(request.method() + " "
                                            + request.uri().getPath());
                                }
                            }
                        });
                    }
                })
                .build();
    }
}
