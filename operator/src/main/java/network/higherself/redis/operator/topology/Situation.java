package network.higherself.redis.operator.topology;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import network.higherself.redis.api.v1.TopologyMode;
import network.higherself.redis.operator.redis.Observation;

/**
 * All that a topology decision rests on, gathered before it is taken.
 *
 * @param recorded the primary that the primary Service names, with what was written down when it was made primary;
 *     empty: the resource never had one
 * @param members one a wanted or existing pod, by ordinal
 * @param primaryMissingSince since when the operator has seen no serving primary; {@link TopologyMemory} fills it
 * @param primaryLastSeen the last answer of the recorded primary while it served as such, even after its pod answered
 *     anew from another process; {@link TopologyMemory} fills it
 * @param acted when each pod was last acted on by this process; {@link TopologyMemory} fills it
 * @param outdated pods that were acted on after they were last observed; {@link TopologyMemory} fills it
 * @param held pods whose copies a person is asked about; {@link TopologyMemory} fills it
 */
public record Situation(
        TopologyMode mode,
        int wanted,
        Optional<RecordedPrimary> recorded,
        List<MemberView> members,
        Instant now,
        Optional<Instant> primaryMissingSince,
        Optional<Observation.Answered> primaryLastSeen,
        Map<String, Instant> acted,
        List<String> outdated,
        Set<String> held) {

    /** A situation without memory: waits are not bounded by time. */
    public Situation(
            TopologyMode mode, int wanted, Optional<RecordedPrimary> recorded, List<MemberView> members, Instant now) {
        this(mode, wanted, recorded, members, now, Optional.empty(), Optional.empty(), Map.of(), List.of(), Set.of());
    }

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
            Optional<Observation.Answered> lastSeen) {

        MemberView withLastSeen(Optional<Observation.Answered> seen) {
            return new MemberView(pod, ordinal, exists, terminating, running, ready, current, seen);
        }
    }

    /** For how long there has been no serving primary; zero while nobody counts. */
    Duration withoutPrimary() {
        return primaryMissingSince.map(since -> Duration.between(since, now)).orElse(Duration.ZERO);
    }

    Optional<MemberView> member(String pod) {
        return members.stream().filter(member -> member.pod().equals(pod)).findFirst();
    }
}
