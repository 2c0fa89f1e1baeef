package network.higherself.redis.playground.apiserver.store;

/**
 * One write.
 *
 * @param before what was stored, null for a new object
 * @param after what is stored; for a deletion the last state, with the version of the deletion
 */
public record Change(Stored before, Stored after, boolean deleted) {}
