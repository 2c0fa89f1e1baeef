package network.higherself.redis.operator.tls;

import java.util.List;
import java.util.Optional;
import network.higherself.redis.operator.plan.Problem;

/** Which certificate is to be served, or why that can't be said. Shows no key. */
public sealed interface TlsResolution {

    /** Connections are in clear. */
    record Plain() implements TlsResolution {}

    /** @param authority the generated authority; empty with a certificate of the user */
    record Resolved(Optional<Authority> authority, ServerCertificate certificate) implements TlsResolution {}

    /**
     * The user's Secret is missing or its certificate is no good.
     *
     * @param inForce what is served meanwhile; empty: nothing runs yet
     */
    record Refused(List<Problem> problems, Optional<ServerCertificate> inForce) implements TlsResolution {}
}
