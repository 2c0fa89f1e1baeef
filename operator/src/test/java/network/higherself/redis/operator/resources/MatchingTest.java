package network.higherself.redis.operator.resources;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class MatchingTest {

    static List<Arguments> pairs() {
        return List.of(
                Arguments.of(999, 999L, true),
                Arguments.of(999, 998L, false),
                Arguments.of(1, "1", false),
                Arguments.of(1, 1.5, false),
                Arguments.of(Map.of("uid", 999, "of", List.of(1, 2)), Map.of("uid", 999L, "of", List.of(1L, 2L)), true),
                Arguments.of(Map.of("uid", 999), Map.of("uid", 999L, "gid", 999L), false),
                Arguments.of(Map.of("uid", 999, "gid", 1), Map.of("uid", 999L), false),
                Arguments.of(Map.of("uid", 999), Map.of("gid", 999), false),
                Arguments.of(List.of("a", "b"), List.of("b", "a"), false),
                Arguments.of(List.of("a"), List.of("a", "b"), false),
                Arguments.of(nothing("a"), nothing("a"), true),
                Arguments.of(nothing("a"), nothing("b"), false));
    }

    @ParameterizedTest
    @MethodSource("pairs")
    void numbersCountByTheirValueAndAllElseAsItIs(Object one, Object other, boolean same) {
        assertThat(Matching.same(one, other)).isEqualTo(same);
        assertThat(Matching.same(other, one)).isEqualTo(same);
    }

    private static Map<String, Object> nothing(String key) {
        Map<String, Object> map = new HashMap<>();
        map.put(key, null);
        return map;
    }
}
