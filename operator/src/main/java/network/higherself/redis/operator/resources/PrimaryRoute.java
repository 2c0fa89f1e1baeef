package network.higherself.redis.operator.resources;

import io.fabric8.kubernetes.api.model.Service;
import java.util.Map;
import java.util.Optional;

/**
 * Where the primary Service leads, and what its primary was when it was made primary.
 *
 * @param pod the primary's pod
 * @param runId run id that it had
 * @param replicationId replication id that it had
 */
public record PrimaryRoute(String pod, Optional<String> runId, Optional<String> replicationId) {

    /** The route that a primary Service records; empty: it never had a primary. */
    public static Optional<PrimaryRoute> read(Service service) {
        Map<String, String> annotations = service.getMetadata().getAnnotations();
        return Optional.ofNullable(annotations.get(Names.PRIMARY_ANNOTATION))
                .filter(pod -> !pod.isEmpty())
                .map(pod -> new PrimaryRoute(
                        pod,
                        Optional.ofNullable(annotations.get(Names.PRIMARY_RUN_ID_ANNOTATION)),
                        Optional.ofNullable(annotations.get(Names.PRIMARY_REPLICATION_ID_ANNOTATION))));
    }
}
