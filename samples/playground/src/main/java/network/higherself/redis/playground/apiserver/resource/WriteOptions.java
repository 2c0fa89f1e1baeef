package network.higherself.redis.playground.apiserver.resource;

import java.util.List;

/**
 * How a write was asked for.
 *
 * @param manager the field manager, never empty
 * @param subresource empty for the object itself
 * @param validation {@code Strict}, {@code Warn} or {@code Ignore} unknown fields
 * @param warnings what the client is to be told besides the answer; added to
 */
public record WriteOptions(
        boolean dryRun, String manager, String subresource, String validation, boolean force, List<String> warnings) {

    /** The same for another subresource. */
    public WriteOptions on(String otherSubresource) {
        return new WriteOptions(dryRun, manager, otherSubresource, validation, force, warnings);
    }
}
