package network.higherself.redis.operator.http.api;

import java.net.InetSocketAddress;
import java.util.Optional;

/** Which replica of the operator leads: the one that knows of the resources. */
public interface Leader {

    /** Whether this process does. */
    boolean here();

    /** Name of the pod that does, as far as is known. */
    String name();

    /** Where its API is; empty while nobody leads, or nobody knows where. */
    Optional<InetSocketAddress> address();
}
