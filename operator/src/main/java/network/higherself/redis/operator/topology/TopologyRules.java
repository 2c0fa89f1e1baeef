package network.higherself.redis.operator.topology;

import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import network.higherself.redis.api.v1.TopologyMode;
import network.higherself.redis.operator.topology.Decision.Act;
import network.higherself.redis.operator.topology.Decision.Follow;
import network.higherself.redis.operator.topology.Decision.Hold;
import network.higherself.redis.operator.topology.Decision.Look;
import network.higherself.redis.operator.topology.Decision.Promote;
import network.higherself.redis.operator.topology.Decision.Route;
import network.higherself.redis.operator.topology.Decision.Settled;
import network.higherself.redis.operator.topology.Decision.Wait;
import network.higherself.redis.operator.topology.Situation.MemberView;
import network.higherself.redis.operator.topology.Situation.RecordedPrimary;

/**
 * Decides the one next thing to do about roles. Pure. What holds whatever comes in: the most advanced copy becomes
 * primary; a copy is never replaced by a smaller or older one; a primary that may still run is never passed over.
 */
public final class TopologyRules {

    private static final Duration SOON = Duration.ofSeconds(1);

    private TopologyRules() {}

    public static Decision decide(Situation situation) {
        if (!situation.outdated().isEmpty()) {
            return new Look(situation.outdated(), "something was done to them since they were last seen");
        }
        return situation.mode() == TopologyMode.Standalone ? standalone(situation) : replicated(situation);
    }

    /** Whether the recorded primary serves: it answers as a primary, from the process that was made primary. */
    static Optional<Copy> servingPrimary(Situation situation, List<Copy> copies) {
        return situation
                .recorded()
                .flatMap(recorded -> copies.stream()
                        .filter(copy -> copy.pod().equals(recorded.pod()) && copy.primary())
                        .filter(copy ->
                                recorded.runId().map(copy.runId()::equals).orElse(true))
                        .findFirst());
    }

    private static Decision standalone(Situation situation) {
        Optional<MemberView> only = situation.members().stream()
                .filter(member -> member.ordinal() == 0)
                .findFirst();
        if (only.isEmpty() || !only.get().running()) {
            return new Wait("PodNotRunning", "the instance's pod does not run yet.");
        }
        return Copy.answer(only.get())
                .map(answer -> new Copy(only.get(), answer))
                .map(TopologyRules::standalone)
                .orElseGet(() -> new Wait("NotAnswering", "the instance does not answer yet."));
    }

    private static Decision standalone(Copy copy) {
        if (copy.loading()) {
            return new Wait("Loading", "the instance loads its dataset from disk.");
        }
        return copy.primary()
                ? new Settled(copy.pod())
                : new Promote(copy.pod(), "a standalone instance is nobody's replica");
    }

    private static Decision replicated(Situation situation) {
        List<Copy> copies = Copy.of(situation.members());
        Optional<Copy> serving = servingPrimary(situation, copies);
        if (serving.isPresent()) {
            return around(serving.get(), situation, copies);
        }
        Optional<Decision> mayLive = mayStillRun(situation);
        if (mayLive.isPresent()) {
            return mayLive.get();
        }
        List<Copy> primaries = copies.stream()
                .filter(copy -> copy.primary() && !situation.held().contains(copy.pod()))
                .toList();
        return primaries.isEmpty() ? new Election(situation, copies).decide() : adopt(primaries, situation, copies);
    }

    /** The recorded primary's process is not known to have ended, and it does not answer. */
    private static Optional<Decision> mayStillRun(Situation situation) {
        Optional<MemberView> old = situation
                .recorded()
                .flatMap(recorded -> situation.member(recorded.pod()))
                .filter(member -> member.exists() && member.running());
        if (old.isEmpty()) {
            return Optional.empty();
        }
        MemberView member = old.get();
        if (member.terminating() && !restarted(situation, member)) {
            return Optional.of(new Wait(
                    "PrimaryStopping",
                    "the primary " + member.pod() + " is shutting down; another is promoted as soon as it has ended.",
                    Optional.of(SOON)));
        }
        boolean anotherProcess = restarted(situation, member);
        if (Copy.answer(member).isPresent() || anotherProcess) {
            return Optional.empty();
        }
        return Optional.of(new Wait(
                "PrimaryUnreachable",
                "the primary " + member.pod() + " runs but does not answer; no other is promoted while it may still"
                        + " serve applications. See the node, the network policy and the pod's logs; if the node is"
                        + " lost, delete the pod.",
                Optional.of(SOON)));
    }

    /** Whether what runs in the pod now is another process than the recorded one. */
    private static boolean restarted(Situation situation, MemberView member) {
        Optional<String> recorded = situation.recorded().flatMap(RecordedPrimary::runId);
        Optional<String> now =
                Copy.answer(member).map(answer -> answer.info().server().runId());
        if (now.isPresent()) {
            return recorded.isPresent() && !recorded.equals(now);
        }
        // The uid of an observation names the process: the last one that answered is not the one that runs now.
        return member.current().isPresent()
                && member.lastSeen()
                        .map(seen -> !seen.instance()
                                .podUid()
                                .equals(member.current().get().instance().podUid()))
                        .orElse(false);
    }

    /** Somebody was promoted and the routing does not know it: the operator ended in between. */
    private static Decision adopt(List<Copy> primaries, Situation situation, List<Copy> copies) {
        Optional<Copy> only = primaries.size() == 1 ? Optional.of(primaries.get(0)) : successor(primaries);
        if (only.isEmpty()) {
            return new Hold(
                    "TwoPrimaries",
                    String.join(" and ", primaries.stream().map(Copy::pod).toList())
                            + " are both primaries with datasets of their own, and neither is the recorded one. Give up"
                            + " all but one by deleting their volumes and pods, as in: "
                            + FollowCheck.giveUp(primaries.get(primaries.size() - 1)) + ".");
        }
        Copy primary = only.get();
        if (primary.loading()) {
            return new Wait("Loading", primary.pod() + " loads its dataset from disk.");
        }
        return copies.stream()
                .filter(copy -> copy != primary && !copy.loading() && !copy.follows(primary))
                .flatMap(copy ->
                        FollowCheck.objection(copy, primary, situation.held().contains(copy.pod())).stream())
                .findFirst()
                .orElseGet(() -> new Route(primary.pod()));
    }

    /** The one of several primaries that continues all the others' histories, or the only one that holds anything. */
    private static Optional<Copy> successor(List<Copy> primaries) {
        List<Copy> holding = primaries.stream().filter(copy -> !copy.empty()).toList();
        if (holding.size() == 1) {
            return Optional.of(holding.get(0));
        }
        if (holding.isEmpty()) {
            return Optional.of(primaries.get(0));
        }
        return holding.stream()
                .filter(one -> holding.stream()
                        .allMatch(other -> one == other || one.histories().contains(other.id())))
                .findFirst();
    }

    /** There is a primary that serves: the others become its replicas, and the routing says what it is. */
    private static Decision around(Copy primary, Situation situation, List<Copy> copies) {
        if (primary.loading()) {
            return new Wait("Loading", primary.pod() + " loads its dataset from disk.");
        }
        Optional<Decision> obstacle = Optional.empty();
        for (Copy copy : copies) {
            if (copy.pod().equals(primary.pod()) || copy.loading() || copy.follows(primary)) {
                continue;
            }
            Optional<Decision> objection = objection(copy, primary, situation);
            if (objection.isEmpty()) {
                return follow(copy, primary);
            }
            obstacle = Optional.of(both(obstacle, objection.get()));
        }
        Optional<Decision> relink = LinkCheck.stuck(primary, copies, situation).map(Decision.class::cast);
        if (relink.isPresent()) {
            return relink.get();
        }
        if (obstacle.isPresent()) {
            return obstacle.get();
        }
        RecordedPrimary recorded = situation.recorded().orElseThrow();
        boolean written = recorded.runId().isPresent()
                && recorded.replicationId().filter(primary.id()::equals).isPresent();
        return written ? new Settled(primary.pod()) : new Route(primary.pod());
    }

    /** Empty: the copy may be made a replica of the primary that serves. */
    private static Optional<Decision> objection(Copy copy, Copy primary, Situation situation) {
        if (!copy.primary() || copy.empty()) {
            return FollowCheck.objection(copy, primary, situation.held().contains(copy.pod()));
        }
        // What adds nothing by now needs no person's answer, even if it was asked about when keys were counted
        // otherwise.
        return derived(copy, primary)
                ? FollowCheck.objection(copy, primary, false)
                : Optional.of(second(copy, primary));
    }

    /** The first question to a person, about all copies that there is one about; without any, the first obstacle. */
    private static Decision both(Optional<Decision> before, Decision next) {
        if (!(before.orElse(null) instanceof Hold first)) {
            return next instanceof Hold ? next : before.orElse(next);
        }
        Set<String> held = new HashSet<>(first.held());
        if (next instanceof Hold another) {
            held.addAll(another.held());
        }
        return new Hold(first.reason(), first.message(), Set.copyOf(held));
    }

    private static Act follow(Copy copy, Copy primary) {
        String why = copy.primary()
                ? "it was promoted but never routed to"
                : copy.unassigned() ? "it started" : "it follows another host";
        return new Follow(copy.pod(), primary.pod(), why);
    }

    /** Promoted out of this primary's history by a hand-over that ended before the routing moved: it adds nothing. */
    private static boolean derived(Copy copy, Copy primary) {
        return copy.histories().contains(primary.id()) && copy.keys() <= primary.keys();
    }

    private static Decision second(Copy copy, Copy primary) {
        if (primary.at().isBefore(copy.at()) && copy.histories().contains(primary.id())) {
            return new Look(List.of(primary.pod()), "it is compared with " + copy.pod());
        }
        return new Hold(
                "TwoPrimaries",
                copy.pod() + " is a primary too, with a dataset of its own; applications are routed to " + primary.pod()
                        + ". To give up " + copy.pod() + "'s copy, delete its volume and pod: "
                        + FollowCheck.giveUp(copy) + ".",
                Set.of(copy.pod()));
    }
}
