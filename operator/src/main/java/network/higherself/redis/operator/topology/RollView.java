package network.higherself.redis.operator.topology;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import network.higherself.redis.api.v1.TopologyMode;
import network.higherself.redis.operator.redis.Info;
import network.higherself.redis.operator.redis.Observation.Answered;
import network.higherself.redis.operator.topology.Situation.MemberView;

/**
 * What a roll or a change of the number of instances rests on.
 *
 * @param wanted instances that the plan wants
 * @param replicas pods that the StatefulSet is to have now
 * @param restartHash what the plan's pods carry; another one means that a pod must be made anew
 * @param topology what was decided about roles from the same situation
 */
public record RollView(
        TopologyMode mode, int wanted, int replicas, String restartHash, Decision topology, List<PodView> pods) {

    /** How far behind its primary a replica may be and still count as synced, bytes. */
    static final long SMALL_LAG = 1L << 20;

    /**
     * @param answers whether its Redis answers
     * @param primary whether it answers as a primary
     * @param synced whether it is a replica whose link is up and which is not far behind
     * @param busy whether it may hold data that it can't show yet: it loads, waits to be told whom to follow, or is the primary
     *     and restarts
     * @param keeping whether it keeps its dataset where a start with the plan's settings looks for it
     */
    public record PodView(
            String pod,
            int ordinal,
            String restartHash,
            boolean terminating,
            boolean ready,
            boolean answers,
            boolean primary,
            boolean synced,
            boolean busy,
            boolean keeping) {}

    /**
     * @param appendOnly whether the plan wants an append-only file
     * @param restartHashes of the pods that there are, by name; empty where a pod carries none
     */
    public static RollView of(
            Situation situation,
            int replicas,
            boolean appendOnly,
            String restartHash,
            Decision topology,
            Map<String, String> restartHashes) {
        Optional<Answered> primary = situation.members().stream()
                .flatMap(member -> Copy.answer(member).stream())
                .filter(answer -> answer.info().replication().role() == Info.Role.PRIMARY)
                .findFirst();
        List<PodView> pods = situation.members().stream()
                .filter(MemberView::exists)
                .map(member -> pod(
                        member,
                        primary,
                        restarting(situation, member),
                        appendOnly,
                        restartHashes.getOrDefault(member.pod(), "")))
                .toList();
        return new RollView(situation.mode(), situation.wanted(), replicas, restartHash, topology, pods);
    }

    /** The pods that stay and were made from what is superseded. */
    public List<String> outdated() {
        return superseded().map(PodView::pod).toList();
    }

    Stream<PodView> superseded() {
        return pods.stream()
                .filter(pod -> pod.ordinal() < wanted)
                .filter(pod -> !pod.restartHash().equals(restartHash));
    }

    /** The primary's container has ended, and is given the time to come back with what it holds. */
    private static boolean restarting(Situation situation, MemberView member) {
        return situation
                        .recorded()
                        .filter(primary -> primary.pod().equals(member.pod()))
                        .isPresent()
                && Copy.answer(member).isEmpty()
                && situation.withoutPrimary().compareTo(Election.RETURN_PATIENCE) < 0;
    }

    private static PodView pod(
            MemberView member, Optional<Answered> primary, boolean restarting, boolean appendOnly, String hash) {
        Optional<Copy> copy = Copy.answer(member).map(answer -> new Copy(member, answer));
        boolean synced = copy.filter(found -> !found.primary() && !found.unassigned() && !found.loading())
                .filter(found ->
                        found.replication().linkUp() && !found.replication().syncInProgress())
                .filter(found ->
                        primary.map(answer -> answer.info().replication().offset() - found.offset())
                                        .orElse(0L)
                                <= SMALL_LAG)
                .isPresent();
        return new PodView(
                member.pod(),
                member.ordinal(),
                hash,
                member.terminating(),
                member.ready(),
                copy.isPresent(),
                copy.filter(Copy::primary).isPresent(),
                synced,
                restarting
                        || copy.filter(found -> found.loading() || found.unassigned())
                                .isPresent(),
                Copy.answer(member)
                        .map(answer -> answer.info().persistence())
                        .filter(found -> found.aofEnabled() == appendOnly && !found.aofRewriting())
                        .isPresent());
    }
}
