package network.higherself.redis.samples.clients;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Clock;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;

/** How values are written: as the Python service writes them, so that each reads what the other wrote. */
final class Wire {

    private static final ObjectMapper JSON = new ObjectMapper();

    /** Python's {@code datetime.isoformat()}: without a zone; here always UTC, as in the containers of the service. */
    private static final DateTimeFormatter ISO = DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSSSSS");

    private Wire() {}

    static ObjectNode object() {
        return JSON.createObjectNode();
    }

    static String write(JsonNode value) {
        return value.toString();
    }

    /** @throws IllegalStateException if it is not JSON; without the text, which may be confidential */
    static ObjectNode read(String text) {
        try {
            return (ObjectNode) JSON.readTree(text);
        } catch (JsonProcessingException | ClassCastException e) {
            throw new IllegalStateException("a value in Redis is not a JSON object");
        }
    }

    static String now(Clock clock) {
        return ISO.format(LocalDateTime.ofInstant(clock.instant(), ZoneOffset.UTC));
    }
}
