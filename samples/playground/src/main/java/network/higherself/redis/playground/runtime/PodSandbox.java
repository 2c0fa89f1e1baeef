package network.higherself.redis.playground.runtime;

import java.io.IOException;

/** What the containers of one pod share: the network namespace, its address and the host name. */
public interface PodSandbox extends AutoCloseable {

    /** The pod's IPv4 address. */
    String address();

    /** Starts one container; the caller has resolved its command, environment and volumes. */
    ContainerProcess start(ContainerSpec spec) throws IOException;

    /** Kills what still runs in the sandbox and removes its network. */
    @Override
    void close();
}
