package network.higherself.redis.playground.runtime;

import java.io.IOException;
import java.util.Optional;

/** Makes pod sandboxes: each its own network namespace with an address on the playground's bridge. */
public interface PodRuntime {

    /**
     * Makes the sandbox of one pod.
     *
     * @param podUid the pod's uid, unique among all sandboxes that live
     * @param hostname what the pod calls itself
     * @param namespace the pod's Kubernetes namespace, for its DNS search list
     */
    PodSandbox create(String podUid, String hostname, String namespace) throws IOException;

    /** The program behind an image name, or empty when it can't be pulled. */
    Optional<ImageProgram> image(String image);
}
