package network.higherself.redis.operator.status;

import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.ConditionBuilder;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import network.higherself.redis.api.v1.CertificateStatus;
import network.higherself.redis.api.v1.ConfigurationStatus;
import network.higherself.redis.api.v1.Endpoint;
import network.higherself.redis.api.v1.HigherSelfRedisStatus;
import network.higherself.redis.api.v1.SecretRef;
import network.higherself.redis.operator.plan.RedisPlan;
import network.higherself.redis.operator.probe.Verdict;
import network.higherself.redis.operator.resources.Labels;
import network.higherself.redis.operator.resources.Names;
import network.higherself.redis.operator.status.StatusInput.MemberInput;

/** Makes the status. The clock is only for the moment in which a condition changes. */
public final class StatusFactory {

    private StatusFactory() {}

    /**
     * The status that says what the input shows. What an operator that has just started has not observed yet stays as
     * it was written: a restart of the operator is no news.
     */
    public static HigherSelfRedisStatus build(
            StatusInput input, Optional<HigherSelfRedisStatus> previous, Clock clock) {
        PreviousStatus before = new PreviousStatus(previous);
        Map<String, Finding> findings = new ConditionRules(input, before).find();
        if (nothingNew(input, before, findings)) {
            return previous.orElseThrow();
        }
        Optional<RedisPlan> plan = input.plan();
        int wanted = plan.map(RedisPlan::instances).orElse(0);
        List<MemberInput> members = input.members();
        Optional<MemberInput> primary = input.route()
                .flatMap(route -> members.stream()
                        .filter(member -> member.pod().equals(route.pod()))
                        .findFirst());
        int serving = (int) members.stream()
                .filter(member -> member.ordinal() < wanted && ConditionRules.serves(member))
                .count();
        return new HigherSelfRedisStatus(
                input.generation(),
                phase(findings, members, before),
                conditions(input.generation(), before, findings, clock),
                plan.map(accepted -> accepted.mode().name()).orElse(null),
                version(members, primary, previous),
                plan.map(accepted -> endpoint(input, accepted)).orElse(null),
                plan.map(accepted -> new SecretRef(Names.binding(input.name()))).orElse(null),
                primary(input, findings, previous),
                (int) members.stream().filter(MemberInput::exists).count(),
                serving,
                serving + "/" + wanted,
                Labels.selectorText(input.name()),
                MemberStatuses.summary(members, primary),
                members.stream()
                        .map(member -> MemberStatuses.of(member, members))
                        .toList(),
                plan.isPresent() ? RouteRules.of(input, before).statuses() : null,
                input.certificate()
                        .map(certificate -> new CertificateStatus(
                                certificate
                                        .notAfter()
                                        .truncatedTo(ChronoUnit.SECONDS)
                                        .toString(),
                                certificate.fingerprint()))
                        .orElse(null),
                input.configuration()
                        .map(configuration ->
                                new ConfigurationStatus(configuration.pendingRestart(), configuration.rejected()))
                        .or(() -> previous.map(HigherSelfRedisStatus::configuration))
                        .orElse(null));
    }

    private static boolean nothingNew(StatusInput input, PreviousStatus before, Map<String, Finding> findings) {
        return input.members().stream().anyMatch(MemberInput::unobserved)
                && before.observed(input.generation())
                && before.everAvailable()
                && before.holds(ConditionTypes.STALLED)
                        == findings.get(ConditionTypes.STALLED).holds();
    }

    static List<Condition> conditions(
            long generation, PreviousStatus before, Map<String, Finding> findings, Clock clock) {
        String now = clock.instant().truncatedTo(ChronoUnit.SECONDS).toString();
        return findings.entrySet().stream()
                .map(entry -> new ConditionBuilder()
                        .withType(entry.getKey())
                        .withStatus(entry.getValue().status())
                        .withReason(entry.getValue().reason())
                        .withMessage(entry.getValue().message())
                        .withObservedGeneration(generation)
                        .withLastTransitionTime(before.condition(entry.getKey())
                                .filter(condition -> condition
                                        .getStatus()
                                        .equals(entry.getValue().status()))
                                .map(Condition::getLastTransitionTime)
                                .orElse(now))
                        .build())
                .toList();
    }

    /** One word for people, derived from the conditions. */
    static String phase(Map<String, Finding> findings, List<MemberInput> members, PreviousStatus before) {
        if (findings.get(ConditionTypes.STALLED).holds()) {
            return "Stalled";
        }
        if (findings.get(ConditionTypes.RECONCILING).holds()) {
            return before.everAvailable() ? "Updating" : "Creating";
        }
        if (findings.get(ConditionTypes.READY).holds()) {
            boolean degraded =
                    members.stream().anyMatch(member -> member.verdict().health() == Verdict.Health.Degraded);
            return degraded ? "Degraded" : "Ready";
        }
        return findings.get(ConditionTypes.AVAILABLE).holds() ? "Unhealthy" : "Unavailable";
    }

    private static Endpoint endpoint(StatusInput input, RedisPlan plan) {
        return new Endpoint(
                Names.serviceHost(input.namespace(), Names.primaryService(input.name())),
                plan.port(),
                plan.encryption().enabled());
    }

    /** Named from when it first served on: that it is named tells a resource that has served from one that never did. */
    private static String primary(
            StatusInput input, Map<String, Finding> findings, Optional<HigherSelfRedisStatus> previous) {
        Optional<String> before = previous.map(HigherSelfRedisStatus::primary);
        return before.isPresent() || findings.get(ConditionTypes.AVAILABLE).holds()
                ? input.route().map(StatusInput.Route::pod).or(() -> before).orElse(null)
                : null;
    }

    private static String version(
            List<MemberInput> members, Optional<MemberInput> primary, Optional<HigherSelfRedisStatus> previous) {
        return primary.flatMap(MemberInput::answer)
                .or(() -> members.stream()
                        .flatMap(member -> member.answer().stream())
                        .findFirst())
                .map(answer -> answer.info().server().version())
                .or(() -> previous.map(HigherSelfRedisStatus::version))
                .orElse(null);
    }
}
