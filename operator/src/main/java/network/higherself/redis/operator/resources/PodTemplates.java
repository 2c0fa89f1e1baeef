package network.higherself.redis.operator.resources;

import io.fabric8.kubernetes.api.model.PodSecurityContext;
import io.fabric8.kubernetes.api.model.PodSpecBuilder;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.PodTemplateSpecBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.TopologySpreadConstraint;
import io.fabric8.kubernetes.api.model.TopologySpreadConstraintBuilder;
import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import network.higherself.redis.api.v1.PodTemplate;
import network.higherself.redis.operator.plan.RedisPlan;

/** The pods of a resource: restricted by the Pod Security Standards, without a token, with what the user adds. */
final class PodTemplates {

    private static final long USER = 999;
    private static final long GRACE_SECONDS = 30;
    private static final long SHUTDOWN_TIMEOUT_SECONDS = 10;
    private static final BigDecimal SAVED_BYTES_A_SECOND = BigDecimal.valueOf(20L << 20);

    private PodTemplates() {}

    static PodTemplateSpec of(RedisPlan plan) {
        PodTemplate template = Optional.ofNullable(plan.template()).orElseGet(PodTemplates::empty);
        Map<String, String> labels = new LinkedHashMap<>(orEmpty(template.labels()));
        labels.putAll(Labels.of(plan));
        Map<String, String> annotations = new LinkedHashMap<>(orEmpty(template.annotations()));
        annotations.put(Names.RESTART_HASH_ANNOTATION, RestartHash.of(plan));
        return new PodTemplateSpecBuilder()
                .withNewMetadata()
                .withLabels(labels)
                .withAnnotations(annotations)
                .endMetadata()
                .withSpec(spec(plan, template).build())
                .build();
    }

    private static PodSpecBuilder spec(RedisPlan plan, PodTemplate template) {
        return new PodSpecBuilder()
                .withInitContainers(Containers.version(plan))
                .withContainers(Containers.redis(plan))
                .withVolumes(Volumes.of(plan))
                .withRestartPolicy("Always")
                .withTerminationGracePeriodSeconds(terminationGraceSeconds(plan))
                .withDnsPolicy("ClusterFirst")
                .withSchedulerName("default-scheduler")
                .withAutomountServiceAccountToken(false)
                .withEnableServiceLinks(false)
                // By name also where it is the default: left out, a name that was once given could not be taken back,
                // since the API server keeps it in a second, deprecated field.
                .withServiceAccountName(
                        Optional.ofNullable(template.serviceAccountName()).orElse("default"))
                .withSecurityContext(securityContext(template))
                .withNodeSelector(template.nodeSelector())
                .withAffinity(template.affinity())
                .withTolerations(template.tolerations())
                .withTopologySpreadConstraints(spread(plan, template))
                .withPriorityClassName(template.priorityClassName())
                .withImagePullSecrets(template.imagePullSecrets());
    }

    /** What the user sets counts; what he leaves out is restricted. */
    private static PodSecurityContext securityContext(PodTemplate template) {
        PodSecurityContext context = Optional.ofNullable(template.securityContext())
                .map(given -> given.edit().build())
                .orElseGet(PodSecurityContext::new);
        if (context.getRunAsNonRoot() == null) {
            context.setRunAsNonRoot(true);
        }
        if (context.getRunAsUser() == null) {
            context.setRunAsUser(USER);
        }
        if (context.getRunAsGroup() == null) {
            context.setRunAsGroup(USER);
        }
        if (context.getFsGroup() == null) {
            context.setFsGroup(USER);
        }
        if (context.getFsGroupChangePolicy() == null) {
            context.setFsGroupChangePolicy("OnRootMismatch");
        }
        return context.getSeccompProfile() != null
                ? context
                : context.edit()
                        .withNewSeccompProfile()
                        .withType("RuntimeDefault")
                        .endSeccompProfile()
                        .build();
    }

    private static List<TopologySpreadConstraint> spread(RedisPlan plan, PodTemplate template) {
        if (template.topologySpreadConstraints() != null) {
            return template.topologySpreadConstraints();
        }
        if (!plan.preferredSpread()) {
            return List.of();
        }
        return List.of(new TopologySpreadConstraintBuilder()
                .withMaxSkew(1)
                .withTopologyKey("kubernetes.io/hostname")
                .withWhenUnsatisfiable("ScheduleAnyway")
                .withNewLabelSelector()
                .withMatchLabels(Labels.selector(plan.identity().name()))
                .endLabelSelector()
                .build());
    }

    /**
     * A server that is told to stop waits for lagging replicas and then saves its dataset, which can be as large as its
     * memory: time for both, and some more.
     */
    private static long terminationGraceSeconds(RedisPlan plan) {
        long shutdownTimeout = Optional.ofNullable(plan.directives().get("shutdown-timeout"))
                .filter(value -> value.matches("[0-9]{1,9}"))
                .map(Long::parseLong)
                .orElse(SHUTDOWN_TIMEOUT_SECONDS);
        long saving = Optional.ofNullable(plan.resources())
                .flatMap(resources ->
                        Optional.ofNullable(orEmpty(resources.getRequests()).get("memory")))
                .map(Quantity::getNumericalAmount)
                .map(bytes -> bytes.divideToIntegralValue(SAVED_BYTES_A_SECOND).longValue())
                .orElse(0L);
        return GRACE_SECONDS + shutdownTimeout + saving;
    }

    private static PodTemplate empty() {
        return new PodTemplate(null, null, null, null, null, null, null, null, null, null);
    }

    private static <V> Map<String, V> orEmpty(Map<String, V> map) {
        return map == null ? Map.of() : map;
    }
}
