package network.higherself.redis.operator.probe;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.OptionalLong;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FiguresNewsTest {

    private static final Instant NOW = Instant.parse("2026-12-01T00:00:00Z");

    /** Figures are written as latency/clients/operations/evicted; "-" is unknown. */
    @ParameterizedTest(name = "{0} -> {1}: {2} after {3} s")
    @CsvSource(delimiter = '|', textBlock = """
                    # nothing was told before
                    -           | 100/2/-/0 | 0   | true
                    # the same
                    100/2/5/0   | 100/2/5/0 | 900 | false
                    # applications are at work
                    100/2/5/0   | 120/2/5/0 | 59  | false
                    100/2/5/0   | 120/2/5/0 | 60  | true
                    # they begin, end, come and go
                    100/2/-/0   | 100/2/5/0 | 60  | true
                    100/2/5/0   | 100/2/-/0 | 60  | true
                    100/2/-/0   | 100/3/-/0 | 60  | true
                    100/2/-/0   | 100/2/-/7 | 60  | true
                    100/2/-/0   | 100/3/-/0 | 59  | false
                    # latency moves by itself, and a rate becomes known
                    100/2/-/0   | 120/2/-/0 | 60  | false
                    100/2/-/0   | 120/2/-/0 | 599 | false
                    100/2/-/0   | 120/2/-/0 | 600 | true
                    100/-/-/0   | 100/0/0/0 | 60  | false
                    """)
    void tellsOftenOnlyOfWhatApplicationsMove(String told, String figures, int seconds, boolean due) {
        FiguresNews news = new FiguresNews();
        if (!told.equals("-")) {
            news.told(figures(told), NOW.minusSeconds(seconds));
        }
        assertThat(news.due(figures(figures), NOW)).isEqualTo(due);
    }

    private static Figures figures(String numbers) {
        String[] parts = numbers.split("/");
        return new Figures(
                number(parts[0]),
                OptionalLong.empty(),
                OptionalLong.empty(),
                number(parts[1]),
                number(parts[2]),
                OptionalLong.empty(),
                OptionalLong.empty(),
                Long.parseLong(parts[3]),
                0);
    }

    private static OptionalLong number(String text) {
        return text.equals("-") ? OptionalLong.empty() : OptionalLong.of(Long.parseLong(text));
    }
}
