package network.higherself.redis.operator.plan;

import java.util.List;

/** What came of planning a Redis that somebody else runs: a plan, or all that is wrong with the spec at once. */
public sealed interface ExternalPlanResult {

    /** A plan that may be put in force; warnings are for the user's eyes. */
    record Accepted(ExternalPlan plan, List<Problem> warnings) implements ExternalPlanResult {}

    /** Nothing may be put in force; the last accepted plan stays. */
    record Rejected(List<Problem> problems) implements ExternalPlanResult {}
}
