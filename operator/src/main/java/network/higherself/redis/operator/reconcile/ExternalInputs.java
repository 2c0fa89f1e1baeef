package network.higherself.redis.operator.reconcile;

import java.util.List;
import java.util.Optional;
import network.higherself.redis.operator.credentials.Login;
import network.higherself.redis.operator.plan.ExternalPlan;
import network.higherself.redis.operator.plan.Problem;

/**
 * The secrets by which a Redis that somebody else runs is reached. {@code toString} shows none of them, since none of its
 * parts does.
 *
 * @param sentinelLogin to the Sentinels themselves
 * @param authorityPem what is to be trusted; empty: the public authorities
 */
record ExternalInputs(Login login, Login sentinelLogin, Optional<String> authorityPem) {

    @Override
    public String toString() {
        return "ExternalInputs[login=" + login + "]";
    }

    /** Which plan is run, and what is wrong with the one that the spec asks for. */
    sealed interface Intent {

        /** Something that was asked for is still to arrive; an event follows. */
        record Pending() implements Intent {}

        record Run(ExternalPlan plan, ExternalInputs inputs, List<Problem> problems) implements Intent {}

        /** Nothing can be run: the spec was never good. */
        record Refused(List<Problem> problems) implements Intent {}
    }
}
