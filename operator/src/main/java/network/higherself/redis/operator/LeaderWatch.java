package network.higherself.redis.operator;

import java.net.InetSocketAddress;
import java.util.Optional;
import network.higherself.redis.operator.http.api.Leader;
import network.higherself.redis.operator.settings.OperatorSettings;

/**
 * Who leads, as the lease says: its holder is a pod's name with the pod's address behind it, so that a replica that stands
 * by finds the leader without asking anybody.
 */
final class LeaderWatch implements Leader {

    private final String own;
    private final int port;
    private volatile boolean here;
    private volatile String holder = "";

    /** @param elected whether replicas elect a leader; else this process always leads */
    LeaderWatch(OperatorSettings settings, boolean elected) {
        this.own = settings.podName();
        this.port = settings.https().port();
        this.here = !elected;
    }

    void leadsHere() {
        here = true;
    }

    /** @param identity empty while nobody holds the lease */
    void holds(String identity) {
        holder = identity == null ? "" : identity;
    }

    @Override
    public boolean here() {
        return here;
    }

    @Override
    public String name() {
        int end = holder.indexOf(OperatorSettings.ADDRESS);
        return here ? own : end < 0 ? holder : holder.substring(0, end);
    }

    @Override
    public Optional<InetSocketAddress> address() {
        int end = holder.indexOf(OperatorSettings.ADDRESS);
        if (end < 0) {
            return Optional.empty();
        }
        // A literal address: no name server is asked.
        return Optional.of(new InetSocketAddress(holder.substring(end + OperatorSettings.ADDRESS.length()), port));
    }
}
