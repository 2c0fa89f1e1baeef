package network.higherself.redis.operator;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import network.higherself.redis.operator.Headroom.Size;
import network.higherself.redis.operator.Headroom.State;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HeadroomTest {

    /** Percent of each window that went into collecting, from the start of the process. */
    @ParameterizedTest
    @CsvSource({
        "0 0, AMPLE",
        "0 0 0, SCANT",
        "0 5 0, SCANT",
        "30 25 0 0, AMPLE",
        "30 25 0 0 0, SCANT",
        "0 0 6 0 0, AMPLE",
        "0 0 0 0 0 0, SCANT",
        "0 0 0 2 3 2, SCANT",
        "0 0 0 20, AMPLE",
        "0 0 0 20 0 0, AMPLE",
        "0 0 0 20 0 0 0, SCANT"
    })
    void theHeapIsAmpleUntilItIsCalm(String windows, Size size) {
        State state = Arrays.stream(windows.split(" "))
                .map(percent -> Integer.parseInt(percent) / 100.0)
                .reduce(State.BEGIN, State::after, (one, other) -> other);

        assertThat(state.size()).isEqualTo(size);
    }

    @ParameterizedTest
    @CsvSource({"1, AMPLE", "9, AMPLE", "10, SCANT", "300, SCANT"})
    void collectionsOfAllThatFollowOneAnotherAskForMore(int secondsSinceTheLast, Size size) {
        State calm = new State(Size.SCANT, 7);

        assertThat(calm.afterFullCollection(Duration.ofSeconds(secondsSinceTheLast))
                        .size())
                .isEqualTo(size);
    }

    @Test
    void aProcessBeginsAsItsFlagsSay() throws IOException {
        assertThat(Files.readAllLines(Path.of("src/main/jib/app/jvm.options")))
                .contains(
                        "-XX:MinHeapFreeRatio=" + State.BEGIN.size().least(),
                        "-XX:MaxHeapFreeRatio=" + State.BEGIN.size().most());
    }
}
