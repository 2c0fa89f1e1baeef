package network.higherself.redis.samples.clients;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.lettuce.core.RedisException;
import io.lettuce.core.ScriptOutputType;
import io.lettuce.core.SetArgs;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Answers of an API, and business entities that can be found by name and by type.
 *
 * <p>Keys: {@code notion:database:{id}}; {@code business_entity:{id}} (a hash: data, last_updated),
 * {@code business_entity:name:{name}} (an id), {@code business_entity:type:{type}} (a set of ids).
 */
public final class ApiCache implements AutoCloseable {

    private static final System.Logger LOG = System.getLogger(ApiCache.class.getName());
    private static final Duration ENTITY_LIFE = Duration.ofHours(1);

    /** All keys of an entity or none. KEYS: entity, name?, type?; ARGV: data, time, seconds, id, 1 if a name is there. */
    private static final Script PUT = new Script("""
            redis.call('HSET', KEYS[1], 'data', ARGV[1], 'last_updated', ARGV[2])
            redis.call('EXPIRE', KEYS[1], ARGV[3])
            local typeAt = 2
            if ARGV[5] == '1' then
              redis.call('SET', KEYS[2], ARGV[4], 'EX', ARGV[3])
              typeAt = 3
            end
            if KEYS[typeAt] then
              redis.call('SADD', KEYS[typeAt], ARGV[4])
              redis.call('EXPIRE', KEYS[typeAt], ARGV[3])
            end
            """, ScriptOutputType.STATUS);

    private final KeptConnection redis;
    private final Clock clock;

    public ApiCache(Redis redis, Clock clock) {
        this.redis = redis.connection();
        this.clock = clock;
    }

    /** The kept answer, or the API's, which is then kept. Without Redis it is slower, and works. */
    public JsonNode response(String databaseId, Duration life, Supplier<JsonNode> api) {
        try {
            Optional<JsonNode> kept = kept(databaseId);
            if (kept.isPresent()) {
                return kept.get();
            }
        } catch (RedisException e) {
            LOG.log(System.Logger.Level.WARNING, "Asking without the cache: " + e.getMessage());
            return api.get();
        }
        JsonNode answer = api.get();
        try {
            keep(databaseId, answer, life);
        } catch (RedisException e) {
            LOG.log(System.Logger.Level.WARNING, "Not kept: " + e.getMessage());
        }
        return answer;
    }

    public Optional<JsonNode> kept(String databaseId) {
        return Optional.ofNullable(redis.call(commands -> commands.get("notion:database:" + databaseId)))
                .map(text -> Wire.read(text).get("data"));
    }

    public void keep(String databaseId, JsonNode answer, Duration life) {
        ObjectNode value = Wire.object().put("cached_at", Wire.now(clock)).put("ttl", life.toSeconds());
        value.set("data", answer);
        redis.call(
                commands -> commands.set("notion:database:" + databaseId, Wire.write(value), SetArgs.Builder.ex(life)));
    }

    /** @param data may have a {@code name} and a {@code type}, by which it is then found */
    public void putEntity(String id, ObjectNode data) {
        List<String> keys = new ArrayList<>(List.of("business_entity:" + id));
        if (data.hasNonNull("name")) {
            keys.add(nameKey(data.get("name").asText()));
        }
        if (data.hasNonNull("type")) {
            keys.add(typeKey(data.get("type").asText()));
        }
        redis.call(commands -> PUT.run(
                commands,
                keys,
                Wire.write(data),
                Wire.now(clock),
                String.valueOf(ENTITY_LIFE.toSeconds()),
                id,
                data.hasNonNull("name") ? "1" : "0"));
    }

    public Optional<ObjectNode> entity(String id) {
        return Optional.ofNullable(redis.call(commands -> commands.hget("business_entity:" + id, "data")))
                .map(Wire::read);
    }

    public Optional<ObjectNode> entityByName(String name) {
        // Whoever was renamed is still listed under the old name for a while.
        return Optional.ofNullable(redis.call(commands -> commands.get(nameKey(name))))
                .flatMap(this::entity)
                .filter(entity -> entity.path("name").asText().equalsIgnoreCase(name));
    }

    public List<ObjectNode> entitiesByType(String type) {
        return redis.call(commands -> commands.smembers(typeKey(type))).stream()
                .map(this::entity)
                .flatMap(Optional::stream)
                .filter(entity -> entity.path("type").asText().equals(type))
                .toList();
    }

    /** For when it changed at its source. The index forgets it by itself. */
    public void forgetEntity(String id) {
        redis.call(commands -> commands.del("business_entity:" + id));
    }

    private static String nameKey(String name) {
        return "business_entity:name:" + name.toLowerCase(Locale.ROOT);
    }

    private static String typeKey(String type) {
        return "business_entity:type:" + type;
    }

    @Override
    public void close() {
        redis.close();
    }

    /** Asks a slow API twice, and keeps an entity. */
    public static void main(String[] arguments) {
        try (Redis redis = Redis.fromEnvironment("api-cache");
                ApiCache cache = new ApiCache(redis, Clock.systemUTC())) {
            String database = "demo-" + System.nanoTime();
            int[] asked = {0};
            for (int i = 0; i < 2; i++) {
                cache.response(
                        database, Duration.ofMinutes(5), () -> Wire.object().put("asked", ++asked[0]));
            }
            System.out.println("the API was asked " + asked[0] + " time(s) for 2 answers");
            cache.putEntity(
                    "entity_123", Wire.object().put("name", "Adiya Wellness").put("type", "wellness_center"));
            System.out.println(
                    "by name: " + cache.entityByName("adiya wellness").isPresent() + ", by type: "
                            + cache.entitiesByType("wellness_center").size());
        }
    }
}
