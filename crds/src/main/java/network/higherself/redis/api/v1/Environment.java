package network.higherself.redis.api.v1;

/** Where a Redis is used; the default of everything that the spec leaves out. */
public enum Environment {
    Development,
    Staging,
    Production
}
