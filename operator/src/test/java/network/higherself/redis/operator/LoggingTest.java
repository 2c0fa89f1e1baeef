package network.higherself.redis.operator;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.util.LogbackMDCAdapter;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.ServiceLoader;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;

class LoggingTest {

    @Test
    void logbackFindsIt() {
        assertThat(ServiceLoader.load(ch.qos.logback.classic.spi.Configurator.class))
                .hasAtLeastOneElementOfType(Logging.class);
    }

    @Test
    void aLineForPeople() {
        assertThat(logged(Map.of("LOG_FORMAT", "text"), "network.higherself.redis.operator.Operator"))
                .matches(
                        "\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z INFO  Operator It serves namespace=\"ns\"\\R");
    }

    @Test
    void anObjectForMachines() throws Exception {
        JsonNode line = new ObjectMapper()
                .readTree(logged(Map.of("LOG_FORMAT", "json"), "network.higherself.redis.operator.Operator"));

        assertThat(line.get("level").asText()).isEqualTo("INFO");
        assertThat(line.get("formattedMessage").asText()).isEqualTo("It serves");
        assertThat(line.get("kvpList").get(0).get("namespace").asText()).isEqualTo("ns");
        assertThat(line.has("context")).isFalse();
    }

    @Test
    void whatOthersSayIsLoggedFromWarningsOn() {
        assertThat(logged(Map.of(), "io.javaoperatorsdk.operator.Operator")).isEmpty();
    }

    @Test
    void theLevelIsASetting() {
        assertThat(logged(Map.of("LOG_LEVEL", "WARN"), "network.higherself.redis.operator.Operator"))
                .isEmpty();
    }

    private static String logged(Map<String, String> environment, String logger) {
        PrintStream console = System.out;
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        LoggerContext context = new LoggerContext();
        context.setMDCAdapter(new LogbackMDCAdapter());
        try {
            System.setOut(new PrintStream(out, true, StandardCharsets.UTF_8));
            new Logging(environment).configure(context);
            Logger log = context.getLogger(logger);
            log.atInfo().addKeyValue("namespace", "ns").log("It serves");
        } finally {
            System.setOut(console);
            context.stop();
        }
        return out.toString(StandardCharsets.UTF_8);
    }
}
