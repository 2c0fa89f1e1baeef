package network.higherself.redis.operator.plan;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import java.util.Optional;

/** The last accepted plan as JSON. Reads what other releases wrote: fields that it does not know are passed over. */
public final class PlanStore {

    private static final ObjectMapper MAPPER = JsonMapper.builder()
            .addModule(new Jdk8Module())
            .addModule(new JavaTimeModule())
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .disable(SerializationFeature.WRITE_DURATIONS_AS_TIMESTAMPS)
            .enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS)
            .defaultPropertyInclusion(
                    JsonInclude.Value.construct(JsonInclude.Include.NON_ABSENT, JsonInclude.Include.NON_ABSENT))
            .build();

    private PlanStore() {}

    public static String write(RedisPlan plan) {
        return text(plan);
    }

    public static String write(ExternalPlan plan) {
        return text(plan);
    }

    private static String text(Object plan) {
        try {
            return MAPPER.writeValueAsString(plan);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a plan can't be written", e);
        }
    }

    /** The plan, or empty where the text is none: somebody edited it, and the spec decides alone. */
    public static Optional<RedisPlan> read(String text) {
        try {
            return Optional.ofNullable(MAPPER.readValue(text, RedisPlan.class))
                    .filter(plan -> plan.identity() != null && plan.mode() != null && plan.directives() != null);
        } catch (JsonProcessingException malformed) {
            return Optional.empty();
        }
    }

    /** The plan of a Redis that somebody else runs, or empty where the text is none. */
    public static Optional<ExternalPlan> readExternal(String text) {
        try {
            return Optional.ofNullable(MAPPER.readValue(text, ExternalPlan.class))
                    .filter(plan -> plan.identity() != null && plan.host() != null && plan.mode() != null);
        } catch (JsonProcessingException malformed) {
            return Optional.empty();
        }
    }
}
