package network.higherself.redis.operator.reconcile;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.net.HttpURLConnection;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import network.higherself.redis.operator.resources.Labels;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Keeps the role label of each pod in step with the routing; the replicas' Service selects by it. */
final class RoleLabels {

    private static final Logger LOG = LoggerFactory.getLogger(RoleLabels.class);
    private static final Duration AGAIN = Duration.ofSeconds(2);

    private final RecentWrites writes;

    RoleLabels(RecentWrites writes) {
        this.writes = writes;
    }

    /**
     * Patches the pods whose label is not what the routing says; a pod that has just gone is left to its successor. What is
     * refused holds up nothing else.
     *
     * @return when to try again; empty where all went well
     */
    Optional<Duration> align(List<Pod> pods, String primaryPod) {
        Optional<Duration> again = Optional.empty();
        for (Pod pod : pods) {
            String wanted = pod.getMetadata().getName().equals(primaryPod) ? Labels.PRIMARY : Labels.REPLICA;
            if (pod.getMetadata().getDeletionTimestamp() != null
                    || wanted.equals(pod.getMetadata().getLabels().get(Labels.ROLE))) {
                continue;
            }
            try {
                writes.apply(new PodBuilder()
                        .withNewMetadata()
                        .withNamespace(pod.getMetadata().getNamespace())
                        .withName(pod.getMetadata().getName())
                        .withUid(pod.getMetadata().getUid())
                        .addToLabels(Labels.ROLE, wanted)
                        .endMetadata()
                        .build());
            } catch (KubernetesClientException e) {
                if (e.getCode() != HttpURLConnection.HTTP_NOT_FOUND && e.getCode() != HttpURLConnection.HTTP_CONFLICT) {
                    LOG.atWarn()
                            .addKeyValue("namespace", pod.getMetadata().getNamespace())
                            .addKeyValue("pod", pod.getMetadata().getName())
                            .setCause(e)
                            .log("A pod's role label was not written");
                    again = Optional.of(AGAIN);
                }
            }
        }
        return again;
    }
}
