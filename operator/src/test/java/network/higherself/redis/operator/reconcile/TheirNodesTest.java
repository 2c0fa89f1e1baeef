package network.higherself.redis.operator.reconcile;

import static network.higherself.redis.operator.topology.Situations.says;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import network.higherself.redis.operator.redis.Discovered.Node;
import network.higherself.redis.operator.redis.Observation;
import network.higherself.redis.operator.redis.Observation.Answered;
import org.junit.jupiter.api.Test;

/** From when on the way to a Redis that somebody else runs is taken, and when at once. */
class TheirNodesTest {

    private static final Node ONE = new Node("a", 1, true, false);
    private static final Node TWO = new Node("b", 2, true, false);
    private static final Node GIVEN_UP = new Node("c", 3, true, true);
    private static final Node REPLICA = new Node("d", 4, false, false);
    private static final Answered PRIMARY = says().primary().of("a:1");
    private static final Observation SILENT =
            new Observation.Unreachable(PRIMARY.instance(), PRIMARY.at(), Observation.Failure.TIMEOUT, "no answer");

    @Test
    void theyServeWhileEveryPrimaryAnswersAsOne() {
        assertThat(nodes(Map.of("a:1", PRIMARY), ONE, GIVEN_UP, REPLICA).serve())
                .isTrue();
        assertThat(nodes(Map.of("a:1", PRIMARY, "b:2", SILENT), ONE, TWO).serve())
                .isFalse();
        assertThat(nodes(Map.of("a:1", PRIMARY), ONE, TWO).serve()).isFalse();
        assertThat(nodes(Map.of("a:1", says().follows("r-0").of("a:1")), ONE).serve())
                .isFalse();
        assertThat(nodes(Map.of("d:4", PRIMARY), REPLICA).serve()).isFalse();
        assertThat(nodes(Map.of()).serve()).isFalse();
    }

    @Test
    void theCueIsOfPrimariesAloneAndChangesWithWhetherTheyAnswer() {
        String before = nodes(Map.of("a:1", PRIMARY), ONE).cue();

        assertThat(nodes(Map.of("a:1", PRIMARY, "d:4", SILENT), ONE, REPLICA).cue())
                .isEqualTo(before);
        assertThat(nodes(Map.of("a:1", SILENT), ONE).cue()).isNotEqualTo(before);
        assertThat(nodes(Map.of("a:1", PRIMARY, "b:2", PRIMARY), ONE, TWO).cue())
                .isNotEqualTo(before)
                .isEqualTo(
                        nodes(Map.of("a:1", PRIMARY, "b:2", PRIMARY), TWO, ONE).cue());
    }

    private static TheirNodes nodes(Map<String, Observation> latest, Node... nodes) {
        return new TheirNodes(List.of(nodes), latest);
    }
}
