package network.higherself.redis.playground.runtime;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * What stands behind an image name.
 *
 * @param name the image name that was resolved
 * @param entrypoint the image's entry point
 * @param command the image's default arguments
 * @param env the image's own variables
 * @param defaultUid the user the image runs as unless the pod says otherwise
 * @param files what the container finds read-only at a path of its own, such as {@code /usr/local/bin/redis-server}
 */
public record ImageProgram(
        String name,
        List<String> entrypoint,
        List<String> command,
        Map<String, String> env,
        int defaultUid,
        Map<String, Path> files) {

    public ImageProgram {
        entrypoint = List.copyOf(entrypoint);
        command = List.copyOf(command);
        env = Map.copyOf(env);
        files = Map.copyOf(files);
    }
}
