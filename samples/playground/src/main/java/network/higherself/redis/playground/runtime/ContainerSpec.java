package network.higherself.redis.playground.runtime;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * One container, with everything resolved.
 *
 * @param argv command and arguments; empty means the image's own entry point and command
 * @param env what the pod sets; the image's own variables lie below it
 * @param workingDir where the program starts; empty means the image's own
 * @param log the file that standard output and error are appended to
 * @param terminationLog the file that the container writes its last words to; among the mounts too, at its path
 */
public record ContainerSpec(
        String name,
        ImageProgram program,
        List<String> argv,
        Map<String, String> env,
        String workingDir,
        List<Mount> mounts,
        int uid,
        int gid,
        List<Integer> supplementalGroups,
        boolean readOnlyRoot,
        Path log,
        Path terminationLog) {

    public ContainerSpec {
        argv = List.copyOf(argv);
        env = Map.copyOf(env);
        mounts = List.copyOf(mounts);
        supplementalGroups = List.copyOf(supplementalGroups);
    }

    /** Without the environment and the arguments, which may hold secrets. */
    @Override
    public String toString() {
        return "ContainerSpec[name=" + name + ", program=" + program.name() + "]";
    }
}
