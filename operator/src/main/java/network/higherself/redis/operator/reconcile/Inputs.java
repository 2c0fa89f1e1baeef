package network.higherself.redis.operator.reconcile;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import network.higherself.redis.operator.credentials.Credentials;
import network.higherself.redis.operator.plan.Problem;
import network.higherself.redis.operator.plan.RedisPlan;
import network.higherself.redis.operator.tls.Authority;
import network.higherself.redis.operator.tls.ServerCertificate;

/**
 * The secrets that a plan is run with. {@code toString} shows none of them, since none of its parts does.
 *
 * @param made users whose password was made up in this visit
 * @param authorityMade whether the authority was
 */
record Inputs(
        Credentials credentials,
        Set<String> made,
        Optional<ServerCertificate> certificate,
        Optional<Authority> authority,
        boolean authorityMade) {

    /** Whether anything of it is known to nobody else before the API server has taken it. */
    boolean anyMade() {
        return !made.isEmpty() || authorityMade;
    }

    /**
     * What came of looking for them.
     *
     * @param inputs good ones, or with problems those that are in force
     */
    record Resolution(Optional<Inputs> inputs, List<Problem> problems) {}

    /** Which plan is run, and what is wrong with the one that the spec asks for. */
    sealed interface Intent {

        /** Something that was asked for is still to arrive; an event follows. */
        record Pending() implements Intent {}

        /**
         * @param current whether this is what the spec asks for; else the last accepted plan keeps running
         */
        record Run(RedisPlan plan, Inputs inputs, boolean current, List<Problem> problems, List<Problem> warnings)
                implements Intent {}

        /** Nothing can be run: the spec was never good. */
        record Refused(List<Problem> problems) implements Intent {}
    }
}
