package network.higherself.redis.playground.runtime;

import java.util.List;

/** Makes Services reachable at their cluster addresses, leaving established connections where they are. */
public interface ServiceRouter {

    /** Replaces all routes; those that stay the same are left alone. */
    void apply(List<Route> routes);
}
