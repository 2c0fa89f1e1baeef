package network.higherself.redis.api.v1;

/** What becomes of a volume when its resource is deleted, or scaled down. */
public enum Retention {
    Retain,
    Delete
}
