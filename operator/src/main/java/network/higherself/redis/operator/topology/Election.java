package network.higherself.redis.operator.topology;

import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import network.higherself.redis.operator.redis.Info;
import network.higherself.redis.operator.redis.Observation.Answered;
import network.higherself.redis.operator.topology.Decision.Hold;
import network.higherself.redis.operator.topology.Decision.Look;
import network.higherself.redis.operator.topology.Decision.Promote;
import network.higherself.redis.operator.topology.Decision.Wait;
import network.higherself.redis.operator.topology.Situation.MemberView;
import network.higherself.redis.operator.topology.Situation.RecordedPrimary;

/** Who becomes primary where none serves: the most advanced copy, and no later than the waits below allow. */
final class Election {

    /** For how long a primary whose container restarts in place is given the chance to show what it still holds. */
    static final Duration RESTART_PATIENCE = Duration.ofSeconds(3);

    /** For how long copies that may be better are waited for: a pod that is scheduled, pulled or started. */
    static final Duration RETURN_PATIENCE = Duration.ofSeconds(60);

    /** The same where a survivor of the last primary's history could go on, but may be behind. */
    static final Duration SURVIVOR_PATIENCE = Duration.ofSeconds(10);

    /** The same for a copy that is loading its dataset from disk. */
    static final Duration LOADING_PATIENCE = Duration.ofMinutes(10);

    private final Situation situation;
    private final Ranking ranking;
    private final List<Copy> candidates;
    private final Set<String> histories;

    Election(Situation situation, List<Copy> copies) {
        this.situation = situation;
        this.ranking = new Ranking(situation);
        this.candidates = copies.stream().filter(copy -> !copy.loading()).toList();
        this.histories = histories(situation);
    }

    Decision decide() {
        List<Copy> survivors = candidates.stream().filter(this::survived).toList();
        if (!survivors.isEmpty()) {
            Optional<Decision> look = lookAgain(survivors);
            if (look.isPresent()) {
                return look.get();
            }
            Copy furthest = ranking.furthest(survivors);
            if (inSync(furthest)) {
                return amongSurvivors(furthest);
            }
        }
        return amongAll(survivors.isEmpty() ? RETURN_PATIENCE : SURVIVOR_PATIENCE);
    }

    /**
     * Whether a copy's process followed the last primary to its end. One that started anew under RDB alone may know the
     * history, too, but holds no more of it than was last saved, however little the primary was seen to hold then.
     */
    private boolean survived(Copy copy) {
        return histories.contains(copy.id()) && !copy.unassigned();
    }

    /** Survivors that still report their link up were seen before the primary ended, and may have got further. */
    private Optional<Decision> lookAgain(List<Copy> survivors) {
        List<String> outdated = survivors.stream()
                .filter(copy -> copy.replication().linkUp())
                .filter(copy -> situation
                        .primaryMissingSince()
                        .filter(since -> copy.at().isBefore(since))
                        .isPresent())
                .map(Copy::pod)
                .toList();
        return outdated.isEmpty() || situation.withoutPrimary().compareTo(RESTART_PATIENCE) > 0
                ? Optional.empty()
                : Optional.of(new Look(outdated, "the primary ended after they were last seen"));
    }

    /** A replica holds all that the primary was last seen to hold; only the primary's own disk can hold more. */
    private Decision amongSurvivors(Copy furthest) {
        Optional<MemberView> old = situation.recorded().flatMap(recorded -> situation.member(recorded.pod()));
        Optional<Copy> restarted = old.flatMap(member -> candidates.stream()
                .filter(copy -> copy.pod().equals(member.pod()) && !survived(copy))
                .findFirst());
        if (restarted.isPresent()) {
            return further(restarted.get(), furthest)
                    ? new Promote(restarted.get().pod(), "it restarted and still holds more than any replica")
                    : new Promote(furthest.pod(), "it was in sync with the primary that ended");
        }
        boolean backSoon =
                old.filter(member -> member.exists() && !member.terminating()).isPresent()
                        && !furthest.pod().equals(old.map(MemberView::pod).orElse(""));
        List<String> unseen = situation.members().stream()
                .filter(member -> member.running()
                        && !member.terminating()
                        && Copy.answer(member).isEmpty())
                .map(MemberView::pod)
                .toList();
        Duration left = RESTART_PATIENCE.minus(situation.withoutPrimary());
        if ((backSoon || !unseen.isEmpty()) && left.compareTo(Duration.ZERO) > 0) {
            return new Wait(
                    "PrimaryRestarting",
                    "the primary's server restarts; before another is promoted, what it still holds is compared for at"
                            + " most " + RESTART_PATIENCE.toSeconds() + " s.",
                    Optional.of(left));
        }
        return new Promote(furthest.pod(), "it was in sync with the primary that ended");
    }

    private static boolean further(Copy restarted, Copy survivor) {
        return restarted.id().equals(survivor.id())
                ? restarted.offset() > survivor.offset()
                : restarted.holdsMoreThan(survivor);
    }

    /** Nobody is known to hold all: every copy that may come back soon is waited for, then the best is taken. */
    private Decision amongAll(Duration patience) {
        Optional<Decision> wait = waitForOthers(patience);
        if (wait.isPresent()) {
            return wait.get();
        }
        if (candidates.isEmpty()) {
            return new Wait("NoInstance", "no instance answers. See the pods' events and logs.");
        }
        Ranking.Result result = ranking.best(candidates);
        if (result instanceof Ranking.Result.Best best) {
            return new Promote(
                    best.copy().pod(),
                    best.copy().empty() ? "all instances are empty" : "it holds the most advanced copy");
        }
        Ranking.Result.Disagreement found = (Ranking.Result.Disagreement) result;
        return new Hold(
                "DatasetsDisagree",
                "no instance is made primary: " + found.larger().pod() + " holds the most keys, but "
                        + found.newer().pod()
                        + " was last seen further on, and the watermark that would tell is missing. To go on with "
                        + found.larger().pod() + ", delete the other's volume and pod: "
                        + FollowCheck.giveUp(found.newer()) + ". To go on with "
                        + found.newer().pod() + ": " + FollowCheck.giveUp(found.larger()) + ".");
    }

    private Optional<Decision> waitForOthers(Duration patience) {
        Duration elapsed = situation.withoutPrimary();
        List<String> loading = situation.members().stream()
                .filter(member -> !member.terminating())
                .filter(member ->
                        Copy.answer(member).filter(Election::isLoading).isPresent())
                .map(MemberView::pod)
                .toList();
        if (!loading.isEmpty() && elapsed.compareTo(LOADING_PATIENCE) < 0) {
            return Optional.of(new Wait(
                    "Loading",
                    "before a primary is chosen, waiting for " + String.join(", ", loading)
                            + " to load its dataset from disk.",
                    Optional.of(LOADING_PATIENCE.minus(elapsed))));
        }
        List<String> missing = situation.members().stream()
                .filter(member -> member.terminating() || Copy.answer(member).isEmpty())
                .filter(member -> member.exists() || member.ordinal() < situation.wanted())
                .map(MemberView::pod)
                .toList();
        if (!missing.isEmpty() && (candidates.isEmpty() || elapsed.compareTo(patience) < 0)) {
            return Optional.of(new Wait(
                    "WaitingForCopies",
                    "before a primary is chosen, waiting for " + String.join(", ", missing)
                            + " to answer, whose copy may be the newest; after "
                            + patience.toSeconds() + " s the best that is there is taken.",
                    candidates.isEmpty() ? Optional.empty() : Optional.of(patience.minus(elapsed))));
        }
        return Optional.empty();
    }

    private static boolean isLoading(Answered answer) {
        return answer.info().persistence().loading();
    }

    /** Whether a survivor holds all that the primary was last seen to hold. */
    private boolean inSync(Copy copy) {
        return situation
                .primaryLastSeen()
                .map(answer -> answer.info().replication())
                .filter(last -> histories.contains(last.replicationId()))
                .map(Info.Replication::offset)
                .filter(last -> copy.offset() >= last)
                .isPresent();
    }

    /** The replication ids that the last primary is known to have had since it was made primary. */
    private static Set<String> histories(Situation situation) {
        Set<String> ids = new HashSet<>();
        situation.recorded().flatMap(RecordedPrimary::replicationId).ifPresent(ids::add);
        situation
                .primaryLastSeen()
                .map(answer -> answer.info().replication().replicationId())
                .ifPresent(ids::add);
        return ids;
    }
}
