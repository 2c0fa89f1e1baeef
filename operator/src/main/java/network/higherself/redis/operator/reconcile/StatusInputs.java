package network.higherself.redis.operator.reconcile;

import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Stream;
import network.higherself.redis.api.v1.HigherSelfRedis;
import network.higherself.redis.operator.plan.Problem;
import network.higherself.redis.operator.plan.RedisPlan;
import network.higherself.redis.operator.probe.Figures;
import network.higherself.redis.operator.probe.ProbeScheduler;
import network.higherself.redis.operator.probe.ResourceKey;
import network.higherself.redis.operator.probe.Verdict;
import network.higherself.redis.operator.reconcile.LiveSettings.Applied;
import network.higherself.redis.operator.resources.Labels;
import network.higherself.redis.operator.resources.Names;
import network.higherself.redis.operator.status.StatusInput;
import network.higherself.redis.operator.topology.Decision;
import network.higherself.redis.operator.topology.RollStep;
import network.higherself.redis.operator.topology.Situation;

/** Gathers what a status is made from. */
final class StatusInputs {

    static final Verdict NOT_OBSERVED =
            new Verdict(Verdict.Health.Unknown, "NotObserved", "the instance has not been probed yet.");

    private StatusInputs() {}

    /** Nothing was ever accepted, so there is nothing to tell but why. */
    static StatusInput refused(HigherSelfRedis resource, List<Problem> problems) {
        return new StatusInput(
                resource.getMetadata().getNamespace(),
                resource.getMetadata().getName(),
                resource.getMetadata().getGeneration(),
                Optional.empty(),
                problems(problems, ObjectsSummary.NONE),
                Optional.empty(),
                Optional.empty(),
                new Decision.Wait("NotPlanned", "nothing is run before the spec is accepted."),
                new RollStep.Done(),
                List.of(),
                Optional.empty(),
                Optional.empty(),
                List.of(),
                StatusInput.Routes.NONE);
    }

    /** What pods and the API server said against the plan. */
    record ObjectsSummary(PodProblems pods, ObjectsApplied objects) {
        static final ObjectsSummary NONE =
                new ObjectsSummary(new PodProblems(List.of(), List.of()), ObjectsApplied.NOTHING);
    }

    static StatusInput.Problems problems(List<Problem> gate, ObjectsSummary summary) {
        List<Problem> spec = new ArrayList<>();
        List<Problem> credentials = new ArrayList<>();
        List<Problem> certificate = new ArrayList<>();
        for (Problem problem : gate) {
            if (problem.field().startsWith("spec.auth.passwordSecretRef")) {
                credentials.add(problem);
            } else if (problem.field().startsWith("spec.tls.secretRef")) {
                certificate.add(problem);
            } else {
                spec.add(problem);
            }
        }
        spec.addAll(summary.objects().refusals());
        return new StatusInput.Problems(
                spec,
                credentials,
                certificate,
                summary.pods().image(),
                summary.pods().directives(),
                summary.objects().collisions());
    }

    static Optional<StatusInput.Route> route(ClusterView view, RedisPlan plan) {
        String service = Names.primaryService(plan.identity().name());
        return Optional.ofNullable(view.services().get(service))
                .map(found -> found.getSpec().getSelector().get(Labels.POD_NAME))
                .filter(pod -> view.pod(pod).isPresent())
                .map(pod -> new StatusInput.Route(pod, inEndpoints(view.slices(service), pod)));
    }

    /** Whether a Service leads to a pod. */
    static boolean inEndpoints(List<EndpointSlice> slices, String pod) {
        return slices.stream()
                // The API server says null for a slice that has none.
                .flatMap(slice -> Stream.ofNullable(slice.getEndpoints()).flatMap(List::stream))
                .anyMatch(endpoint -> endpoint.getTargetRef() != null
                        && pod.equals(endpoint.getTargetRef().getName())
                        && (endpoint.getConditions() == null
                                || !Boolean.FALSE.equals(
                                        endpoint.getConditions().getReady())));
    }

    static List<StatusInput.MemberInput> members(
            Situation situation, ClusterView view, ProbeScheduler probes, ResourceKey key) {
        Map<String, Verdict> verdicts = probes.verdicts(key);
        Map<String, Figures> figures = probes.figures(key);
        return situation.members().stream()
                .map(member -> {
                    Optional<String> hindrance = view.pod(member.pod()).flatMap(PodHindrance::of);
                    Verdict otherwise = hindrance
                            .map(why -> new Verdict(
                                    Verdict.Health.Unknown, Verdict.NOT_RUNNING, "it does not run: " + why + "."))
                            .orElse(NOT_OBSERVED);
                    boolean observed = member.current().isPresent();
                    return new StatusInput.MemberInput(
                            member.pod(),
                            member.ordinal(),
                            member.exists(),
                            member.running(),
                            member.ready(),
                            member.lastSeen().isPresent(),
                            member.current(),
                            observed ? verdicts.getOrDefault(member.pod(), NOT_OBSERVED) : otherwise,
                            observed ? figures.getOrDefault(member.pod(), Figures.NONE) : Figures.NONE,
                            hindrance);
                })
                .toList();
    }

    static Optional<StatusInput.Configuration> configuration(Map<String, Applied> applied) {
        if (applied.values().stream().noneMatch(Applied::done)) {
            return Optional.empty();
        }
        TreeSet<String> pending = new TreeSet<>();
        TreeSet<String> rejected = new TreeSet<>();
        applied.values().forEach(instance -> {
            pending.addAll(instance.pendingRestart());
            instance.rejected().forEach((name, words) -> rejected.add(name + ": " + words));
        });
        return Optional.of(new StatusInput.Configuration(List.copyOf(pending), List.copyOf(rejected)));
    }
}
