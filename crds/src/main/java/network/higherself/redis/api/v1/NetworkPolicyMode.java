package network.higherself.redis.api.v1;

/** Whether a NetworkPolicy is made. */
public enum NetworkPolicyMode {
    Enabled,
    Disabled
}
