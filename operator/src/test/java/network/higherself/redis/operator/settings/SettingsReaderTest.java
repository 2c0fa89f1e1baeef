package network.higherself.redis.operator.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SettingsReaderTest {

    @Test
    void needsNoVariable() {
        OperatorSettings settings = SettingsReader.read(Map.of());

        assertThat(settings.defaultImage()).isEqualTo("redis:7.2");
        assertThat(settings.watchNamespaces()).as("empty: all namespaces").isEmpty();
        assertThat(settings.leaderElection()).isTrue();
        assertThat(settings.podLabels())
                .containsExactly(Map.entry("app.kubernetes.io/name", "higherself-redis-operator"));
        assertThat(settings.actionTimeout()).isEqualTo(Duration.ofSeconds(2));
    }

    @Test
    void readsListsWithSpacesAndIgnoresBlankParts() {
        OperatorSettings settings = SettingsReader.read(
                Map.of("WATCH_NAMESPACES", " one, two,,", "OPERATOR_POD_LABELS", "app=operator, tier=system"));

        assertThat(settings.watchNamespaces()).containsExactlyInAnyOrder("one", "two");
        assertThat(settings.podLabels()).isEqualTo(Map.of("app", "operator", "tier", "system"));
    }

    @Test
    void takesABlankVariableForAMissingOne() {
        assertThat(SettingsReader.read(Map.of("HTTP_PORT", " ")).httpPort()).isEqualTo(8080);
    }

    @ParameterizedTest
    @CsvSource({"1, 8", "2, 8", "4, 16", "8, 32", "96, 32"})
    void reconcilesAsManyAtOnceAsTheProcessorsBear(int processors, int threads) {
        assertThat(SettingsReader.reconcileThreads(processors)).isEqualTo(threads);
    }

    @Test
    void reconcilesAsManyAtOnceAsItIsTold() {
        assertThat(SettingsReader.read(Map.of("RECONCILE_THREADS", "3")).reconcileThreads())
                .isEqualTo(3);
        assertThat(SettingsReader.read(Map.of()).reconcileThreads()).isBetween(8, 32);
    }

    @ParameterizedTest
    @CsvSource({
        "HTTP_PORT, eighty, HTTP_PORT must be a whole number",
        "HTTP_PORT, 70000, HTTP_PORT must be from 1 to 65535",
        "RECONCILE_THREADS, 0, RECONCILE_THREADS must be from 1 to 200",
        "LEADER_ELECTION, yes, 'LEADER_ELECTION must be one of false, true'",
        "ACTION_TIMEOUT, 2 seconds, ACTION_TIMEOUT must be a duration from 100ms to 60s",
        "ACTION_TIMEOUT, 1h, ACTION_TIMEOUT must be a duration from 100ms to 60s",
        "OPERATOR_POD_LABELS, operator, 'OPERATOR_POD_LABELS must be pairs as in key=value, with commas between'",
        "DEFAULT_IMAGE, redis 7, DEFAULT_IMAGE must not hold spaces",
        "LOG_FORMAT, xml, 'LOG_FORMAT must be one of json, text'",
    })
    void namesTheVariableAndTheMend(String variable, String value, String message) {
        assertThatThrownBy(() -> SettingsReader.read(Map.of(variable, value)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(message);
    }

    @Test
    void tellsAllThatIsWrongAtOnce() {
        assertThatThrownBy(() -> SettingsReader.read(Map.of("HTTP_PORT", "x", "PROBE_THREADS", "99")))
                .hasMessageContaining("HTTP_PORT must be")
                .hasMessageContaining("PROBE_THREADS must be");
    }
}
