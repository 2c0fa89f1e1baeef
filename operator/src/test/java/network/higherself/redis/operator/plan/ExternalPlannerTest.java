package network.higherself.redis.operator.plan;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.util.Optional;
import network.higherself.redis.api.v1.ExternalMode;
import network.higherself.redis.api.v1.HigherSelfRedis;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ExternalPlannerTest {

    private static final KubernetesSerialization YAML = new KubernetesSerialization();

    @Test
    void theEnvironmentGivesWhatIsLeftOut() {
        ExternalPlan plan = plan("{environment: Production, external: {host: redis.example.com}}");

        assertThat(plan.port()).isEqualTo(6379);
        assertThat(plan.mode()).isEqualTo(ExternalMode.Standalone);
        assertThat(plan.tls()).isTrue();
        assertThat(plan.canary()).isFalse();
        assertThat(plan.client().maxConnections()).isEqualTo(20);
        assertThat(plan.client().database()).isZero();
        assertThat(plan("{environment: Development, external: {host: redis}}").tls())
                .isFalse();
    }

    @Test
    void aPlanIsReadAsItWasKept() {
        ExternalPlan plan = plan("""
                {environment: Staging, client: {timeout: 3s}, probe: {interval: 30s}, external: {host: sentinels,
                 mode: Sentinel, sentinel: {masterName: mymaster, credentials: {secretRef: {name: s}}}, database: 7,
                 tls: {caSecretRef: {name: ca}}, credentials: {secretRef: {name: c}, usernameKey: u, passwordKey: p},
                 canary: Allowed}}""");

        assertThat(PlanStore.readExternal(PlanStore.write(plan))).contains(plan);
        assertThat(plan.port()).isEqualTo(26379);
        assertThat(plan.secretNames()).containsExactly("c", "ca", "s");
        assertThat(PlanStore.read(PlanStore.write(plan)))
                .as("no plan of what the operator runs")
                .isEqualTo(Optional.empty());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            topology: {instances: 2}                     | spec.topology: means nothing for a Redis that somebody else runs
            storage: {size: 1Gi}                         | spec.storage: means nothing
            config: {maxmemory: 1gb}                     | spec.config: means nothing
            image: redis:7.2                             | spec.image: means nothing
            resources: {limits: {memory: 1Gi}}           | spec.resources: means nothing
            template: {labels: {a: b}}                   | spec.template: means nothing
            network: {policy: Enabled}                   | spec.network: means nothing
            auth: {channels: [a]}                        | spec.auth: means nothing
            tls: {mode: SelfSigned}                      | spec.tls: means nothing
            features: {cache: {enabled: true}}           | spec.features: means nothing
            client: {database: 1}                        | spec.client.database: is spec.external.database here
            probe: {interval: soon}                      | spec.probe.interval: "soon" is no duration
            """)
    void whatItCannotMeanIsRefusedByName(String field, String says) {
        assertThat(refused("{environment: Production, external: {host: redis.example.com}, " + field + "}"))
                .contains(says);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            host: 'a b'                                  | spec.external.host: must be a host name
            port: 70000                                  | spec.external.port: must be from 1 to 65535
            mode: Active                                 | spec.external.mode: has a value that this release
            mode: Sentinel                               | spec.external.sentinel.masterName: is required
            sentinel: {masterName: m}                    | spec.external.sentinel: is only read with spec.external.mode: Sentinel
            'mode: Cluster, database: 2'                 | spec.external.database: must be 0
            'tls: {enabled: false, caSecretRef: {name: c}}' | spec.external.tls.caSecretRef: is only read with TLS
            canary: Sometimes                            | spec.external.canary: has a value that this release
            credentials: {passwordKey: p}                | spec.external.credentials.secretRef.name: is required
            """)
    void aMistakeIsSaidWithItsField(String external, String says) {
        String host = external.startsWith("host") ? "" : "host: redis.example.com, ";
        assertThat(refused("{environment: Production, external: {" + host + external + "}}"))
                .contains(says);
    }

    private static ExternalPlan plan(String spec) {
        ExternalPlanResult result = ExternalPlanner.plan(resource(spec));
        assertThat(result).isInstanceOf(ExternalPlanResult.Accepted.class);
        return ((ExternalPlanResult.Accepted) result).plan();
    }

    private static String refused(String spec) {
        ExternalPlanResult result = ExternalPlanner.plan(resource(spec));
        assertThat(result).isInstanceOf(ExternalPlanResult.Rejected.class);
        return ((ExternalPlanResult.Rejected) result).problems().toString();
    }

    private static HigherSelfRedis resource(String spec) {
        return YAML.unmarshal("""
                apiVersion: redis.higherself.network/v1
                kind: HigherSelfRedis
                metadata: {namespace: sample, name: agents, uid: 0f0e0d0c-0000-4000-8000-000000000001}
                spec: %s
                """.formatted(spec.replace("\n", " ")), HigherSelfRedis.class);
    }
}
