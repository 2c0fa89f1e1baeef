package network.higherself.redis.operator.resources;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.PodSecurityContextBuilder;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import network.higherself.redis.api.v1.PodTemplate;
import network.higherself.redis.operator.plan.RedisPlan;
import network.higherself.redis.operator.plan.SamplePlans;
import org.junit.jupiter.api.Test;

class PodTemplatesTest {

    private static final RedisPlan DEVELOPMENT = SamplePlans.development("cache");

    @Test
    void everyContainerIsRestricted() {
        PodSpec spec = PodTemplates.of(SamplePlans.production("agents")).getSpec();

        List<Container> containers = Stream.concat(spec.getInitContainers().stream(), spec.getContainers().stream())
                .toList();
        assertThat(containers).hasSize(2).allSatisfy(container -> {
            assertThat(container.getSecurityContext().getAllowPrivilegeEscalation())
                    .isFalse();
            assertThat(container.getSecurityContext().getReadOnlyRootFilesystem())
                    .isTrue();
            assertThat(container.getSecurityContext().getRunAsNonRoot()).isTrue();
            assertThat(container.getSecurityContext().getCapabilities().getDrop())
                    .containsExactly("ALL");
        });
        assertThat(spec.getSecurityContext().getRunAsNonRoot()).isTrue();
        assertThat(spec.getSecurityContext().getRunAsUser()).isEqualTo(999);
        assertThat(spec.getSecurityContext().getSeccompProfile().getType()).isEqualTo("RuntimeDefault");
        assertThat(spec.getAutomountServiceAccountToken()).isFalse();
        assertThat(spec.getVolumes())
                .allMatch(volume ->
                        volume.getConfigMap() != null || volume.getSecret() != null || volume.getEmptyDir() != null);
    }

    @Test
    void noPodMountsTheOperatorsPasswordOrTheAuthoritysKey() {
        assertThat(PodTemplates.of(SamplePlans.production("agents")).getSpec().getVolumes())
                .filteredOn(volume -> volume.getSecret() != null)
                .extracting(volume -> volume.getSecret().getSecretName())
                .containsExactly("agents-server", "agents-tls");
        assertThat(Volumes.of(DEVELOPMENT))
                .filteredOn(volume -> volume.getSecret() != null)
                .singleElement()
                .satisfies(volume -> assertThat(volume.getSecret().getItems())
                        .extracting("key")
                        .containsExactlyInAnyOrder(
                                "users-6.2.acl", "users-7.0.acl", "replication.conf", "replication-password"));
    }

    @Test
    void whatUsersAddIsThereButCanNotReplaceWhatIsOurs() {
        PodTemplate template = new PodTemplate(
                Map.of("team", "agents", Labels.INSTANCE, "stolen"),
                Map.of("note", "x", Names.RESTART_HASH_ANNOTATION, "stolen"),
                Map.of("disk", "ssd"),
                null,
                null,
                null,
                "high",
                new PodSecurityContextBuilder().withRunAsUser(1234L).build(),
                null,
                null);

        PodTemplateSpec pod = PodTemplates.of(with(DEVELOPMENT, template));

        assertThat(pod.getMetadata().getLabels())
                .containsEntry("team", "agents")
                .containsEntry(Labels.INSTANCE, "cache");
        assertThat(pod.getMetadata().getAnnotations())
                .containsEntry("note", "x")
                .doesNotContainEntry(Names.RESTART_HASH_ANNOTATION, "stolen");
        assertThat(pod.getSpec().getSecurityContext().getRunAsUser()).isEqualTo(1234);
        assertThat(pod.getSpec().getSecurityContext().getRunAsNonRoot()).isTrue();
        assertThat(pod.getSpec().getSecurityContext().getFsGroup()).isEqualTo(999);
        assertThat(pod.getSpec().getNodeSelector()).containsEntry("disk", "ssd");
        assertThat(pod.getSpec().getPriorityClassName()).isEqualTo("high");
    }

    @Test
    void theRestartHashChangesWithWhatTakesARestartAndWithNothingElse() {
        String hash = RestartHash.of(DEVELOPMENT);

        assertThat(RestartHash.of(SamplePlans.withImage(DEVELOPMENT, "redis:7.4")))
                .isNotEqualTo(hash);
        assertThat(RestartHash.of(SamplePlans.withDirective(DEVELOPMENT, "databases", "32")))
                .isNotEqualTo(hash);
        assertThat(RestartHash.of(with(
                        DEVELOPMENT,
                        new PodTemplate(Map.of("a", "b"), null, null, null, null, null, null, null, null, null))))
                .isNotEqualTo(hash);
        assertThat(RestartHash.of(SamplePlans.withDirective(DEVELOPMENT, "maxmemory", "64mb")))
                .isEqualTo(hash);
        assertThat(RestartHash.of(SamplePlans.withChannels(DEVELOPMENT, List.of("a"))))
                .isEqualTo(hash);
        assertThat(RestartHash.of(SamplePlans.withPassword(DEVELOPMENT, "s", "k")))
                .isEqualTo(hash);
    }

    @Test
    void aServerHasTimeToWaitForReplicasAndToSave() {
        assertThat(PodTemplates.of(DEVELOPMENT).getSpec().getTerminationGracePeriodSeconds())
                .isEqualTo(30 + 10 + 9);
        assertThat(PodTemplates.of(SamplePlans.withDirective(DEVELOPMENT, "shutdown-timeout", "100"))
                        .getSpec()
                        .getTerminationGracePeriodSeconds())
                .isEqualTo(30 + 100 + 9);
    }

    private static RedisPlan with(RedisPlan plan, PodTemplate template) {
        return new RedisPlan(
                plan.identity(),
                plan.environment(),
                plan.image(),
                plan.mode(),
                plan.instances(),
                plan.volume(),
                plan.access(),
                plan.encryption(),
                plan.directives(),
                plan.client(),
                plan.probe(),
                plan.network(),
                plan.resources(),
                template,
                plan.disruptionBudget(),
                plan.preferredSpread(),
                plan.features());
    }
}
