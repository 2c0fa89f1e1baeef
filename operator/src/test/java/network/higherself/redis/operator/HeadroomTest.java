package network.higherself.redis.operator;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import network.higherself.redis.operator.Headroom.Size;
import network.higherself.redis.operator.Headroom.State;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HeadroomTest {

    /** Percent of each window that went into collecting, and a collection of all (F), from the start of the process. */
    @ParameterizedTest
    @CsvSource({
        "0 0, false",
        "0 0 0, true",
        "0 5 0, true",
        "30 25 0 0, false",
        "30 25 0 0 0, true",
        "0 0 6 0 0, false",
        "0 0 0 0 0 0, true",
        "0 0 0 20, false",
        "0 0 0 20 0 0, false",
        "0 0 0 20 0 0 0, true",
        "0 0 0 F, false",
        "0 0 F 0 0, false",
        "0 0 0 F 0, false",
        "0 0 0 F 0 0, true",
        "0 0 0 F 6 0 0, false",
        "20 F 0 0, false",
        "20 F 0 0 0, true",
        "0 0 0 F F 0 0, false"
    })
    void whatIsFreeIsGivenBackOnceItIsCalm(String windows, boolean givenBack) {
        State state = Arrays.stream(windows.split(" "))
                .reduce(
                        State.BEGIN,
                        (before, window) -> window.equals("F")
                                ? before.afterFullCollection()
                                : before.after(Integer.parseInt(window) / 100.0),
                        (one, other) -> other);

        assertThat(state.givenBack()).isEqualTo(givenBack);
    }

    @ParameterizedTest
    @CsvSource({
        "false, 3, 0, true",
        "true, 4, 7, false",
        "true, 17, 7, false",
        "true, 18, 7, true",
        "true, 19, 7, false",
        "true, 18, 5, false",
        "true, 36, 7, true"
    })
    void itIsGivenBackOnceAndNowAndThenWhereSomethingGathered(
            boolean before, int calmWindows, long gatheredMiB, boolean due) {
        assertThat(new State(true, calmWindows).due(new State(before, calmWindows - 1), gatheredMiB << 20))
                .isEqualTo(due);
        assertThat(new State(false, calmWindows).due(new State(before, calmWindows - 1), gatheredMiB << 20))
                .as("not calm")
                .isFalse();
    }

    @ParameterizedTest
    @CsvSource({"0, 75, 95", "20, 62, 82", "40, 45, 65", "75, 30, 50", "200, 30, 50"})
    void roomForABurstIsLeftWhateverIsUsed(long usedMiB, int least, int most) {
        assertThat(Size.ample(usedMiB << 20)).isEqualTo(new Size(least, most));
    }

    @Test
    void aProcessBeginsAsItsFlagsSay() throws IOException {
        assertThat(Files.readAllLines(Path.of("src/main/jib/app/jvm.options")))
                .contains("-XX:MinHeapFreeRatio=" + Size.FIRST.least(), "-XX:MaxHeapFreeRatio=" + Size.FIRST.most());
    }
}
