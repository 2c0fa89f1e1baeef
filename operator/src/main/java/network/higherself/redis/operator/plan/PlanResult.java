package network.higherself.redis.operator.plan;

import java.util.List;

/** What came of planning: a plan, or all that is wrong with the spec at once. */
public sealed interface PlanResult {

    /** A plan that may be put in force; warnings are for the user's eyes. */
    record Accepted(RedisPlan plan, List<Problem> warnings) implements PlanResult {}

    /** Nothing may be put in force; the last accepted plan keeps running. */
    record Rejected(List<Problem> problems) implements PlanResult {}
}
