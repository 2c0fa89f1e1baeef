package network.higherself.redis.operator.probe;

import java.util.List;
import java.util.Optional;
import network.higherself.redis.operator.plan.RedisPlan.ProbeSettings;
import network.higherself.redis.operator.redis.Access;
import network.higherself.redis.operator.redis.GuestObserver.Guest;
import network.higherself.redis.operator.redis.Instance;

/**
 * What is to be probed for one resource.
 *
 * @param maxClients the directive maxclients, which INFO of 6.2 does not tell
 * @param memoryLimit of each container, bytes; 0: none
 * @param guest what may be done where somebody else runs the Redis; empty: the operator does
 * @param absent instances that should be there and can't be probed, since they do not run
 * @param poolSize client.maxConnections: how many connections each of the applications' pools may hold
 * @param primary the pod whose dataset gets the watermark while it is a primary; empty: none
 */
public record ProbeTargets(
        List<Instance> instances,
        Access access,
        ProbeSettings settings,
        long maxClients,
        int poolSize,
        long memoryLimit,
        Optional<Guest> guest,
        List<Absent> absent,
        Optional<String> primary) {

    /** @param why its server does not run, in words */
    public record Absent(Instance instance, String why) {}

    /** Of a Redis whose every instance runs. */
    public ProbeTargets(
            List<Instance> instances,
            Access access,
            ProbeSettings settings,
            long maxClients,
            int poolSize,
            long memoryLimit,
            Optional<Guest> guest) {
        this(instances, access, settings, maxClients, poolSize, memoryLimit, guest, List.of(), Optional.empty());
    }

    /** Of a Redis that the operator runs, in containers without a memory limit, whose primary is not decided. */
    public ProbeTargets(
            List<Instance> instances, Access access, ProbeSettings settings, long maxClients, int poolSize) {
        this(instances, access, settings, maxClients, poolSize, 0, Optional.empty());
    }

    /** Whether the watermark goes up there. */
    boolean marks(Instance instance) {
        return primary.filter(instance.pod()::equals).isPresent();
    }
}
