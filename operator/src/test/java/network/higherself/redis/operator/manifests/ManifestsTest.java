package network.higherself.redis.operator.manifests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerPort;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.rbac.ClusterRole;
import io.fabric8.kubernetes.api.model.rbac.PolicyRule;
import io.fabric8.kubernetes.api.model.rbac.Role;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import network.higherself.redis.operator.settings.OperatorSettings;
import network.higherself.redis.operator.settings.Setting;
import network.higherself.redis.operator.settings.SettingsReader;
import org.junit.jupiter.api.Test;

/** What the manifests and the operator must agree on. */
class ManifestsTest {

    private static final Path BASE = Path.of("..", "manifests", "base");
    private static final Path MONITORING = Path.of("..", "manifests", "monitoring");
    private static final OperatorSettings DEFAULTS = SettingsReader.read(java.util.Map.of());

    @Test
    void noRoleHoldsAWildcard() {
        Stream<PolicyRule> rules = Stream.concat(
                all(ClusterRole.class).flatMap(role -> role.getRules().stream()),
                all(Role.class).flatMap(role -> role.getRules().stream()));

        assertThat(rules.flatMap(rule -> Stream.of(rule.getApiGroups(), rule.getResources(), rule.getVerbs())
                        .flatMap(Collection::stream)))
                .isNotEmpty()
                .noneMatch(word -> word.contains("*"));
    }

    @Test
    void theOperatorMayNotWriteASpec() {
        assertThat(all(ClusterRole.class)
                        .filter(role -> role.getMetadata().getName().equals("higherself-redis-operator"))
                        .flatMap(role -> role.getRules().stream())
                        .filter(rule -> rule.getResources().contains("higherselfredises"))
                        .flatMap(rule -> rule.getVerbs().stream()))
                .containsExactlyInAnyOrder("list", "watch");
    }

    @Test
    void theRoleNamesTheLeaseThatTheOperatorHolds() {
        assertThat(all(Role.class)
                        .flatMap(role -> role.getRules().stream())
                        .filter(rule -> rule.getVerbs().contains("update"))
                        .flatMap(rule -> rule.getResourceNames().stream()))
                .containsExactly(DEFAULTS.leaseName());
    }

    @Test
    void theRoleNamesTheSecretThatTheOperatorServesBy() {
        assertThat(all(Role.class)
                        .flatMap(role -> role.getRules().stream())
                        .filter(rule -> rule.getResources().contains("secrets")
                                && rule.getVerbs().contains("patch"))
                        .flatMap(rule -> rule.getResourceNames().stream()))
                .containsExactly(DEFAULTS.https().secret());
    }

    @Test
    void theDeploymentSetsOnlyKnownVariables() {
        Set<String> known = Stream.of(Setting.values()).map(Enum::name).collect(Collectors.toSet());

        assertThat(operator().getEnv().stream().map(EnvVar::getName))
                .isNotEmpty()
                .isSubsetOf(known);
    }

    @Test
    void networkPoliciesAdmitTheDeploymentsPods() {
        assertThat(deployment().getSpec().getTemplate().getMetadata().getLabels())
                .containsAllEntriesOf(DEFAULTS.podLabels());
    }

    @Test
    void probesAskThePortThatIsServed() {
        assertThat(operator().getPorts())
                .extracting(ContainerPort::getName, ContainerPort::getContainerPort)
                .containsExactly(
                        tuple("http", DEFAULTS.httpPort()),
                        tuple("https", DEFAULTS.https().port()));
        assertThat(List.of(
                        operator().getLivenessProbe(),
                        operator().getReadinessProbe(),
                        operator().getStartupProbe()))
                .allSatisfy(probe ->
                        assertThat(probe.getHttpGet().getPort().getStrVal()).isEqualTo("http"));
    }

    @Test
    void prometheusIsSentToThePortOfEachReplica() {
        Service service = all(Service.class).findFirst().orElseThrow();
        GenericKubernetesResource monitor = (GenericKubernetesResource)
                objects(MONITORING.resolve("service-monitor.yaml")).findFirst().orElseThrow();
        NetworkPolicy policy = (NetworkPolicy)
                objects(MONITORING.resolve("network-policy.yaml")).findFirst().orElseThrow();
        String port = monitor.get("spec", "endpoints", 0, "port");
        Map<String, String> selector = monitor.get("spec", "selector", "matchLabels");

        assertThat(service.getMetadata().getLabels()).containsAllEntriesOf(selector);
        assertThat(service.getMetadata().getName()).isEqualTo(DEFAULTS.https().service());
        assertThat(service.getSpec().getPorts()).singleElement().satisfies(served -> {
            assertThat(served.getName()).isEqualTo(port);
            assertThat(served.getTargetPort().getStrVal()).isEqualTo("https");
        });
        assertThat(monitor.<String>get("spec", "endpoints", 0, "tlsConfig", "serverName"))
                .isEqualTo(DEFAULTS.https().service() + "." + DEFAULTS.namespace() + ".svc");
        assertThat(monitor.<String>get("spec", "endpoints", 0, "tlsConfig", "ca", "secret", "name"))
                .isEqualTo(DEFAULTS.https().secret());
        assertThat(policy.getSpec().getIngress().get(0).getPorts())
                .singleElement()
                .satisfies(open -> assertThat(open.getPort().getStrVal()).isEqualTo("https"));
        assertThat(deployment().getSpec().getTemplate().getMetadata().getLabels())
                .containsAllEntriesOf(policy.getSpec().getPodSelector().getMatchLabels());
    }

    private static Container operator() {
        return deployment().getSpec().getTemplate().getSpec().getContainers().get(0);
    }

    private static Deployment deployment() {
        return all(Deployment.class).findFirst().orElseThrow();
    }

    private static <T extends HasMetadata> Stream<T> all(Class<T> kind) {
        try (Stream<Path> files = Files.list(BASE)) {
            return files
                    .filter(file -> file.toString().endsWith(".yaml") && !file.endsWith("kustomization.yaml"))
                    .flatMap(ManifestsTest::objects)
                    .filter(kind::isInstance)
                    .map(kind::cast)
                    .toList()
                    .stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Stream<Object> objects(Path file) {
        try (InputStream content = Files.newInputStream(file)) {
            Object read = new KubernetesSerialization().unmarshal(content);
            return read instanceof Collection<?> several ? several.stream().map(Object.class::cast) : Stream.of(read);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
