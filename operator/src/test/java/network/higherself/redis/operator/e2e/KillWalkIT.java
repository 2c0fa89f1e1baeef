package network.higherself.redis.operator.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.ServiceAccountBuilder;
import io.fabric8.kubernetes.api.model.rbac.ClusterRoleBindingBuilder;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.condition.DisabledIfEnvironmentVariable;
import org.junit.jupiter.api.parallel.Isolated;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Killed after any single write to the API server, the operator carries on to the same end. The walk itself is {@code
 * network.higherself.redis.operator.walk.KillWalk}, in a pod.
 */
@DisabledIfEnvironmentVariable(
        named = "KUBECONFIG",
        matches = ".+",
        disabledReason = "needs an image of the tests, which only the playground has")
@Isolated("everybody else needs the operator")
class KillWalkIT {

    private static final Duration DEADLINE = Duration.ofMinutes(20);
    private static final String NAMESPACE = "kill-walk";
    private static final String SYSTEM = "higherself-redis-system";
    private static final String OPERATOR = "higherself-redis-operator";

    private final Cluster cluster = Cluster.shared();

    @BeforeEach
    void leaveTheResourcesToTheOperatorsThatAreKilled() {
        scale(0);
    }

    @AfterEach
    void bringTheOperatorBack() {
        scale(2);
        cluster.awaitRollout(SYSTEM, OPERATOR, Duration.ofMinutes(2));
    }

    /**
     * The stride is the distance between the writes that are followed by a kill. For three instances it is more than one, for
     * time's sake; {@code -Dwalk.stride=1} walks all.
     */
    @ParameterizedTest
    @CsvSource({"STANDALONE, 6, 1", "REPLICATED, 5, 6"})
    void theNextOneComesToTheSameEnd(String shape, int atOnce, int stride) {
        String namespace = cluster.namespace(NAMESPACE);
        cluster.client()
                .resource(new ServiceAccountBuilder()
                        .withNewMetadata()
                        .withNamespace(namespace)
                        .withName("walk")
                        .endMetadata()
                        .build())
                .create();
        cluster.client()
                .resource(new ClusterRoleBindingBuilder()
                        .withNewMetadata()
                        .withName(namespace)
                        .endMetadata()
                        .withNewRoleRef("rbac.authorization.k8s.io", "ClusterRole", "cluster-admin")
                        .addNewSubject("", "ServiceAccount", "walk", namespace)
                        .build())
                .create();
        cluster.client()
                .resource(walk(namespace, shape, atOnce, Integer.getInteger("walk.stride", stride)))
                .create();

        String phase = Awaitility.await("the walk ends")
                .atMost(DEADLINE)
                .pollInterval(Duration.ofSeconds(1))
                .until(
                        () -> cluster.client()
                                .pods()
                                .inNamespace(namespace)
                                .withName("walk")
                                .get()
                                .getStatus()
                                .getPhase(),
                        found -> "Succeeded".equals(found) || "Failed".equals(found));
        String log = cluster.log(namespace, "walk");
        log.lines().filter(line -> line.contains(" kills")).forEach(System.out::println);
        assertThat(phase).as(log).isEqualTo("Succeeded");
        cluster.kubectl("delete", "namespace", namespace, "--wait=false");
        cluster.kubectl("delete", "clusterrolebinding", namespace);
    }

    private static Pod walk(String namespace, String shape, int atOnce, int stride) {
        return new PodBuilder()
                .withNewMetadata()
                .withNamespace(namespace)
                .withName("walk")
                .endMetadata()
                .withNewSpec()
                .withServiceAccountName("walk")
                .withRestartPolicy("Never")
                .withNewSecurityContext()
                .withRunAsNonRoot(true)
                .withRunAsUser(65532L)
                .withNewSeccompProfile()
                .withType("RuntimeDefault")
                .endSeccompProfile()
                .endSecurityContext()
                .addNewContainer()
                .withName("walk")
                .withImage(PlaygroundImages.WALK)
                .withArgs(shape, String.valueOf(atOnce), String.valueOf(stride))
                .addNewEnv()
                .withName("LOG_LEVEL")
                .withValue("ERROR")
                .endEnv()
                .withNewSecurityContext()
                .withAllowPrivilegeEscalation(false)
                .withNewCapabilities()
                .addToDrop("ALL")
                .endCapabilities()
                .endSecurityContext()
                .endContainer()
                .endSpec()
                .build();
    }

    private void scale(int replicas) {
        cluster.kubectl("scale", "deployment", "-n", SYSTEM, OPERATOR, "--replicas=" + replicas);
        if (replicas == 0) {
            Awaitility.await("no operator runs")
                    .atMost(Duration.ofMinutes(1))
                    .until(() -> cluster.client()
                            .pods()
                            .inNamespace(SYSTEM)
                            .list()
                            .getItems()
                            .isEmpty());
        }
    }
}
