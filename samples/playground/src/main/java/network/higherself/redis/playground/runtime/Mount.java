package network.higherself.redis.playground.runtime;

import java.nio.file.Path;

/**
 * A file or directory of the machine that a container sees at a path of its own.
 *
 * @param source where it is on the machine
 * @param target the absolute path in the container
 */
public record Mount(Path source, String target, boolean readOnly) {}
