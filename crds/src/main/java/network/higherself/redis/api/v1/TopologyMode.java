package network.higherself.redis.api.v1;

/** How instances work together. */
public enum TopologyMode {
    Standalone,
    Replication
}
