package network.higherself.redis.samples.clients;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.lettuce.core.ScriptOutputType;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/**
 * Sessions that end by themselves, listed by user.
 *
 * <p>Keys: {@code session:{id}} (a hash: data), {@code user_sessions:{user}} (a set of ids).
 */
public final class Sessions implements AutoCloseable {

    /** The list of a user lives as long as the longest of the sessions. KEYS: session, list; ARGV: data, seconds, id. */
    private static final Script CREATE = new Script("""
            redis.call('HSET', KEYS[1], 'data', ARGV[1])
            redis.call('EXPIRE', KEYS[1], ARGV[2])
            redis.call('SADD', KEYS[2], ARGV[3])
            if redis.call('TTL', KEYS[2]) < tonumber(ARGV[2]) then
              redis.call('EXPIRE', KEYS[2], ARGV[2])
            end
            """, ScriptOutputType.STATUS);

    /**
     * Writes only over what was read. A session that ended meanwhile would come back without an end, and what another
     * request wrote would be lost.
     */
    private static final Script REPLACE = new Script("""
            if redis.call('HGET', KEYS[1], 'data') ~= ARGV[1] then return 0 end
            redis.call('HSET', KEYS[1], 'data', ARGV[2])
            return 1
            """, ScriptOutputType.BOOLEAN);

    private final KeptConnection redis;
    private final Clock clock;
    private final SecureRandom random = new SecureRandom();

    public Sessions(Redis redis, Clock clock) {
        this.redis = redis.connection();
        this.clock = clock;
    }

    /**
     * Whoever knows the id has the session, so it can't be guessed.
     *
     * @param data what to keep beside {@code user_id}, {@code created_at} and {@code last_activity}
     * @return the session's id
     */
    public String create(String user, ObjectNode data, Duration life) {
        byte[] secret = new byte[24];
        random.nextBytes(secret);
        String id =
                "sess_" + user + "_" + Base64.getUrlEncoder().withoutPadding().encodeToString(secret);
        String now = Wire.now(clock);
        ObjectNode session =
                Wire.object().put("user_id", user).put("created_at", now).put("last_activity", now);
        session.setAll(data);
        redis.call(commands -> CREATE.run(
                commands,
                List.of(key(id), list(user)),
                Wire.write(session),
                String.valueOf(Math.max(1, life.toSeconds())),
                id));
        return id;
    }

    /** The session, its {@code last_activity} now this one. */
    public Optional<ObjectNode> use(String id) {
        String text = redis.call(commands -> commands.hget(key(id), "data"));
        if (text == null) {
            return Optional.empty();
        }
        ObjectNode session = Wire.read(text);
        session.put("last_activity", Wire.now(clock));
        redis.<Boolean>call(commands -> REPLACE.run(commands, List.of(key(id)), text, Wire.write(session)));
        return Optional.of(session);
    }

    /** The ids of the user's sessions that have not ended; those that have are taken off the list. */
    public List<String> of(String user) {
        List<String> living = new ArrayList<>();
        for (String id : redis.call(commands -> commands.smembers(list(user)))) {
            if (redis.call(commands -> commands.exists(key(id))) == 1) {
                living.add(id);
            } else {
                redis.call(commands -> commands.srem(list(user), id));
            }
        }
        return living;
    }

    public void end(String id) {
        String text = redis.call(commands -> commands.hget(key(id), "data"));
        redis.call(commands -> commands.del(key(id)));
        if (text != null) {
            redis.call(commands ->
                    commands.srem(list(Wire.read(text).path("user_id").asText()), id));
        }
    }

    /** Signs the user out everywhere. */
    public void endAll(String user) {
        of(user).forEach(this::end);
    }

    private static String key(String id) {
        return "session:" + id;
    }

    private static String list(String user) {
        return "user_sessions:" + user;
    }

    @Override
    public void close() {
        redis.close();
    }

    /** Signs in twice, and out everywhere. */
    public static void main(String[] arguments) {
        try (Redis redis = Redis.fromEnvironment("sessions");
                Sessions sessions = new Sessions(redis, Clock.systemUTC())) {
            String user = "demo-" + System.nanoTime();
            String phone = sessions.create(user, Wire.object().put("device", "phone"), Duration.ofMinutes(5));
            sessions.create(user, Wire.object().put("device", "laptop"), Duration.ofMinutes(5));
            String device =
                    sessions.use(phone).map(it -> it.path("device").asText()).orElse("none");
            int open = sessions.of(user).size();
            sessions.endAll(user);
            System.out.println("used from the " + device + ", open: " + open + ", then: "
                    + sessions.of(user).size());
        }
    }
}
