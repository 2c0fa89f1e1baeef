package network.higherself.redis.operator.status;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import network.higherself.redis.api.v1.TopologyMode;
import network.higherself.redis.operator.plan.RedisPlan;
import network.higherself.redis.operator.probe.Verdict.Health;
import network.higherself.redis.operator.redis.Info;
import network.higherself.redis.operator.status.StatusInput.MemberInput;
import network.higherself.redis.operator.topology.Decision;
import network.higherself.redis.operator.topology.RollStep;

/** What the conditions say in every situation: the truth table of {@code docs/truth-table.md}. Pure. */
final class ConditionRules {

    static final String NOT_APPLICABLE = "NotApplicable";
    static final String NO_ENDPOINT = "NoEndpoint";

    /** Waits in which the operator only looks on: somebody or something else has to act. */
    private static final Set<String> PASSIVE_WAITS =
            Set.of("PrimaryUnreachable", "NoInstance", "PodNotRunning", "NotAnswering");

    /** Verdicts of an instance that is on its way to serving. */
    private static final Set<String> ON_ITS_WAY =
            Set.of("Loading", "Unassigned", "Syncing", "NotObserved", "Unreachable");

    private final StatusInput input;
    private final PreviousStatus previous;
    private final RouteRules routes;

    ConditionRules(StatusInput input, PreviousStatus previous) {
        this.input = input;
        this.previous = previous;
        this.routes = RouteRules.of(input, previous);
    }

    /** By type, in the order in which they are written. */
    Map<String, Finding> find() {
        Finding serving = serving();
        Finding available = serving.holds() ? routes.primaryBroken().orElse(serving) : serving;
        SpecRules spec = new SpecRules(input, previous);
        Finding stalled = spec.stalled();
        Finding reconciling = stalled.holds()
                ? Finding.no("Stalled", "nothing goes on until the cause of Stalled is mended.")
                : withHindrances(reconciling(available));
        Map<String, Finding> found = new LinkedHashMap<>();
        found.put(ConditionTypes.READY, ready(available, stalled, reconciling));
        found.put(ConditionTypes.AVAILABLE, available);
        found.put(ConditionTypes.RECONCILING, reconciling);
        found.put(ConditionTypes.STALLED, stalled);
        found.put(ConditionTypes.CREDENTIALS_READY, spec.credentials());
        found.put(ConditionTypes.CERTIFICATE_READY, spec.certificate());
        found.put(ConditionTypes.CONFIGURATION_APPLIED, spec.configuration());
        found.put(ConditionTypes.REPLICATION_HEALTHY, replication());
        found.put(ConditionTypes.ROUTES_HEALTHY, routes.healthy(serving));
        return found;
    }

    /** The primary serves where the primary Service leads, be it by the last good state; the way there apart. */
    private Finding serving() {
        if (input.route().isEmpty()) {
            return Finding.no("NoPrimary", "there is no primary yet.");
        }
        StatusInput.Route route = input.route().get();
        Optional<MemberInput> member = input.members().stream()
                .filter(candidate -> candidate.pod().equals(route.pod()))
                .findFirst();
        if (member.isEmpty() || !member.get().exists()) {
            return Finding.no("PrimaryGone", "the primary's pod " + route.pod() + " is gone.");
        }
        if (member.get().unobserved()) {
            return previous.finding(ConditionTypes.AVAILABLE)
                    .orElseGet(() -> Finding.unknown("NotObserved", route.pod() + " has not been probed yet."));
        }
        Optional<Info> info = member.get().answer().map(answer -> answer.info());
        if (info.isEmpty()) {
            return silent(member.get());
        }
        if (info.get().replication().role() != Info.Role.PRIMARY) {
            return Finding.no("NoPrimary", route.pod() + ", which applications are routed to, is no primary now.");
        }
        if (info.get().persistence().loading()) {
            return Finding.no("Loading", "the primary " + route.pod() + " loads its dataset from disk.");
        }
        return route.inEndpoints()
                ? Finding.yes("PrimaryServes", route.pod() + " serves as primary.")
                : Finding.no(NO_ENDPOINT, "the primary Service has no endpoint for " + route.pod() + " yet.");
    }

    private Finding silent(MemberInput primary) {
        if (!primary.running()) {
            return Finding.no("PrimaryGone", "the primary's pod " + notRunning(primary));
        }
        String said = "the primary " + primary.pod() + " does not answer: "
                + primary.verdict().message();
        if (!"Unreachable".equals(primary.verdict().reason()) || wanted().size() < 2) {
            return Finding.no("PrimaryUnreachable", said);
        }
        String advice = hearing(primary)
                .map(pod ->
                        pod + " still hears from it, so it runs and may take writes: what is broken is the way to it"
                                + " from the operator.")
                .orElse("No other is promoted while it may still take writes. If it is lost, delete the pod "
                        + primary.pod() + ": then a replica takes over.");
        return Finding.no("PrimaryUnreachable", said + " " + advice);
    }

    /** A replica that is in touch with the primary, which the operator can't reach. */
    private Optional<String> hearing(MemberInput primary) {
        return wanted().stream()
                .filter(member -> !member.pod().equals(primary.pod()))
                .filter(member -> member.verdict().health() == Health.Healthy)
                .filter(member -> member.answer()
                        .map(answer -> answer.info().replication().linkUp())
                        .orElse(false))
                .map(MemberInput::pod)
                .findFirst();
    }

    private Finding reconciling(Finding available) {
        if (input.leaving().isPresent()) {
            return Finding.yes("WaitingForDeletion", input.leaving().get());
        }
        if (input.topology() instanceof Decision.Act || input.topology() instanceof Decision.Look) {
            return Finding.yes("AssigningRoles", "the instances' roles are being put in order.");
        }
        if (input.topology() instanceof Decision.Wait wait && !PASSIVE_WAITS.contains(wait.reason())) {
            return Finding.yes(wait.reason(), wait.message());
        }
        if (!(input.roll() instanceof RollStep.Done)) {
            return rolling(input.roll());
        }
        if (!available.holds() && !previous.everAvailable()) {
            // Why a pod can't be made is told on the StatefulSet alone, in events that the operator may not read.
            return Finding.yes(
                    "Creating",
                    "the instances are starting. If that lasts, the events of StatefulSet " + input.name()
                            + " and of its pods say why.");
        }
        if (previous.inProgress(input.generation())) {
            List<String> coming = onTheirWay();
            if (!coming.isEmpty()) {
                return Finding.yes("Starting", "waiting for " + String.join(", ", coming) + ".");
            }
            List<String> untaken = input.routes().pending();
            if (!untaken.isEmpty() && available.holds()) {
                return Finding.yes("Starting", "taking for the first time: " + String.join(", ", untaken) + ".");
            }
        }
        return Finding.no("Settled", "");
    }

    private static Finding rolling(RollStep roll) {
        if (roll instanceof RollStep.Scale scale) {
            return Finding.yes("Scaling", "the number of pods becomes " + scale.replicas() + ".");
        }
        if (roll instanceof RollStep.HandOver handOver) {
            return Finding.yes("HandingOver", handOver.to() + " takes over from " + handOver.from() + ".");
        }
        if (roll instanceof RollStep.Wait wait) {
            return Finding.yes(wait.reason(), wait.message());
        }
        return Finding.yes("Rolling", "pods are made anew, one at a time.");
    }

    private List<String> onTheirWay() {
        return wanted().stream()
                .filter(member -> !member.exists()
                        || !member.running()
                        || !member.ready()
                        || ON_ITS_WAY.contains(member.verdict().reason()))
                .map(MemberInput::pod)
                .toList();
    }

    private Finding ready(Finding available, Finding stalled, Finding reconciling) {
        if (stalled.holds()) {
            return Finding.no(stalled.reason(), stalled.message());
        }
        if (reconciling.holds()) {
            return Finding.no(reconciling.reason(), reconciling.message());
        }
        if (!available.holds()) {
            return available.status().equals("Unknown")
                    ? available
                    : Finding.no(available.reason(), available.message());
        }
        Optional<MemberInput> unhealthy =
                wanted().stream().filter(member -> !serves(member)).findFirst();
        if (unhealthy.isEmpty()) {
            return Finding.yes("Ready", "every instance serves.");
        }
        MemberInput member = unhealthy.get();
        boolean primary =
                input.route().filter(route -> route.pod().equals(member.pod())).isPresent();
        return Finding.no(primary ? "PrimaryUnhealthy" : "ReplicaUnhealthy", words(member));
    }

    /** Whether an instance counts as one that is there and well enough. */
    static boolean serves(MemberInput member) {
        return member.exists() && member.running() && member.ready() && wellEnough(member);
    }

    private static boolean wellEnough(MemberInput member) {
        Health health = member.verdict().health();
        return health == Health.Healthy || health == Health.Degraded;
    }

    private static String words(MemberInput member) {
        if (!member.exists()) {
            return member.pod() + " has no pod. See the StatefulSet's events.";
        }
        if (!member.running()) {
            return notRunning(member) + (member.hindrance().isEmpty() ? " See the pod's events and logs." : "");
        }
        if (!wellEnough(member)) {
            return member.pod() + ": " + member.verdict().message();
        }
        return member.pod() + " is not ready. See the pod's events.";
    }

    private static String notRunning(MemberInput member) {
        return member.pod()
                + member.hindrance().map(why -> " does not run: " + why + ".").orElse(" does not run.");
    }

    /** What is waited for may never come, and why is told by the pods. */
    private Finding withHindrances(Finding reconciling) {
        String hindrances = wanted().stream()
                .filter(member -> member.hindrance().isPresent())
                .map(ConditionRules::notRunning)
                .collect(Collectors.joining(" "));
        return !reconciling.holds() || hindrances.isEmpty()
                ? reconciling
                : Finding.yes(reconciling.reason(), reconciling.message() + " " + hindrances);
    }

    private Finding replication() {
        Optional<RedisPlan> plan = input.plan();
        if (plan.isEmpty()) {
            return Finding.unknown("NotPlanned", "there is no accepted plan yet.");
        }
        if (plan.get().mode() == TopologyMode.Standalone || plan.get().instances() == 1) {
            return Finding.yes(NOT_APPLICABLE, "there are no replicas.");
        }
        if (input.topology() instanceof Decision.Hold hold) {
            return Finding.no(hold.reason(), hold.message());
        }
        if (input.route().isEmpty()) {
            return Finding.no("NoPrimary", "there is no primary yet.");
        }
        String primary = input.route().get().pod();
        List<MemberInput> replicas = wanted().stream()
                .filter(member -> !member.pod().equals(primary))
                .toList();
        if (replicas.stream().anyMatch(MemberInput::unobserved)) {
            return previous.finding(ConditionTypes.REPLICATION_HEALTHY)
                    .orElseGet(() -> Finding.unknown("NotObserved", "the replicas have not been probed yet."));
        }
        Optional<MemberInput> broken =
                replicas.stream().filter(member -> !linked(member)).findFirst();
        return broken.map(member -> Finding.no("ReplicaNotInSync", replica(member)))
                .orElseGet(() -> Finding.yes("InSync", "every replica is in sync."));
    }

    private static String replica(MemberInput member) {
        return member.answer().isPresent() && wellEnough(member)
                ? member.pod() + " is not linked to the primary yet."
                : words(member);
    }

    private static boolean linked(MemberInput member) {
        return member.answer()
                .map(answer -> answer.info().replication())
                .filter(replication -> replication.role() == Info.Role.REPLICA && replication.linkUp())
                .isPresent();
    }

    private List<MemberInput> wanted() {
        int wanted = input.plan().map(RedisPlan::instances).orElse(0);
        return input.members().stream()
                .filter(member -> member.ordinal() < wanted)
                .toList();
    }
}
