package network.higherself.redis.operator.status;

import java.time.Clock;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import network.higherself.redis.api.v1.Endpoint;
import network.higherself.redis.api.v1.HigherSelfRedisStatus;
import network.higherself.redis.api.v1.SecretRef;
import network.higherself.redis.operator.resources.Names;
import network.higherself.redis.operator.status.StatusInput.MemberInput;

/** Makes the status of a Redis that somebody else runs. The clock is only for when a condition changes. */
public final class ExternalStatusFactory {

    /** What {@code status.mode} says of it. */
    static final String MODE = "External";

    private ExternalStatusFactory() {}

    /** What an operator that has just started has not observed yet stays as it was written. */
    public static HigherSelfRedisStatus build(
            ExternalStatusInput input, Optional<HigherSelfRedisStatus> previous, Clock clock) {
        PreviousStatus before = new PreviousStatus(previous);
        ExternalConditions rules = new ExternalConditions(input, before);
        Map<String, Finding> findings = rules.find();
        if (nothingNew(input, before, findings)) {
            return previous.orElseThrow();
        }
        List<MemberInput> members = input.members();
        Optional<MemberInput> primary = fullest(rules.primaries());
        int serving = (int) members.stream().filter(ConditionRules::serves).count();
        return new HigherSelfRedisStatus(
                input.generation(),
                StatusFactory.phase(findings, members, before),
                StatusFactory.conditions(input.generation(), before, findings, clock),
                MODE,
                primary.flatMap(MemberInput::answer)
                        .map(answer -> answer.info().server().version())
                        .filter(version -> !version.isEmpty())
                        .or(() -> previous.map(HigherSelfRedisStatus::version))
                        .orElse(null),
                input.plan()
                        .flatMap(plan ->
                                input.endpoint().map(found -> new Endpoint(found.host(), found.port(), plan.tls())))
                        .orElse(null),
                input.endpoint()
                        .map(found -> new SecretRef(Names.binding(input.name())))
                        .orElse(null),
                findings.get(ConditionTypes.AVAILABLE).holds()
                        ? lasting(rules.primaries(), previous).orElse(null)
                        : previous.map(HigherSelfRedisStatus::primary).orElse(null),
                members.size(),
                serving,
                serving + "/" + members.size(),
                null,
                MemberStatuses.summary(members, primary),
                members.stream()
                        .map(member -> MemberStatuses.of(member, members))
                        .toList(),
                input.plan().isPresent() ? rules.routes().statuses() : null,
                null,
                null);
    }

    /** Of several primaries the one that is named already: which is the fullest changes, and is no news. */
    private static Optional<String> lasting(List<MemberInput> primaries, Optional<HigherSelfRedisStatus> previous) {
        List<String> names = primaries.stream().map(MemberInput::pod).toList();
        return previous.map(HigherSelfRedisStatus::primary)
                .filter(names::contains)
                .or(() -> names.stream().findFirst());
    }

    /** Of several primaries the one that people have to look at. */
    private static Optional<MemberInput> fullest(List<MemberInput> primaries) {
        return primaries.stream()
                .max(Comparator.comparingLong(
                        member -> member.figures().memoryUsedBytes().orElse(0)));
    }

    private static boolean nothingNew(ExternalStatusInput input, PreviousStatus before, Map<String, Finding> findings) {
        boolean unobserved = input.plan().isPresent()
                && (input.members().stream().anyMatch(MemberInput::unobserved)
                        || (input.known().found().isEmpty()
                                && input.known().failure().isEmpty()));
        return unobserved
                && before.observed(input.generation())
                && before.everAvailable()
                && before.holds(ConditionTypes.STALLED)
                        == findings.get(ConditionTypes.STALLED).holds();
    }
}
