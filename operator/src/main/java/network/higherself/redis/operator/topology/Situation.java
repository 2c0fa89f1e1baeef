package network.higherself.redis.operator.topology;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import network.higherself.redis.api.v1.TopologyMode;
import network.higherself.redis.operator.redis.Observation;

/**
 * All that a topology decision rests on, gathered before it is taken.
 *
 * @param recorded the primary that the primary Service names, with what was written down when it was made primary;
 *     empty: the resource never had one
 * @param members one a wanted or existing pod, by ordinal
 */
public record Situation(
        TopologyMode mode, int wanted, Optional<RecordedPrimary> recorded, List<MemberView> members, Instant now) {

    /**
     * The last primary.
     *
     * @param runId run id it had; another one means that it restarted
     * @param replicationId replication id it had
     */
    public record RecordedPrimary(String pod, Optional<String> runId, Optional<String> replicationId) {}

    /**
     * A pod and what is known of its Redis.
     *
     * @param exists whether there is a pod object
     * @param terminating whether it has a deletion timestamp
     * @param running whether its container runs now, as the kubelet says
     * @param current last observation of the present process, if any
     * @param lastSeen last answer of this pod name's Redis, be it of an earlier process; lost when the operator restarts
     */
    public record MemberView(
            String pod,
            int ordinal,
            boolean exists,
            boolean terminating,
            boolean running,
            boolean ready,
            Optional<Observation> current,
            Optional<Observation.Answered> lastSeen) {}
}
