package network.higherself.redis.operator.topology;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import network.higherself.redis.operator.redis.Info;
import network.higherself.redis.operator.topology.Decision.Hold;
import network.higherself.redis.operator.topology.Decision.Look;

/**
 * Whether a copy may be made a replica of a primary. A replica that can't continue its primary's history copies the
 * whole dataset and loses its own, so its own must be known to be no better.
 */
final class FollowCheck {

    private FollowCheck() {}

    /**
     * Empty: it may. Otherwise why not, or what to look at first.
     *
     * @param held whether a person is asked about this copy already: the watermarks were compared then
     */
    static Optional<Decision> objection(Copy copy, Copy primary, boolean held) {
        if (copy.empty() || continues(copy, primary) || continued(copy, primary)) {
            return Optional.empty();
        }
        if (!held && !betterThan(copy, primary)) {
            return Optional.empty();
        }
        if (primary.at().isBefore(copy.at()) && !held) {
            return Optional.of(new Look(
                    List.of(primary.pod()), "what was last seen of " + primary.pod() + " is older than " + copy.pod()));
        }
        return Optional.of(hold(copy, primary, held));
    }

    /** Its dataset is a beginning of the primary's history, by what it says of itself now. */
    private static boolean continues(Copy copy, Copy primary) {
        return within(copy.replication(), primary);
    }

    /** The same by what was last seen of it: under AOF a restart forgets replication id and offset. */
    private static boolean continued(Copy copy, Copy primary) {
        return copy.member()
                .lastSeen()
                .map(seen -> seen.info().replication())
                .filter(seen -> !Copy.unassigned(seen))
                .map(seen -> within(seen, primary))
                .orElse(false);
    }

    private static boolean within(Info.Replication seen, Copy primary) {
        if (seen.replicationId().equals(primary.id())) {
            return true;
        }
        return primary.replication()
                .secondReplicationId()
                .filter(seen.replicationId()::equals)
                .map(second ->
                        seen.offset() <= primary.replication().secondOffset().orElse(-1))
                .orElse(false);
    }

    /**
     * With a watermark on both sides it alone decides. Without, the keys do: a copy that nothing is known of but that
     * it holds more is not thrown away.
     */
    private static boolean betterThan(Copy copy, Copy primary) {
        if (copy.watermark().isPresent() && primary.watermark().isPresent()) {
            return copy.watermark().getAsLong() > primary.watermark().getAsLong();
        }
        return copy.keys() > primary.keys();
    }

    private static Hold hold(Copy copy, Copy primary, boolean held) {
        boolean newer = copy.watermark().isPresent() && primary.watermark().isPresent();
        return new Hold(
                "DatasetsDisagree",
                copy.pod() + " holds "
                        + (held ? "a dataset of its own, which was newer" : newer ? "a newer dataset" : "more keys")
                        + (held ? " or larger than that of the primary " : " than the primary ")
                        + primary.pod() + " and is not made its replica, since that would replace the copy. To give up "
                        + copy.pod() + "'s copy, delete its volume and pod: " + giveUp(copy)
                        + ". To keep it instead, give up the primary's: " + giveUp(primary) + ".",
                Set.of(copy.pod()));
    }

    /** The words for a person who decides against a copy. */
    static String giveUp(Copy copy) {
        return "kubectl delete --wait=false pvc/data-" + copy.pod() + " pod/" + copy.pod();
    }
}
