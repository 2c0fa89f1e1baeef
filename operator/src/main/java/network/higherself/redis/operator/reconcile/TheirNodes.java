package network.higherself.redis.operator.reconcile;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import network.higherself.redis.operator.redis.Discovered.Node;
import network.higherself.redis.operator.redis.Info;
import network.higherself.redis.operator.redis.Observation;
import network.higherself.redis.operator.redis.Observation.Answered;

/**
 * The nodes of a Redis that somebody else runs, as a visit finds them. Pure.
 *
 * @param latest the last observation of each, by name
 */
record TheirNodes(List<Node> nodes, Map<String, Observation> latest) {

    /** Those that applications write to. */
    private List<Node> primaries() {
        return nodes.stream().filter(node -> node.primary() && !node.down()).toList();
    }

    /** Whether every one of those answers as a primary. */
    boolean serve() {
        List<Node> primaries = primaries();
        return !primaries.isEmpty()
                && primaries.stream()
                        .allMatch(node -> answer(node)
                                .map(Answered::info)
                                .filter(info -> info.replication().role() == Info.Role.PRIMARY
                                        && !info.persistence().loading())
                                .isPresent());
    }

    /** Changes when another node, or another process, is primary, and when one begins or ceases to answer. */
    String cue() {
        return primaries().stream()
                .map(node -> node.name() + "/"
                        + answer(node)
                                .map(found -> found.info().server().runId())
                                .orElse("no answer"))
                .sorted()
                .toList()
                .toString();
    }

    private Optional<Answered> answer(Node node) {
        return Optional.ofNullable(latest.get(node.name()))
                .filter(Answered.class::isInstance)
                .map(Answered.class::cast);
    }
}
