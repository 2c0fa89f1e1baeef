package network.higherself.redis.operator.reconcile;

import io.javaoperatorsdk.operator.api.reconciler.Context;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import network.higherself.redis.api.v1.ExternalMode;
import network.higherself.redis.api.v1.HigherSelfRedis;
import network.higherself.redis.api.v1.HigherSelfRedisStatus;
import network.higherself.redis.operator.credentials.Login;
import network.higherself.redis.operator.plan.ExternalPlan;
import network.higherself.redis.operator.plan.ExternalPlan.SentinelAccess;
import network.higherself.redis.operator.plan.PlanStore;
import network.higherself.redis.operator.plan.Problem;
import network.higherself.redis.operator.plan.Terms;
import network.higherself.redis.operator.probe.Discoveries;
import network.higherself.redis.operator.probe.Figures;
import network.higherself.redis.operator.probe.ProbeTargets;
import network.higherself.redis.operator.probe.ResourceKey;
import network.higherself.redis.operator.probe.Verdict;
import network.higherself.redis.operator.redis.Access;
import network.higherself.redis.operator.redis.Discovered;
import network.higherself.redis.operator.redis.Discovered.Node;
import network.higherself.redis.operator.redis.GuestObserver.Guest;
import network.higherself.redis.operator.redis.Instance;
import network.higherself.redis.operator.redis.Observation;
import network.higherself.redis.operator.resources.ExternalModel;
import network.higherself.redis.operator.resources.Model;
import network.higherself.redis.operator.status.ExternalStatusInput;
import network.higherself.redis.operator.status.StatusInput;
import network.higherself.redis.operator.status.StatusInput.MemberInput;

/** One visit to a Redis that somebody else runs: find its nodes, probe them, give applications their Secrets. */
final class ExternalRun {

    private final Rooms rooms;

    ExternalRun(Rooms rooms) {
        this.rooms = rooms;
    }

    record Result(ExternalStatusInput status, ObjectsApplied objects) {}

    Result visit(
            HigherSelfRedis resource,
            Context<HigherSelfRedis> context,
            ResourceKey key,
            ResourceMemory memory,
            ClusterView view,
            ExternalInputs.Intent.Run intent) {
        ExternalPlan plan = intent.plan();
        memory.runsBy(Terms.of(plan));
        Access access = access(plan, intent.inputs(), intent.inputs().login());
        Discoveries.Known known = discover(key, plan, intent.inputs(), access);
        List<Node> nodes = known.found().map(Discovered.Found::nodes).orElse(List.of());
        rooms.probes()
                .watch(
                        key,
                        new ProbeTargets(
                                nodes.stream()
                                        .map(node -> instance(plan, node.name(), node.host(), node.port()))
                                        .toList(),
                                access,
                                plan.probe(),
                                0,
                                plan.client().maxConnections(),
                                0,
                                Optional.of(new Guest(plan.client().database(), plan.canary()))));
        Optional<ExternalStatusInput.Endpoint> endpoint = endpoint(resource, plan, nodes);
        ObjectsApplied objects = endpoint.map(
                        found -> Applying.apply(context, model(resource, intent, found), view, memory))
                .orElse(ObjectsApplied.NOTHING);
        memory.inForce(intent.inputs());
        StatusInput.Routes routes = rooms.routeVisits()
                .look(
                        key,
                        plan,
                        access,
                        endpoint,
                        new TheirNodes(nodes, rooms.probes().latest(key)),
                        memory);
        return new Result(status(resource, key, intent, known, endpoint, objects, routes), objects);
    }

    private Discoveries.Known discover(ResourceKey key, ExternalPlan plan, ExternalInputs inputs, Access access) {
        if (plan.mode() == ExternalMode.Standalone || plan.mode() == ExternalMode.Unknown) {
            rooms.discoveries().forget(key);
            return new Discoveries.Known(
                    Optional.of(new Discovered.Found(List.of(new Node(plan.host(), plan.port(), true, false)), "")),
                    Optional.empty());
        }
        boolean sentinel = plan.sentinel().isPresent();
        rooms.discoveries()
                .watch(
                        key,
                        new Discoveries.Target(
                                instance(
                                        plan,
                                        "discovery at " + plan.host() + ":" + plan.port(),
                                        plan.host(),
                                        plan.port()),
                                sentinel ? access(plan, inputs, inputs.sentinelLogin()) : access,
                                plan.sentinel().map(SentinelAccess::masterName),
                                plan.probe().interval(),
                                plan.probe().timeout()));
        return rooms.discoveries().known(key);
    }

    /** Where applications connect: with Sentinels the primary, the last known one while they do not answer. */
    private static Optional<ExternalStatusInput.Endpoint> endpoint(
            HigherSelfRedis resource, ExternalPlan plan, List<Node> nodes) {
        if (plan.mode() != ExternalMode.Sentinel) {
            return Optional.of(new ExternalStatusInput.Endpoint(plan.host(), plan.port()));
        }
        return nodes.stream()
                .filter(Node::primary)
                .findFirst()
                .map(primary -> new ExternalStatusInput.Endpoint(primary.host(), primary.port()))
                .or(() -> Optional.ofNullable(resource.getStatus())
                        .map(HigherSelfRedisStatus::endpoint)
                        .map(written -> new ExternalStatusInput.Endpoint(written.host(), written.port())));
    }

    private static Model model(
            HigherSelfRedis resource, ExternalInputs.Intent.Run intent, ExternalStatusInput.Endpoint endpoint) {
        return new ExternalModel(
                intent.plan(),
                ResourceRun.owner(resource),
                intent.inputs().login(),
                intent.inputs().authorityPem(),
                endpoint.host(),
                endpoint.port(),
                PlanStore.write(intent.plan()));
    }

    private ExternalStatusInput status(
            HigherSelfRedis resource,
            ResourceKey key,
            ExternalInputs.Intent.Run intent,
            Discoveries.Known known,
            Optional<ExternalStatusInput.Endpoint> endpoint,
            ObjectsApplied objects,
            StatusInput.Routes routes) {
        return new ExternalStatusInput(
                key.name(),
                resource.getMetadata().getGeneration(),
                Optional.of(intent.plan()),
                problems(intent.problems(), objects),
                objects.leaving()
                        .or(() -> objects.passing()
                                .map(error -> "an object could not be applied; the operator tries again")),
                endpoint,
                known,
                members(key, known),
                routes);
    }

    /** Nothing was ever accepted, so there is nothing to tell but why. */
    static ExternalStatusInput refused(HigherSelfRedis resource, List<Problem> problems) {
        return new ExternalStatusInput(
                resource.getMetadata().getName(),
                resource.getMetadata().getGeneration(),
                Optional.empty(),
                problems(problems, ObjectsApplied.NOTHING),
                Optional.empty(),
                Optional.empty(),
                Discoveries.Known.NOTHING,
                List.of(),
                StatusInput.Routes.NONE);
    }

    private static ExternalStatusInput.Problems problems(List<Problem> gate, ObjectsApplied objects) {
        List<Problem> spec = new ArrayList<>();
        List<Problem> credentials = new ArrayList<>();
        List<Problem> certificate = new ArrayList<>();
        for (Problem problem : gate) {
            if (problem.field().contains("credentials.")) {
                credentials.add(problem);
            } else if (problem.field().startsWith("spec.external.tls.caSecretRef")) {
                certificate.add(problem);
            } else {
                spec.add(problem);
            }
        }
        spec.addAll(objects.refusals());
        return new ExternalStatusInput.Problems(spec, credentials, certificate, objects.collisions());
    }

    private List<MemberInput> members(ResourceKey key, Discoveries.Known known) {
        Map<String, Observation> latest = rooms.probes().latest(key);
        Map<String, Observation.Answered> answers = rooms.probes().lastAnswers(key);
        Map<String, Verdict> verdicts = rooms.probes().verdicts(key);
        Map<String, Figures> figures = rooms.probes().figures(key);
        List<MemberInput> members = new ArrayList<>();
        for (Node node : known.found().map(Discovered.Found::nodes).orElse(List.of())) {
            String name = node.name();
            boolean seen = latest.containsKey(name);
            members.add(new MemberInput(
                    name,
                    members.size(),
                    true,
                    true,
                    true,
                    answers.containsKey(name),
                    Optional.ofNullable(latest.get(name)),
                    seen ? verdicts.getOrDefault(name, StatusInputs.NOT_OBSERVED) : StatusInputs.NOT_OBSERVED,
                    figures.getOrDefault(name, Figures.NONE)));
        }
        return members;
    }

    private static Instance instance(ExternalPlan plan, String name, String host, int port) {
        return new Instance(
                plan.identity().namespace(), plan.identity().name(), name, "external", host, "", port, plan.tls());
    }

    private static Access access(ExternalPlan plan, ExternalInputs inputs, Login login) {
        return new Access(login.user(), login.password(), plan.tls() ? inputs.authorityPem() : Optional.empty());
    }
}
