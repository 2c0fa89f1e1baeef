package network.higherself.redis.operator.topology;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BinaryOperator;
import network.higherself.redis.operator.redis.Info;
import network.higherself.redis.operator.redis.Observation.Answered;

/**
 * Finds the most advanced of several copies: by offset within one replication id, between ids by watermark where every
 * copy has one, else by keys, as long as what was last seen of them does not say otherwise.
 */
final class Ranking {

    private final Optional<String> recordedPod;
    private final int wanted;

    /** What came of it. */
    sealed interface Result {
        record Best(Copy copy) implements Result {}

        /** @param larger the copy that holds more keys
         *  @param newer the copy that was last seen further on */
        record Disagreement(Copy larger, Copy newer) implements Result {}
    }

    Ranking(Situation situation) {
        this.recordedPod = situation.recorded().map(Situation.RecordedPrimary::pod);
        this.wanted = situation.wanted();
    }

    /** @param copies at least one */
    Result best(List<Copy> copies) {
        List<Copy> holding = copies.stream().filter(copy -> !copy.empty()).toList();
        if (holding.isEmpty()) {
            return new Result.Best(first(copies, preference()));
        }
        List<Copy> leaders = leaders(holding);
        boolean allMarked = leaders.stream().allMatch(copy -> copy.watermark().isPresent());
        if (allMarked) {
            return new Result.Best(first(
                    leaders,
                    Comparator.comparingLong((Copy copy) -> -copy.watermark().getAsLong())
                            .thenComparing(Comparator.comparingLong((Copy copy) -> -copy.keys()))
                            .thenComparing(preference())));
        }
        Copy largest = first(
                leaders, Comparator.comparingLong((Copy copy) -> -copy.keys()).thenComparing(preference()));
        return leaders.stream()
                .filter(other -> other.keys() < largest.keys() && lastSeenBehind(largest, other))
                .findFirst()
                .<Result>map(newer -> new Result.Disagreement(largest, newer))
                .orElseGet(() -> new Result.Best(largest));
    }

    /** The furthest of the copies that share a history. */
    Copy furthest(List<Copy> sameHistory) {
        return first(
                sameHistory,
                Comparator.comparingLong((Copy copy) -> -copy.offset())
                        .thenComparing(Comparator.comparingLong(
                                (Copy copy) -> -copy.watermark().orElse(0)))
                        .thenComparing(Comparator.comparingLong((Copy copy) -> -copy.keys()))
                        .thenComparing(preference()));
    }

    private List<Copy> leaders(List<Copy> copies) {
        BinaryOperator<Copy> further = (one, other) -> furthest(List.of(one, other));
        Map<String, Copy> byHistory = new LinkedHashMap<>();
        copies.forEach(copy -> byHistory.merge(copy.id(), copy, further));
        return new ArrayList<>(byHistory.values());
    }

    /** Among equals: the recorded primary, which needs no new route; then a pod that stays; then the first. */
    private Comparator<Copy> preference() {
        return Comparator.comparing((Copy copy) -> copy.ordinal() >= wanted)
                .thenComparing(copy -> !recordedPod.filter(copy.pod()::equals).isPresent())
                .thenComparingInt(Copy::ordinal);
    }

    /** Whether a copy had lost its link and stood behind the other when both were last seen in one history. */
    private static boolean lastSeenBehind(Copy copy, Copy other) {
        Optional<Answered> seen = copy.member().lastSeen();
        Optional<Answered> otherSeen = other.member().lastSeen();
        if (seen.isEmpty() || otherSeen.isEmpty()) {
            return false;
        }
        Info.Replication own = seen.get().info().replication();
        Info.Replication others = otherSeen.get().info().replication();
        return own.replicationId().equals(others.replicationId())
                && own.role() == Info.Role.REPLICA
                && !own.linkUp()
                && own.offset() < others.offset();
    }

    private static Copy first(List<Copy> copies, Comparator<Copy> order) {
        return copies.stream().min(order).orElseThrow();
    }
}
