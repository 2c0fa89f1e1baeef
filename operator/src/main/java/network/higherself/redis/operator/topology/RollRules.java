package network.higherself.redis.operator.topology;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import network.higherself.redis.api.v1.TopologyMode;
import network.higherself.redis.operator.topology.RollStep.Done;
import network.higherself.redis.operator.topology.RollStep.HandOver;
import network.higherself.redis.operator.topology.RollStep.Replace;
import network.higherself.redis.operator.topology.RollStep.Scale;
import network.higherself.redis.operator.topology.RollStep.Wait;
import network.higherself.redis.operator.topology.RollView.PodView;

/**
 * Brings the pods to what the plan wants, one at a time: replicas first, each synced before the next, the primary last
 * and only after it has handed over. Pure. Does nothing while the datasets' evidence disagrees.
 */
public final class RollRules {

    private RollRules() {}

    public static RollStep next(RollView view) {
        if (view.topology() instanceof Decision.Hold) {
            boolean done = view.replicas() == view.wanted() && outdated(view).isEmpty();
            return done
                    ? new Done()
                    : new Wait("RollHeld", "no pod is replaced while it is not clear which copy is the newest.");
        }
        Optional<PodView> broken = superseded(view);
        if (broken.isPresent()) {
            return new Replace(broken.get().pod(), "it is not ready, and what it was made from is superseded");
        }
        if (view.replicas() < view.wanted()) {
            return new Scale(view.wanted());
        }
        if (view.replicas() > view.wanted()) {
            return scaleDown(view);
        }
        return outdated(view).isEmpty() ? new Done() : roll(view);
    }

    /** A step, as far as it may be taken while the StatefulSet is not what it should be: it would make the old pods anew. */
    public static RollStep held(RollStep step) {
        return step instanceof Replace || step instanceof HandOver
                ? new Wait("RollWaits", "no pod is replaced before the StatefulSet is as it should be.")
                : step;
    }

    /** A bad change can be taken back only if the pods that it broke go away: nothing else makes them anew. */
    private static Optional<PodView> superseded(RollView view) {
        return outdated(view).stream()
                .filter(pod -> !pod.terminating() && !pod.ready() && !pod.primary() && !pod.busy())
                .findFirst();
    }

    private static RollStep scaleDown(RollView view) {
        Optional<PodView> primary = settledPrimary(view);
        if (primary.isEmpty()) {
            return new Wait("ScaleWaits", "pods are taken away once there is a primary that serves.");
        }
        if (primary.get().ordinal() < view.wanted()) {
            return new Scale(view.wanted());
        }
        return successor(view, primary.get())
                .<RollStep>map(to -> new HandOver(
                        primary.get().pod(), to.pod(), "its pod goes away, since fewer instances are wanted"))
                .orElseGet(() -> new Wait(
                        "ScaleWaits",
                        "the primary's pod is to go away; waiting for a replica that stays to be in sync."));
    }

    private static RollStep roll(RollView view) {
        List<PodView> outdated = outdated(view);
        if (view.mode() == TopologyMode.Standalone) {
            PodView only = outdated.get(0);
            return only.terminating() ? new Wait("PodStopping", only.pod() + " is shutting down.") : replaceOnly(only);
        }
        Optional<PodView> primary = settledPrimary(view);
        if (primary.isEmpty()) {
            return new Wait("RollWaits", "the next pod is replaced once there is a primary that serves.");
        }
        Optional<PodView> next = outdated.stream()
                .filter(pod -> !pod.pod().equals(primary.get().pod()))
                .max(Comparator.comparing((PodView pod) -> !pod.synced()).thenComparingInt(PodView::ordinal));
        Optional<PodView> lagging = unsynced(view, primary.get(), next);
        if (lagging.isPresent() || view.pods().size() < view.replicas()) {
            return new Wait(
                    "RollWaits",
                    "the next pod is replaced once " + lagging.map(PodView::pod).orElse("every pod")
                            + " is ready and in sync.");
        }
        if (next.isPresent()) {
            return new Replace(next.get().pod(), "what it was made from has changed");
        }
        if (view.wanted() == 1) {
            return replaceOnly(primary.get());
        }
        return successor(view, primary.get())
                .<RollStep>map(to -> new HandOver(primary.get().pod(), to.pod(), "its pod is to be made anew"))
                .orElseGet(() -> new Wait("RollWaits", "the primary is replaced once a replica is in sync."));
    }

    /** Nobody else has its dataset: where the append-only file was switched on or off, that is done before it goes. */
    private static RollStep replaceOnly(PodView only) {
        return only.answers() && !only.keeping()
                ? new Wait(
                        "RollWaits",
                        only.pod()
                                + " is replaced once its append-only file is switched and written, for it starts from that.")
                : new Replace(only.pod(), "what it was made from has changed");
    }

    /** A pod that must be in order before the next one goes: any but the one that is to be replaced itself. */
    private static Optional<PodView> unsynced(RollView view, PodView primary, Optional<PodView> next) {
        return view.pods().stream()
                .filter(pod -> !pod.pod().equals(primary.pod()))
                .filter(pod ->
                        pod.terminating() || (!next.filter(pod::equals).isPresent() && (!pod.ready() || !pod.synced())))
                .findFirst();
    }

    private static Optional<PodView> successor(RollView view, PodView primary) {
        return view.pods().stream()
                .filter(pod -> !pod.pod().equals(primary.pod()) && pod.ordinal() < view.wanted())
                .filter(pod -> pod.synced() && pod.ready() && !pod.terminating())
                .min(Comparator.comparing((PodView pod) -> !pod.restartHash().equals(view.restartHash()))
                        .thenComparingInt(PodView::ordinal));
    }

    private static Optional<PodView> settledPrimary(RollView view) {
        return view.topology() instanceof Decision.Settled settled
                ? view.pods().stream()
                        .filter(pod -> pod.pod().equals(settled.primary()) && !pod.terminating())
                        .findFirst()
                : Optional.empty();
    }

    private static List<PodView> outdated(RollView view) {
        return view.superseded().toList();
    }
}
