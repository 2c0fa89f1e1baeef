package network.higherself.redis.operator.resources;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import network.higherself.redis.operator.plan.RedisPlan;

/**
 * What of a plan takes a restart to change, as a hash. Of the plan alone and never of the pod template that is built
 * from it, so that an operator which builds its templates in another way restarts no server.
 */
public final class RestartHash {

    private static final ObjectMapper MAPPER = JsonMapper.builder()
            .configure(MapperFeature.SORT_PROPERTIES_ALPHABETICALLY, true)
            .configure(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS, true)
            .build();

    private RestartHash() {}

    /** 16 hex digits; equal for plans between which no pod needs to be made anew. */
    public static String of(RedisPlan plan) {
        Map<String, Object> parts = new LinkedHashMap<>();
        parts.put("image", plan.image());
        parts.put("mode", plan.mode().name());
        parts.put("tls", plan.encryption().enabled());
        parts.put("volume", plan.volume().isPresent());
        parts.put("resources", Quantities.canonical(plan.resources()));
        parts.put("template", plan.template());
        parts.put("preferredSpread", plan.preferredSpread());
        parts.put("directives", Configuration.atStartOnly(plan));
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256")
                    .digest(MAPPER.writeValueAsString(parts).getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest, 0, 8);
        } catch (JsonProcessingException | NoSuchAlgorithmException e) {
            throw new IllegalStateException("a plan is plain data, and every JRE has SHA-256", e);
        }
    }
}
