package network.higherself.redis.playground.runtime;

/**
 * How a command run inside a container ended.
 *
 * @param code the exit code; 124 when it took too long
 * @param output standard output and error together, shortened if long
 */
public record ExecResult(int code, String output) {}
