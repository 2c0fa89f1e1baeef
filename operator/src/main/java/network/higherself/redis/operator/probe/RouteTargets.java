package network.higherself.redis.operator.probe;

import java.util.List;
import network.higherself.redis.operator.plan.RedisPlan.ProbeSettings;
import network.higherself.redis.operator.redis.Access;
import network.higherself.redis.operator.redis.Route;

/**
 * The ways into one resource.
 *
 * @param primary the instance that all but the one for reading lead to
 * @param cue changes whenever a route may have changed: then all are taken at once
 */
public record RouteTargets(List<Way> ways, ProbeSettings settings, String primary, String cue) {

    /** A route, and who takes it. */
    public record Way(Route route, Access access) {}
}
