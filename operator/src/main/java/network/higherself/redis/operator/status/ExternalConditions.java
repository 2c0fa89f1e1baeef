package network.higherself.redis.operator.status;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;
import network.higherself.redis.api.v1.ExternalMode;
import network.higherself.redis.operator.plan.ExternalPlan;
import network.higherself.redis.operator.plan.Problem;
import network.higherself.redis.operator.probe.Verdict.Health;
import network.higherself.redis.operator.redis.Discovered;
import network.higherself.redis.operator.redis.Info;
import network.higherself.redis.operator.redis.Observation.Answered;
import network.higherself.redis.operator.redis.Observation.Failure;
import network.higherself.redis.operator.status.StatusInput.MemberInput;

/** What the conditions say of a Redis that somebody else runs. Pure. */
final class ExternalConditions {

    private static final String AUTHENTICATION_FAILED = "AuthenticationFailed";
    private static final String CERTIFICATE_REJECTED = "CertificateRejected";
    private static final Finding NOT_PLANNED = Finding.unknown("NotPlanned", "there is no accepted plan yet.");

    private final ExternalStatusInput input;
    private final PreviousStatus previous;
    private final RouteRules routes;

    ExternalConditions(ExternalStatusInput input, PreviousStatus previous) {
        this.input = input;
        this.previous = previous;
        this.routes = RouteRules.of(input, primaries(), previous);
    }

    /** By type, in the order in which they are written. */
    Map<String, Finding> find() {
        Finding serving = serving();
        Finding available = serving.holds() ? routes.primaryBroken().orElse(serving) : serving;
        Finding stalled = stalled();
        Finding reconciling = stalled.holds()
                ? Finding.no("Stalled", "nothing goes on until the cause of Stalled is mended.")
                : reconciling(available);
        Map<String, Finding> found = new LinkedHashMap<>();
        found.put(ConditionTypes.READY, ready(available, stalled, reconciling));
        found.put(ConditionTypes.AVAILABLE, available);
        found.put(ConditionTypes.RECONCILING, reconciling);
        found.put(ConditionTypes.STALLED, stalled);
        found.put(ConditionTypes.CREDENTIALS_READY, credentials());
        found.put(ConditionTypes.CERTIFICATE_READY, certificate());
        found.put(
                ConditionTypes.CONFIGURATION_APPLIED,
                Finding.yes(
                        ConditionRules.NOT_APPLICABLE,
                        "whoever runs this Redis configures it; the operator does not."));
        found.put(ConditionTypes.REPLICATION_HEALTHY, replication());
        found.put(ConditionTypes.ROUTES_HEALTHY, routes.healthy(serving));
        return found;
    }

    RouteRules routes() {
        return routes;
    }

    /** Those that applications write to: all of a cluster's, else one. */
    List<MemberInput> primaries() {
        List<Discovered.Node> nodes =
                input.known().found().map(Discovered.Found::nodes).orElse(List.of());
        return input.members().stream()
                .filter(member -> nodes.stream()
                        .anyMatch(node ->
                                node.primary() && !node.down() && node.name().equals(member.pod())))
                .toList();
    }

    /** Whether the primaries serve, whatever the way to them is like. */
    private Finding serving() {
        if (input.plan().isEmpty()) {
            return Finding.no("NotPlanned", "there is no accepted plan yet.");
        }
        Optional<Discovered.Failed> failed = input.known().failure();
        if (input.known().found().isEmpty()) {
            return failed.map(failure -> Finding.no("NotDiscovered", undiscovered(failure)))
                    .orElseGet(this::unobserved);
        }
        List<MemberInput> primaries = primaries();
        if (primaries.stream().anyMatch(MemberInput::unobserved)) {
            return unobserved();
        }
        String problem = input.known().found().get().problem();
        if (!problem.isEmpty()) {
            return Finding.no("ClusterFails", problem);
        }
        for (MemberInput primary : primaries) {
            Optional<Info> info = primary.answer().map(Answered::info);
            if (info.isEmpty()) {
                return Finding.no(
                        "PrimaryUnreachable",
                        primary.pod() + " does not answer: " + primary.verdict().message());
            }
            if (info.get().replication().role() != Info.Role.PRIMARY) {
                return Finding.no(
                        "NoPrimary",
                        primary.pod() + " is a replica, which takes no writes. Name the primary's endpoint in"
                                + " spec.external.host, unless a failover is under way.");
            }
            if (info.get().persistence().loading()) {
                return Finding.no("Loading", primary.pod() + " loads its dataset.");
            }
        }
        return primaries.isEmpty()
                ? Finding.no("NoPrimary", "there is no primary now.")
                : Finding.yes(
                        "PrimaryServes",
                        primaries.stream().map(MemberInput::pod).collect(Collectors.joining(", "))
                                + (primaries.size() == 1 ? " serves." : " serve."));
    }

    private Finding unobserved() {
        return previous.finding(ConditionTypes.AVAILABLE)
                .orElseGet(() -> Finding.unknown("NotObserved", "it has not been probed yet."));
    }

    /** What to mend depends on who was asked, and how that failed. */
    private String undiscovered(Discovered.Failed failed) {
        ExternalPlan plan = input.plan().orElseThrow();
        boolean sentinel = plan.mode() == ExternalMode.Sentinel;
        String login = sentinel ? "spec.external.sentinel.credentials" : "spec.external.credentials";
        String mend = switch (failed.failure()) {
            case AUTHENTICATION -> "Put a name and a password that may ask for it into the Secret of " + login;
            case CERTIFICATE ->
                "See that spec.external.host is the name in the certificate, and spec.external.tls.caSecretRef"
                        + " its authority";
            case REFUSED, TIMEOUT, CLOSED, OTHER ->
                "See spec.external.host, port and tls"
                        + (sentinel
                                ? ", which are those of the Sentinels, and spec.external.sentinel.masterName"
                                : ", and that it is a cluster");
        };
        return (sentinel ? "the Sentinels at " : "the cluster at ") + plan.host() + ":" + plan.port()
                + " did not tell its nodes: " + failed.message() + ". " + mend + ".";
    }

    private Finding stalled() {
        Map<String, List<Problem>> groups = new LinkedHashMap<>();
        groups.put("InvalidSpec", input.problems().spec());
        groups.put("NameCollision", input.problems().collisions());
        groups.put("SecretInvalid", input.problems().credentials());
        groups.put("CertificateInvalid", input.problems().certificate());
        List<String> reasons = new ArrayList<>();
        List<Problem> problems = new ArrayList<>();
        groups.forEach((reason, found) -> {
            if (!found.isEmpty()) {
                reasons.add(reason);
                problems.addAll(found);
            }
        });
        return reasons.isEmpty() ? Finding.no("NothingToMend", "") : Finding.yes(reasons.get(0), text(problems));
    }

    private Finding reconciling(Finding available) {
        if (input.leaving().isPresent()) {
            return Finding.yes("WaitingForDeletion", input.leaving().get());
        }
        if ("Unknown".equals(available.status())) {
            return Finding.yes("Connecting", "the first answer is still to come.");
        }
        List<String> untaken = input.routes().pending();
        return available.holds() && !untaken.isEmpty() && previous.inProgress(input.generation())
                ? Finding.yes("Connecting", "taking for the first time: " + String.join(", ", untaken) + ".")
                : Finding.no("Settled", "");
    }

    private Finding ready(Finding available, Finding stalled, Finding reconciling) {
        if (stalled.holds()) {
            return Finding.no(stalled.reason(), stalled.message());
        }
        if (reconciling.holds()) {
            return Finding.no(reconciling.reason(), reconciling.message());
        }
        if (!available.holds()) {
            return Finding.no(available.reason(), available.message());
        }
        Optional<Discovered.Failed> failed = input.known().failure();
        if (failed.isPresent()) {
            return Finding.no("NotDiscovered", undiscovered(failed.get()));
        }
        Optional<MemberInput> unhealthy = input.members().stream()
                .filter(member -> !ConditionRules.serves(member))
                .findFirst();
        if (unhealthy.isPresent()) {
            boolean primary = primaries().contains(unhealthy.get());
            return Finding.no(
                    primary ? "PrimaryUnhealthy" : "ReplicaUnhealthy",
                    unhealthy.get().pod() + ": " + unhealthy.get().verdict().message());
        }
        return Finding.yes("Ready", "every instance serves." + missing());
    }

    /** Said once, here: what the user has no right to know is no fault of the instances. */
    private String missing() {
        SortedSet<String> refused = new TreeSet<>();
        SortedSet<String> missing = new TreeSet<>();
        input.members().stream().flatMap(member -> member.answer().stream()).forEach(answer -> {
            refused.addAll(answer.details().rights().refused());
            missing.addAll(answer.details().rights().missing());
        });
        if (missing.isEmpty()) {
            return "";
        }
        return " Not told here, and absent from the figures: " + String.join(", ", missing) + "."
                + (refused.isEmpty()
                        ? ""
                        : " Refused to the user of spec.external.credentials: " + String.join(", ", refused) + ".");
    }

    private Finding credentials() {
        if (!input.problems().credentials().isEmpty()) {
            return Finding.no("SecretInvalid", text(input.problems().credentials()));
        }
        if (input.plan().isEmpty()) {
            return NOT_PLANNED;
        }
        return rejected(AUTHENTICATION_FAILED, Failure.AUTHENTICATION)
                .orElseGet(() -> input.plan().get().login().isPresent()
                        ? Finding.yes("InForce", "")
                        : Finding.yes(ConditionRules.NOT_APPLICABLE, "no credentials are given."));
    }

    private Finding certificate() {
        if (!input.problems().certificate().isEmpty()) {
            return Finding.no("CertificateInvalid", text(input.problems().certificate()));
        }
        if (input.plan().isEmpty()) {
            return NOT_PLANNED;
        }
        if (!input.plan().get().tls()) {
            return Finding.yes(ConditionRules.NOT_APPLICABLE, "TLS is disabled.");
        }
        return rejected(CERTIFICATE_REJECTED, Failure.CERTIFICATE)
                .orElseGet(() -> input.members().stream()
                                .anyMatch(member -> member.answer().isPresent())
                        ? Finding.yes("Valid", "")
                        : previous.finding(ConditionTypes.CERTIFICATE_READY)
                                .orElseGet(() -> Finding.unknown("NotObserved", "no certificate was seen yet.")));
    }

    private Optional<Finding> rejected(String reason, Failure failure) {
        return input.members().stream()
                .filter(member -> member.verdict().reason().equals(reason))
                .findFirst()
                .map(member -> Finding.no(
                        reason, member.pod() + ": " + member.verdict().message()))
                .or(() -> input.known()
                        .failure()
                        .filter(failed -> failed.failure() == failure)
                        .map(failed -> Finding.no(reason, undiscovered(failed))));
    }

    private Finding replication() {
        if (input.plan().isEmpty()) {
            return NOT_PLANNED;
        }
        List<MemberInput> primaries = primaries();
        List<MemberInput> replicas = input.members().stream()
                .filter(member -> !primaries.contains(member))
                .toList();
        if (replicas.isEmpty()) {
            return Finding.yes(ConditionRules.NOT_APPLICABLE, "no replicas are seen from here.");
        }
        if (replicas.stream().anyMatch(MemberInput::unobserved)) {
            return previous.finding(ConditionTypes.REPLICATION_HEALTHY)
                    .orElseGet(() -> Finding.unknown("NotObserved", "the replicas have not been probed yet."));
        }
        return replicas.stream()
                .filter(member -> member.answer()
                        .map(answer -> answer.info().replication())
                        .filter(found -> found.role() == Info.Role.REPLICA && found.linkUp())
                        .isEmpty())
                .findFirst()
                .map(member -> Finding.no(
                        "ReplicaNotInSync",
                        member.pod()
                                + (member.verdict().health() == Health.Healthy
                                        ? " is not linked to a primary."
                                        : ": " + member.verdict().message())))
                .orElseGet(() -> Finding.yes("InSync", "every replica is in sync."));
    }

    private static String text(List<Problem> problems) {
        return problems.stream().map(Problem::toString).collect(Collectors.joining("; "));
    }
}
