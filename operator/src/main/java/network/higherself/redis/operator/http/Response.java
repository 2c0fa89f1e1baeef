package network.higherself.redis.operator.http;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What goes out.
 *
 * @param body in pieces, since a scrape may be large
 */
public record Response(int status, Map<String, String> headers, List<byte[]> body) {

    public static final String CONTENT_TYPE = "Content-Type";
    private static final String JSON = "application/json";
    private static final String PROBLEM = "application/problem+json";

    private static final ObjectMapper MAPPER = JsonMapper.builder()
            .addModule(new Jdk8Module())
            .addModule(new JavaTimeModule())
            .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
            .defaultPropertyInclusion(
                    JsonInclude.Value.construct(JsonInclude.Include.NON_ABSENT, JsonInclude.Include.ALWAYS))
            .build();

    private static final Map<Integer, String> TITLES = Map.ofEntries(
            Map.entry(400, "Bad request"),
            Map.entry(401, "Who are you?"),
            Map.entry(403, "Not allowed"),
            Map.entry(404, "Not found"),
            Map.entry(405, "Not that way"),
            Map.entry(409, "Not as things stand"),
            Map.entry(413, "Too large"),
            Map.entry(414, "Too long"),
            Map.entry(429, "Too many"),
            Map.entry(431, "Headers too large"),
            Map.entry(500, "Something failed"),
            Map.entry(503, "Not now"),
            Map.entry(504, "Too late"));

    /** @param content a map, list or record */
    public static Response json(int status, Object content) {
        return written(status, JSON, content);
    }

    /**
     * An answer after RFC 9457.
     *
     * @param detail in words for people, without any secret
     */
    public static Response problem(int status, String detail) {
        Map<String, Object> problem = new LinkedHashMap<>();
        problem.put("type", "about:blank");
        problem.put("title", TITLES.getOrDefault(status, "Problem"));
        problem.put("status", status);
        problem.put("detail", detail);
        return written(status, PROBLEM, problem);
    }

    public static Response text(int status, String text) {
        return of(status, "text/plain; charset=utf-8", text.getBytes(StandardCharsets.UTF_8));
    }

    public static Response of(int status, String type, byte[] body) {
        return new Response(status, Map.of(CONTENT_TYPE, type), List.of(body));
    }

    /** The same with further headers. */
    public Response with(Map<String, String> more) {
        if (more == null || more.isEmpty()) {
            return this;
        }
        Map<String, String> all = new HashMap<>(headers);
        all.putAll(more);
        return new Response(status, Map.copyOf(all), body);
    }

    private static Response written(int status, String type, Object content) {
        try {
            return of(status, type, MAPPER.writeValueAsBytes(content));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("an answer can't be written as JSON", e);
        }
    }
}
