package network.higherself.redis.operator.plan;

import java.util.SortedMap;
import java.util.TreeMap;
import network.higherself.redis.operator.plan.RedisPlan.ClientSettings;
import network.higherself.redis.operator.plan.RedisPlan.FeaturesInUse;
import network.higherself.redis.operator.plan.RedisPlan.ProbeSettings;

/**
 * What applications are told of a Redis and how it is probed, whoever runs it.
 *
 * @param directives of a Redis of ours; none of one that somebody else runs
 */
public record Terms(
        int port,
        boolean encrypted,
        ClientSettings client,
        ProbeSettings probe,
        SortedMap<String, String> directives,
        FeaturesInUse features) {

    public static Terms of(RedisPlan plan) {
        return new Terms(
                plan.port(),
                plan.encryption().enabled(),
                plan.client(),
                plan.probe(),
                plan.directives(),
                plan.features());
    }

    public static Terms of(ExternalPlan plan) {
        return new Terms(plan.port(), plan.tls(), plan.client(), plan.probe(), new TreeMap<>(), FeaturesInUse.NONE);
    }
}
