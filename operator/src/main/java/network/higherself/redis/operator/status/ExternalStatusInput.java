package network.higherself.redis.operator.status;

import java.util.List;
import java.util.Optional;
import network.higherself.redis.operator.plan.ExternalPlan;
import network.higherself.redis.operator.plan.Problem;
import network.higherself.redis.operator.probe.Discoveries;

/**
 * All that the status of a Redis that somebody else runs is made from.
 *
 * @param plan in force; empty: none was ever accepted
 * @param leaving an object that can't be made yet
 * @param endpoint where applications connect; empty: not found yet
 * @param known what Sentinels or a cluster told of their nodes
 * @param members one a node, as {@link StatusInput} has them: all of them exist, as far as we know
 * @param routes the way that applications take, and what is known of it
 */
public record ExternalStatusInput(
        String name,
        long generation,
        Optional<ExternalPlan> plan,
        Problems problems,
        Optional<String> leaving,
        Optional<Endpoint> endpoint,
        Discoveries.Known known,
        List<StatusInput.MemberInput> members,
        StatusInput.Routes routes) {

    /** What only the user can mend. */
    public record Problems(
            List<Problem> spec, List<Problem> credentials, List<Problem> certificate, List<Problem> collisions) {
        public static final Problems NONE = new Problems(List.of(), List.of(), List.of(), List.of());
    }

    public record Endpoint(String host, int port) {}
}
