package network.higherself.redis.operator.plan;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.List;
import java.util.Optional;
import network.higherself.redis.api.v1.HigherSelfRedis;
import network.higherself.redis.api.v1.TlsMode;
import network.higherself.redis.api.v1.TopologyMode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PlannerTest {

    private final Planner planner = new Planner(new PlannerSettings("redis:7.2"));

    @ParameterizedTest
    @CsvSource({
        "Development, Standalone, 1, Disabled, 134217728, 100, no, false, 5",
        "Staging, Replication, 2, SelfSigned, 268435456, 500, yes, true, 10",
        "Production, Replication, 3, SelfSigned, 536870912, 1000, yes, true, 20"
    })
    void anEnvironmentGivesItsDefaults(
            String environment,
            TopologyMode mode,
            int instances,
            TlsMode tls,
            String maxmemory,
            String maxclients,
            String appendonly,
            boolean volume,
            int connections) {
        RedisPlan plan = accepted("{environment: " + environment + "}");
        assertThat(plan.mode()).isEqualTo(mode);
        assertThat(plan.instances()).isEqualTo(instances);
        assertThat(plan.encryption().mode()).isEqualTo(tls);
        assertThat(plan.directives())
                .containsEntry("maxmemory", maxmemory)
                .containsEntry("maxmemory-policy", "allkeys-lru")
                .containsEntry("maxclients", maxclients)
                .containsEntry("appendonly", appendonly)
                .containsEntry("save", "900 1 300 10 60 10000")
                .containsEntry("timeout", "300");
        assertThat(plan.volume().isPresent()).isEqualTo(volume);
        assertThat(plan.client().maxConnections()).isEqualTo(connections);
        assertThat(plan.image()).isEqualTo("redis:7.2");
    }

    @Test
    void onlyProductionAsksForReplicasInSync() {
        assertThat(accepted("{environment: Production}").directives())
                .containsEntry("min-replicas-to-write", "1")
                .containsEntry("min-replicas-max-lag", "3");
        assertThat(accepted("{environment: Staging}").directives()).containsEntry("min-replicas-to-write", "0");
        assertThat(accepted("{environment: Production, topology: {instances: 1}}")
                        .directives())
                .containsEntry("min-replicas-to-write", "0");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "{notify-keyspace-events: KEA} | {} | notify-keyspace-events | ''",
                "{maxmemory-clients: 10%} | {} | maxmemory-clients | 0",
                "{save: '60 1'} | {} | save | 900 1 300 10 60 10000",
                "{appendonly: true} | {} | appendonly | no",
                "{hash-max-ziplist-entries: 9} | {} | hash-max-ziplist-entries | 512",
                "{hash-max-ziplist-entries: 9} | {hash-max-listpack-entries: 8} | hash-max-ziplist-entries | none",
                "{io-threads: 2} | {} | io-threads | none"
            })
    void whatIsAskedForNoMoreIsToldBackToRunningServers(String before, String after, String directive, String value) {
        RedisPlan first = accepted("{environment: Development, config: " + before + "}");
        PlanResult result =
                planner.plan(resource("{environment: Development, config: " + after + "}"), Optional.of(first));
        assertThat(((PlanResult.Accepted) result).plan().directives().getOrDefault(directive, "none"))
                .isEqualTo(value.equals("''") ? "" : value);
    }

    @Test
    void aFeatureThatIsNamedIsEnabledWithItsDefaults() {
        RedisPlan plan = accepted("{environment: Staging, features: {cache: {}, pubsub: {enabled: true},"
                + " rateLimiting: {enabled: false}}}");

        assertThat(plan.features().named()).isTrue();
        assertThat(plan.features().enabled())
                .containsOnlyKeys(FeatureKind.CACHE, FeatureKind.PUBSUB)
                .containsEntry(
                        FeatureKind.CACHE,
                        new RedisPlan.Grant(List.of("api:", "notion:", "business_entity:"), List.of()))
                .containsEntry(
                        FeatureKind.PUBSUB,
                        new RedisPlan.Grant(
                                List.of("agent_messages:", "user_notifications:"),
                                List.of("higherself:agents:*", "notifications:*")));
        assertThat(plan.directives()).containsEntry("maxmemory-policy", "allkeys-lru");
        assertThat(accepted("{environment: Staging}").features()).isEqualTo(RedisPlan.FeaturesInUse.NONE);
        assertThat(accepted("{environment: Staging, features: {}}").features().named())
                .isFalse();
        assertThat(accepted("{environment: Staging, features: {cache: {keyPrefixes: [\"{x}/\"]}}}")
                        .features()
                        .enabled()
                        .get(FeatureKind.CACHE)
                        .keyPrefixes())
                .containsExactly("{x}/");
    }

    @ParameterizedTest
    @CsvSource({"taskQueue", "sessionStore"})
    void whatMustNotBeEvictedIsNotEvictedByDefaultAndTheUserIsWarned(String feature) {
        String features = "features: {cache: {}, " + feature + ": {}}";
        assertThat(accepted("{environment: Staging, " + features + "}").directives())
                .containsEntry("maxmemory-policy", "volatile-lru");

        PlanResult.Accepted chosen = (PlanResult.Accepted) planner.plan(
                resource("{environment: Staging, " + features + ", config: {maxmemory-policy: allkeys-lfu}}"),
                Optional.empty());
        assertThat(chosen.plan().directives()).containsEntry("maxmemory-policy", "allkeys-lfu");
        assertThat(chosen.warnings())
                .singleElement()
                .hasToString("spec.config.maxmemory-policy: allkeys-lfu may evict what spec.features." + feature
                        + " keeps when memory is full. Take it out, or set it to volatile-lru.");
    }

    @Test
    void aPlanThatWasKeptBeforeThereWereFeaturesHasNone() {
        RedisPlan plan = accepted("{environment: Staging, features: {cache: {}}}");
        String kept = PlanStore.write(plan);

        assertThat(PlanStore.read(kept)).contains(plan);
        String earlier = kept.replaceFirst(",\"features\":\\{.*?}}}", "");
        assertThat(earlier).doesNotContain("features");
        assertThat(PlanStore.read(earlier).orElseThrow().features()).isEqualTo(RedisPlan.FeaturesInUse.NONE);
    }

    @Test
    void theMemoryRequestFitsTheDataset() {
        long request = io.fabric8.kubernetes.api.model.Quantity.getAmountInBytes(accepted("{environment: Production}")
                        .resources()
                        .getRequests()
                        .get("memory"))
                .longValue();
        assertThat(request).isGreaterThan(536870912L * 3 / 2);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "environment: Nowhere | spec.environment | does not know",
                "environment: Staging, features: {cache: {keyPrefixes: []}} | spec.features.cache.keyPrefixes | could touch nothing",
                "environment: Staging, features: {cache: {keyPrefixes: ['a:*']}} | spec.features.cache.keyPrefixes[0] | wildcards",
                "environment: Staging, features: {cache: {keyPrefixes: ['a: +@all']}} | spec.features.cache.keyPrefixes[0] | without spaces",
                "environment: Staging, features: {taskQueue: {keyPrefixes: ['q:', 'higherself:']}} | spec.features.taskQueue.keyPrefixes[1] | the operator's own keys",
                "environment: Staging, features: {pubsub: {channels: ['a b']}} | spec.features.pubsub.channels[0] | channel pattern",
                "environment: Staging, features: {pubsub: {channels: []}} | spec.features.pubsub.channels | could hear nothing",
                "environment: Staging, topology: {mode: Cluster} | spec.topology.mode | does not know",
                "environment: Development, topology: {instances: 2} | spec.topology.instances | Standalone has one instance",
                "environment: Staging, topology: {instances: 31} | spec.topology.instances | from 1 to 30",
                "environment: Staging, image: 'not an image' | spec.image | no image name",
                "environment: Staging, config: {maxmemroy: 1gb} | spec.config.maxmemroy | Did you mean maxmemory?",
                "environment: Staging, config: {zzz: 1} | spec.config.zzz | no directive",
                "environment: Staging, config: {tls-port: 1} | spec.config.tls-port | use spec.tls",
                "environment: Staging, config: {requirepass: x} | spec.config.requirepass | use spec.auth",
                "environment: Staging, config: {maxmemory-policy: best} | spec.config.maxmemory-policy | one of noeviction",
                "environment: Staging, config: {hz: 0} | spec.config.hz | from 1 to 500",
                "environment: Staging, config: {save: '900'} | spec.config.save | pairs of seconds and changes",
                "environment: Staging, config: {appendonly: {a: 1}} | spec.config.appendonly | string, an integer or a boolean",
                "environment: Staging, config: {min-replicas-to-write: 2} | spec.config.min-replicas-to-write | every write would be refused",
                "environment: Staging, config: {maxmemory: 2gb}, resources: {limits: {memory: 1Gi}} | spec.config.maxmemory | above spec.resources.limits.memory",
                "environment: Staging, resources: {requests: {memory: 2Gi}, limits: {memory: 1Gi}} | spec.resources.requests.memory | above spec.resources.limits.memory",
                "environment: Staging, resources: {requests: {cpu: 300m}, limits: {cpu: 200m}} | spec.resources.requests.cpu | above spec.resources.limits.cpu",
                "environment: Staging, resources: {requests: {cpu: -1}} | spec.resources.requests.cpu | below zero",
                "environment: Staging, config: {proto-max-bulk-len: 1} | spec.config.proto-max-bulk-len | at least 1048576 bytes",
                "environment: Staging, storage: {size: 0} | spec.storage.size | above zero",
                "environment: Staging, client: {timeout: soon} | spec.client.timeout | no duration",
                "environment: Staging, client: {database: 16} | spec.client.database | from 0 to 15",
                "environment: Staging, probe: {interval: 10ms} | spec.probe.interval | from 1s to 3600s",
                "environment: Staging, tls: {mode: Secret} | spec.tls.secretRef.name | is required",
                "environment: Staging, tls: {secretRef: {name: a}} | spec.tls.secretRef | only read with",
                "environment: Staging, auth: {channels: ['a b']} | spec.auth.channels[0] | channel pattern",
                "environment: Development, network: {allowFrom: []} | spec.network.allowFrom | means nothing",
                "environment: Staging, template: {labels: {app.kubernetes.io/name: x}} | spec.template.labels | set by the operator"
            })
    void whatIsWrongIsNamedWithItsMend(String spec, String field, String mend) {
        assertThat(refused("{" + spec + "}")).anySatisfy(problem -> {
            assertThat(problem.field()).startsWith(field);
            assertThat(problem.message()).contains(mend);
        });
    }

    @Test
    void whatIsRefusedIsNotMeasuredByItsDefaultToo() {
        assertThat(refused(
                        "{environment: Development, config: {maxmemory: lots}, resources: {limits: {memory: 100Mi}}}"))
                .singleElement()
                .satisfies(problem -> assertThat(problem.message()).startsWith("must be a size"));
    }

    @Test
    void allProblemsAreToldAtOnce() {
        assertThat(refused("{environment: Staging, config: {port: 1, hz: 0}, probe: {interval: 1ms}}"))
                .extracting(Problem::field)
                .containsExactlyInAnyOrder("spec.config.port", "spec.config.hz", "spec.probe.interval");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "{environment: Development} | {environment: Staging} | spec.topology.mode",
                "{environment: Development} | {environment: Development, tls: {mode: SelfSigned}} | spec.tls.mode",
                "{environment: Development} | {environment: Development, storage: {}} | spec.storage",
                "{environment: Staging, storage: {size: 2Gi}} | {environment: Staging} | spec.storage.size",
                "{environment: Staging} | {environment: Staging, storage: {storageClassName: fast}} | spec.storage.storageClassName"
            })
    void someChangesAreRefused(String before, String after, String field) {
        PlanResult result = planner.plan(resource(after), Optional.of(accepted(before)));
        assertThat(result).isInstanceOf(PlanResult.Rejected.class);
        assertThat(((PlanResult.Rejected) result).problems()).anySatisfy(problem -> {
            assertThat(problem.field()).isEqualTo(field);
            assertThat(problem.message()).containsIgnoringCase("keep");
        });
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "{environment: Staging} | {environment: Staging, storage: {size: 5Gi}}",
                "{environment: Staging} | {environment: Staging, topology: {instances: 5}}",
                "{environment: Staging} | {environment: Staging, image: 'redis:6.2', config: {maxmemory: 1gb}}",
                "{environment: Staging} | {environment: Production}"
            })
    void everyOtherChangeIsAccepted(String before, String after) {
        assertThat(planner.plan(resource(after), Optional.of(accepted(before))))
                .isInstanceOf(PlanResult.Accepted.class);
    }

    @Test
    void aPlanSurvivesBeingKept() {
        RedisPlan plan = accepted("{environment: Production, client: {retry: {delay: 250ms}}, network: {allowFrom: []},"
                + " auth: {passwordSecretRef: {name: mine}}}");
        String kept = PlanStore.write(plan);
        assertThat(PlanStore.read(kept)).contains(plan);
        assertThat(PlanStore.read(kept.replaceFirst("\\{", "{\"of a later release\": true,")))
                .contains(plan);
        assertThat(PlanStore.read("{}")).isEmpty();
        assertThat(PlanStore.read("not json")).isEmpty();
    }

    private RedisPlan accepted(String spec) {
        PlanResult result = planner.plan(resource(spec), Optional.empty());
        assertThat(result).isInstanceOf(PlanResult.Accepted.class);
        return ((PlanResult.Accepted) result).plan();
    }

    private List<Problem> refused(String spec) {
        PlanResult result = planner.plan(resource(spec), Optional.empty());
        assertThat(result).isInstanceOf(PlanResult.Rejected.class);
        return ((PlanResult.Rejected) result).problems();
    }

    private static HigherSelfRedis resource(String spec) {
        return Serialization.unmarshal(
                "apiVersion: redis.higherself.network/v1\nkind: HigherSelfRedis\n"
                        + "metadata: {namespace: app, name: agents, uid: u1}\nspec: " + spec + "\n",
                HigherSelfRedis.class);
    }
}
