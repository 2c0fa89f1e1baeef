package network.higherself.redis.operator.reconcile;

import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.OwnerReferenceBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import network.higherself.redis.api.v1.HigherSelfRedis;
import network.higherself.redis.operator.credentials.Credentials;
import network.higherself.redis.operator.plan.RedisPlan;
import network.higherself.redis.operator.plan.Terms;
import network.higherself.redis.operator.probe.ProbeTargets;
import network.higherself.redis.operator.probe.ResourceKey;
import network.higherself.redis.operator.reconcile.Inputs.Intent;
import network.higherself.redis.operator.redis.Access;
import network.higherself.redis.operator.redis.Instance;
import network.higherself.redis.operator.redis.Observation.Answered;
import network.higherself.redis.operator.resources.Names;
import network.higherself.redis.operator.resources.PrimaryRoute;
import network.higherself.redis.operator.resources.RedisModel;
import network.higherself.redis.operator.status.ChangeNotes.InForce;
import network.higherself.redis.operator.status.StatusInput;
import network.higherself.redis.operator.tls.Certificates;
import network.higherself.redis.operator.tls.ServerCertificate;
import network.higherself.redis.operator.topology.Decision;
import network.higherself.redis.operator.topology.Marking;
import network.higherself.redis.operator.topology.RollRules;
import network.higherself.redis.operator.topology.RollStep;
import network.higherself.redis.operator.topology.RollView;
import network.higherself.redis.operator.topology.Situation;
import network.higherself.redis.operator.topology.TopologyRules;

/** One visit to a resource whose plan is known: apply, observe, decide, act. Says what is to be reported. */
final class ResourceRun {

    private final Rooms rooms;
    private final RoleLabels labels;
    private final Steps steps;

    ResourceRun(Rooms rooms) {
        this.rooms = rooms;
        this.labels = new RoleLabels(rooms.writes());
        this.steps = new Steps(rooms);
    }

    /** @param again visit again after so long, even if nothing happens */
    record Result(StatusInput status, ObjectsApplied objects, Optional<Duration> again) {}

    Result visit(
            HigherSelfRedis resource,
            Context<HigherSelfRedis> context,
            ResourceKey key,
            ResourceMemory memory,
            ClusterView view,
            Intent.Run intent) {
        RedisPlan plan = intent.plan();
        memory.runsBy(Terms.of(plan));
        Access access = access(intent.inputs());
        List<Instance> instances = Instances.probeable(plan, view.pods());
        Situation situation = situation(key, plan, view);
        Decision decision = TopologyRules.decide(situation);
        rooms.topologyMemory().decided(key, decision);
        RollView rollView = rollView(memory, plan, view, situation, decision);
        RollStep next = RollRules.next(rollView);
        rooms.probes()
                .watch(
                        key,
                        new ProbeTargets(
                                instances,
                                access,
                                plan.probe(),
                                maxClients(plan),
                                plan.client().maxConnections(),
                                plan.memoryLimit(),
                                Optional.empty(),
                                Instances.absent(plan, view.pods()),
                                Marking.of(decision, next, route(view, plan).map(PrimaryRoute::pod))));

        RedisModel model = model(resource, memory, intent, view, next);
        ObjectsApplied objects = Applying.apply(context, model, view, memory);
        if (objects.acknowledged()) {
            memory.inForce(intent.inputs());
            LostPasswords.note(resource, view, intent.inputs())
                    .ifPresent(note -> rooms.notes().tell(resource, note));
        }
        RollStep step = objects.workload() ? next : RollRules.held(next);
        if (objects.namespaceEnds()
                || (!objects.acknowledged() && intent.inputs().anyMade())) {
            // What was made up and is known to nobody else may be in force nowhere.
            return new Result(
                    status(resource, key, intent, view, situation, decision, step, objects, StatusInput.Routes.NONE),
                    objects,
                    Optional.empty());
        }
        memory.runsWith(new InForce(
                        plan.directives(), intent.inputs().credentials(), model.replicas(), rollView.outdated()))
                .forEach(note -> rooms.notes().tell(resource, note));
        Optional<Duration> unlabelled = route(view, plan).flatMap(route -> labels.align(view.pods(), route.pod()));

        InstanceActions actions = new InstanceActions(
                rooms.commands(),
                rooms.probes(),
                key,
                instances,
                access,
                pod -> Names.podHost(key.namespace(), key.name(), pod),
                plan.port());
        Optional<Duration> again = steps.take(
                key,
                situation,
                decision,
                step,
                actions,
                model,
                view,
                objects,
                memory,
                note -> rooms.notes().tell(resource, note));
        List<Answered> answers = answers(situation);
        rooms.routeVisits().doubt(key);
        align(key, intent, access, answers);
        StatusInput.Routes routes = route(view, plan)
                .map(PrimaryRoute::pod)
                .or(() -> StatusInputs.route(view, plan).map(StatusInput.Route::pod))
                .map(primary -> rooms.routeVisits().look(key, plan, intent.inputs(), view, situation, primary))
                .orElse(StatusInput.Routes.NONE);
        return new Result(
                status(resource, key, intent, view, situation, decision, step, objects, routes),
                objects,
                NextVisit.after(Stream.of(again, unlabelled, renewal(intent), serving(key, intent, access, answers))));
    }

    private Situation situation(ResourceKey key, RedisPlan plan, ClusterView view) {
        Situation seen = new Situation(
                plan.mode(),
                plan.instances(),
                route(view, plan)
                        .map(route -> new Situation.RecordedPrimary(route.pod(), route.runId(), route.replicationId())),
                Instances.members(
                        plan,
                        view.pods(),
                        rooms.probes().latest(key),
                        rooms.probes().lastAnswers(key)),
                rooms.clock().instant());
        return rooms.topologyMemory().remember(key, seen);
    }

    private static Optional<PrimaryRoute> route(ClusterView view, RedisPlan plan) {
        return view.primaryService(plan.identity().name()).flatMap(PrimaryRoute::read);
    }

    private static RollView rollView(
            ResourceMemory memory, RedisPlan plan, ClusterView view, Situation situation, Decision decision) {
        Map<String, String> hashes = new HashMap<>();
        for (Pod pod : view.pods()) {
            hashes.put(
                    pod.getMetadata().getName(),
                    Optional.ofNullable(pod.getMetadata().getAnnotations())
                            .map(annotations -> annotations.get(Names.RESTART_HASH_ANNOTATION))
                            .orElse(""));
        }
        return RollView.of(
                situation, replicas(plan, view), plan.appendOnly(), memory.restartHash(plan), decision, hashes);
    }

    private static int replicas(RedisPlan plan, ClusterView view) {
        // Where somebody took it away and left its pods, one that is made anew must not end any of them.
        return view.statefulSet()
                .map(set -> set.getSpec().getReplicas())
                .orElseGet(() -> view.pods().stream()
                        .mapToInt(
                                pod -> ClusterView.ordinal(pod, plan.identity().name()) + 1)
                        .reduce(plan.instances(), Math::max));
    }

    private RedisModel model(
            HigherSelfRedis resource, ResourceMemory memory, Intent.Run intent, ClusterView view, RollStep step) {
        RedisPlan plan = intent.plan();
        int replicas = step instanceof RollStep.Scale scale ? scale.replicas() : replicas(plan, view);
        return new RedisModel(
                plan,
                owner(resource),
                intent.inputs().credentials(),
                intent.inputs().certificate(),
                intent.inputs().authority(),
                route(view, plan),
                replicas,
                memory.stored(plan),
                rooms.operatorPods());
    }

    /** What makes an object go with the resource. */
    static OwnerReference owner(HigherSelfRedis resource) {
        return new OwnerReferenceBuilder()
                .withApiVersion(resource.getApiVersion())
                .withKind(resource.getKind())
                .withName(resource.getMetadata().getName())
                .withUid(resource.getMetadata().getUid())
                .withController(true)
                .withBlockOwnerDeletion(false)
                .build();
    }

    private static List<Answered> answers(Situation situation) {
        return situation.members().stream()
                .flatMap(member -> member.current().stream())
                .filter(Answered.class::isInstance)
                .map(Answered.class::cast)
                .toList();
    }

    /** While a server does not serve the certificate yet, look again soon: its files change without any event. */
    private Optional<Duration> serving(ResourceKey key, Intent.Run intent, Access access, List<Answered> answers) {
        return intent.inputs()
                .certificate()
                .filter(certificate -> !rooms.certificates()
                        .align(
                                key,
                                certificate,
                                access,
                                answers.stream().map(Answered::instance).toList()))
                .map(certificate -> LiveCertificates.AGAIN);
    }

    private void align(ResourceKey key, Intent.Run intent, Access access, List<Answered> answers) {
        rooms.live()
                .align(key, intent.plan(), intent.inputs().credentials(), access, answers)
                .thenAccept(any -> {
                    if (any) {
                        rooms.raise(key);
                    }
                });
    }

    private StatusInput status(
            HigherSelfRedis resource,
            ResourceKey key,
            Intent.Run intent,
            ClusterView view,
            Situation situation,
            Decision decision,
            RollStep step,
            ObjectsApplied objects,
            StatusInput.Routes routes) {
        RedisPlan plan = intent.plan();
        return new StatusInput(
                key.namespace(),
                key.name(),
                resource.getMetadata().getGeneration(),
                Optional.of(plan),
                StatusInputs.problems(
                        intent.problems(), new StatusInputs.ObjectsSummary(PodProblems.of(plan, view.pods()), objects)),
                objects.leaving()
                        .or(() -> objects.passing()
                                .map(error -> "an object could not be applied; the operator tries again")),
                StatusInputs.route(view, plan),
                decision,
                step,
                StatusInputs.members(situation, view, rooms.probes(), key),
                intent.inputs().certificate().map(ResourceRun::certificate),
                StatusInputs.configuration(rooms.live().applied(key)),
                intent.warnings(),
                routes);
    }

    private static StatusInput.Certificate certificate(ServerCertificate certificate) {
        return new StatusInput.Certificate(certificate.notAfter(), certificate.fingerprint());
    }

    private static Access access(Inputs inputs) {
        return new Access(
                Credentials.OPERATOR_USER,
                inputs.credentials().operator(),
                inputs.certificate().map(ServerCertificate::authorityPem));
    }

    private static long maxClients(RedisPlan plan) {
        return Long.parseLong(plan.directives().getOrDefault("maxclients", "0"));
    }

    private Optional<Duration> renewal(Intent.Run intent) {
        boolean ours = intent.inputs().authority().isPresent();
        return intent.inputs()
                .certificate()
                .flatMap(certificate ->
                        Certificates.untilDue(certificate, ours, rooms.clock().instant()));
    }
}
