package network.higherself.redis.operator.topology;

import java.util.Optional;
import network.higherself.redis.operator.topology.Decision.Follow;
import network.higherself.redis.operator.topology.Decision.Hold;
import network.higherself.redis.operator.topology.Decision.Promote;
import network.higherself.redis.operator.topology.Decision.Relink;
import network.higherself.redis.operator.topology.Decision.Route;
import network.higherself.redis.operator.topology.Decision.Settled;

/**
 * Whose dataset gets the watermark: that of the one primary, from the moment it is made one. Not that of a primary that nobody
 * is led to, which would look newer than the one that grows.
 */
public final class Marking {

    private Marking() {}

    /**
     * The pod of the instance that is marked once it is a primary.
     *
     * @param routed where applications are led
     */
    public static Optional<String> of(Decision decision, RollStep step, Optional<String> routed) {
        if (decision instanceof Promote promote) {
            return Optional.of(promote.pod());
        }
        if (decision instanceof Follow follow) {
            return Optional.of(follow.primary());
        }
        if (decision instanceof Relink relink) {
            return Optional.of(relink.primary());
        }
        if (decision instanceof Route route) {
            return Optional.of(route.primary());
        }
        if (decision instanceof Settled settled) {
            return Optional.of(step instanceof RollStep.HandOver handOver ? handOver.to() : settled.primary());
        }
        // While a person is asked, applications go on writing.
        return decision instanceof Hold ? routed : Optional.empty();
    }
}
