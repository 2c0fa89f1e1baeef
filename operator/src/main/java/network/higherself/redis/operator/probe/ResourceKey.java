package network.higherself.redis.operator.probe;

/** Which resource. */
public record ResourceKey(String namespace, String name) {}
