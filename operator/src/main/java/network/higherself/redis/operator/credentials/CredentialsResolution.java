package network.higherself.redis.operator.credentials;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import network.higherself.redis.operator.plan.Problem;

/** Which passwords are to be in force, or why that can't be said. Shows no password. */
public sealed interface CredentialsResolution {

    /**
     * @param replaced users whose password was lost and is new: a server that runs still has the old one and takes the
     *     new one at its next start; empty at the first time, when there is no server yet
     */
    record Resolved(Credentials credentials, Set<String> replaced) implements CredentialsResolution {}

    /**
     * The user's Secret is missing or its password is no good.
     *
     * @param inForce what keeps running meanwhile; empty: nothing runs yet
     */
    record Refused(List<Problem> problems, Optional<Credentials> inForce) implements CredentialsResolution {}
}
