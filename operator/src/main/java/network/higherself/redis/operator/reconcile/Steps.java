package network.higherself.redis.operator.reconcile;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Service;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;
import network.higherself.redis.operator.probe.ResourceKey;
import network.higherself.redis.operator.resources.PrimaryRoute;
import network.higherself.redis.operator.resources.RedisModel;
import network.higherself.redis.operator.resources.Services;
import network.higherself.redis.operator.resources.VolumeGrowth;
import network.higherself.redis.operator.status.Note;
import network.higherself.redis.operator.topology.Decision;
import network.higherself.redis.operator.topology.RedisActions;
import network.higherself.redis.operator.topology.RollStep;
import network.higherself.redis.operator.topology.Routing;
import network.higherself.redis.operator.topology.Situation;
import network.higherself.redis.operator.topology.TopologyExecutor.Outcome;

/** Takes the next step that was decided, in the background where it speaks to instances. */
final class Steps {

    private final Rooms rooms;
    private final VolumeGrowing growing;

    Steps(Rooms rooms) {
        this.rooms = rooms;
        this.growing = new VolumeGrowing(rooms.client());
    }

    /** @return visit again after so long, even if nothing happens */
    Optional<Duration> take(
            ResourceKey key,
            Situation situation,
            Decision decision,
            RollStep step,
            RedisActions actions,
            RedisModel model,
            ClusterView view,
            ObjectsApplied objects,
            ResourceMemory memory,
            Consumer<Note> notes) {
        if (rooms.background().running(key).isPresent()) {
            return Optional.empty();
        }
        Routing routing = (pod, runId, replicationId) -> route(model, new PrimaryRoute(pod, runId, replicationId));
        if (decision instanceof Decision.Act act) {
            return rooms.background()
                    .start(
                            key,
                            name(act),
                            () -> ending(
                                    rooms.topologyExecutor().execute(key, situation, decision, actions, routing),
                                    decision instanceof Decision.Promote
                                            ? Optional.of(Note.Reason.Promoted)
                                            : Optional.empty(),
                                    decision instanceof Decision.Follow
                                            ? Optional.of(Note.Reason.FollowFailed)
                                            : Optional.empty(),
                                    notes));
        }
        if (!(decision instanceof Decision.Settled) && !(step instanceof RollStep.Replace)) {
            Outcome outcome = rooms.topologyExecutor().execute(key, situation, decision, actions, routing);
            return outcome instanceof Outcome.Idle idle ? idle.again() : Optional.empty();
        }
        if (objects.workload() && VolumeGrowth.needed(model.plan(), view.statefulSet())) {
            Optional<Duration> again =
                    rooms.background().start(key, "Grow", () -> growing.grow(model.plan(), view, memory));
            if (again.isEmpty() || memory.growthRefused(model.plan()).isEmpty()) {
                return again;
            }
            return roll(key, situation, step, actions, routing, view, notes)
                    .filter(sooner -> sooner.compareTo(again.get()) < 0)
                    .or(() -> again);
        }
        return roll(key, situation, step, actions, routing, view, notes);
    }

    private Optional<Duration> roll(
            ResourceKey key,
            Situation situation,
            RollStep step,
            RedisActions actions,
            Routing routing,
            ClusterView view,
            Consumer<Note> notes) {
        if (step instanceof RollStep.Replace replace) {
            return view.pod(replace.pod())
                    .filter(pod -> pod.getMetadata().getDeletionTimestamp() == null)
                    .flatMap(pod -> rooms.background()
                            .start(
                                    key,
                                    "Replace " + pod.getMetadata().getName(),
                                    () -> replace(pod, replace.why(), notes)));
        }
        if (step instanceof RollStep.HandOver handOver) {
            return rooms.background()
                    .start(
                            key,
                            "HandOver to " + handOver.to(),
                            () -> ending(
                                    rooms.topologyExecutor()
                                            .handOver(key, situation, handOver.from(), handOver.to(), actions, routing),
                                    Optional.of(Note.Reason.HandedOver),
                                    Optional.empty(),
                                    notes));
        }
        // Lag is no event: look whether the replica has caught up.
        return step instanceof RollStep.Wait ? Optional.of(Duration.ofSeconds(1)) : Optional.empty();
    }

    private void route(RedisModel model, PrimaryRoute route) {
        Service service = Services.primary(model.withRoute(Optional.of(route)));
        service.addOwnerReference(model.owner());
        rooms.writes().apply(service);
    }

    /** Deletes exactly the pod that was looked at; its successor of the same name is another one. */
    private Background.Ending replace(Pod pod, String why, Consumer<Note> notes) {
        rooms.client()
                .resource(pod)
                .lockResourceVersion(pod.getMetadata().getResourceVersion())
                .delete();
        String words = pod.getMetadata().getName() + " is replaced: " + why;
        notes.accept(new Note(Note.Reason.PodReplaced, words));
        return new Background.Ending(words, true);
    }

    private static String name(Decision.Act decision) {
        if (decision instanceof Decision.Promote promote) {
            return "Promote " + promote.pod();
        }
        if (decision instanceof Decision.Follow follow) {
            return "Follow " + follow.pod();
        }
        return decision instanceof Decision.Relink relink
                ? "Relink " + relink.pod()
                : "Route to " + ((Decision.Route) decision).primary();
    }

    /**
     * @param done what is told where the step was taken
     * @param stopped what is told where it was not
     */
    private static Background.Ending ending(
            Outcome outcome, Optional<Note.Reason> done, Optional<Note.Reason> stopped, Consumer<Note> notes) {
        if (outcome instanceof Outcome.Acted acted) {
            done.ifPresent(reason -> notes.accept(new Note(reason, acted.what())));
            return new Background.Ending(acted.what(), true);
        }
        if (outcome instanceof Outcome.Stopped failed) {
            stopped.ifPresent(reason -> notes.accept(new Note(reason, failed.why())));
            return new Background.Ending(failed.why(), false);
        }
        return new Background.Ending("nothing to do", true);
    }
}
