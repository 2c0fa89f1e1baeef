package network.higherself.redis.operator.http.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;

/** What the original service answered, field by field: existing clients read it. Times in milliseconds and seconds. */
final class OriginalViews {

    private OriginalViews() {}

    /** The original told microseconds, and Python's {@code strptime} reads no more. */
    private static Instant told(Instant at) {
        return at.truncatedTo(ChronoUnit.MICROS);
    }

    /** @param status {@code healthy} or {@code unhealthy} */
    @JsonNaming(SnakeCaseStrategy.class)
    @JsonInclude(JsonInclude.Include.ALWAYS)
    record Health(
            String status,
            Instant timestamp,
            Double latencyMs,
            Map<String, Object> connectionInfo,
            List<String> errors) {
        Health {
            timestamp = told(timestamp);
        }
    }

    /** @param operations commands that the primary has processed since it started */
    @JsonNaming(SnakeCaseStrategy.class)
    record Metrics(
            long operations,
            long errors,
            double avgLatencyMs,
            String healthStatus,
            Map<String, Object> redisInfo,
            Map<String, Object> connectionPoolInfo) {}

    @JsonNaming(SnakeCaseStrategy.class)
    record Config(
            Map<String, Object> connectionSettings,
            Map<String, Boolean> featureFlags,
            Map<String, Object> performanceSettings) {}

    @JsonNaming(SnakeCaseStrategy.class)
    record Test(String status, String message, String testPerformed, Instant timestamp) {
        Test {
            timestamp = told(timestamp);
        }
    }

    record Section(String section, Map<String, Object> info, Instant timestamp) {
        Section {
            timestamp = told(timestamp);
        }
    }

    record Keys(String pattern, List<String> keys, int count, int limit, Instant timestamp) {
        Keys {
            timestamp = told(timestamp);
        }
    }
}
