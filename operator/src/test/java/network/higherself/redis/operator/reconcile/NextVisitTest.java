package network.higherself.redis.operator.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NextVisitTest {

    @ParameterizedTest
    @CsvSource({
        ", , ",
        "PT2S, , PT2S",
        ", PT2S, PT2S",
        "PT15S, PT0.2S, PT0.2S",
        "PT9M59S, PT24H, PT9M59S",
        // A certificate that is due in a year leaves nothing in a timer: the visits in between will see to it.
        "PT8760H, , ",
        "PT10M, PT11M, "
    })
    void comesWhenTheFirstThingIsDue(Duration one, Duration other, Duration next) {
        assertThat(NextVisit.after(Stream.of(Optional.ofNullable(one), Optional.ofNullable(other))))
                .isEqualTo(Optional.ofNullable(next));
    }
}
