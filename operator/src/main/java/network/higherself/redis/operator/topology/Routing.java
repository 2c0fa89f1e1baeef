package network.higherself.redis.operator.topology;

import java.util.Optional;

/** Moves the primary Service. One write to the API server, which throws what the client throws. */
@FunctionalInterface
public interface Routing {

    /**
     * @param runId the primary's run id, to know it again
     * @param replicationId its replication id, to know those that were in sync with it
     */
    void route(String pod, Optional<String> runId, Optional<String> replicationId);
}
