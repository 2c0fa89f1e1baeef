package network.higherself.redis.operator.credentials;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import network.higherself.redis.operator.plan.Problem;

/** Which passwords are to be in force, or why that can't be said. Shows no password. */
public sealed interface CredentialsResolution {

    /**
     * @param made users whose password is nowhere to be found and was made up just now: nobody else knows it before the
     *     API server has taken it, and where servers run already, the old one was lost
     */
    record Resolved(Credentials credentials, Set<String> made) implements CredentialsResolution {}

    /**
     * The user's Secret is missing or its password is no good.
     *
     * @param inForce what keeps running meanwhile; empty: nothing runs yet
     */
    record Refused(List<Problem> problems, Optional<Credentials> inForce) implements CredentialsResolution {}
}
