package network.higherself.redis.playground.runtime;

import java.util.List;
import java.util.Map;

/** Answers the pods' questions for names of the cluster. */
public interface ClusterDns {

    /**
     * Replaces all records.
     *
     * @param records fully qualified names without the trailing dot, and their IPv4 addresses
     */
    void apply(Map<String, List<String>> records);
}
