package network.higherself.redis.samples.clients;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * News for a user: at once for who listens, and the last fifty of a week for who comes later.
 *
 * <p>Channels: {@code notifications:{user}}. Keys: {@code user_notifications:{user}}.
 */
public final class Notifications implements AutoCloseable {

    static final int KEPT = 50;
    private static final Duration LIFE = Duration.ofDays(7);

    private final Redis redis;
    private final KeptConnection sending;
    private final KeptConnection reading;
    private final Clock clock;

    public Notifications(Redis redis, Clock clock) {
        this.redis = redis;
        this.sending = redis.connection();
        this.reading = redis.connection();
        this.clock = clock;
    }

    /**
     * Keeps and publishes it. A retry after a lost answer sends it twice, with the same id.
     *
     * @return the notification's id
     */
    public String send(String user, String type, JsonNode data) {
        String id = "notif_" + UUID.randomUUID();
        ObjectNode notification = Wire.object()
                .put("id", id)
                .put("user_id", user)
                .put("type", type)
                .put("timestamp", Wire.now(clock));
        notification.set("data", data);
        String text = Wire.write(notification);
        String kept = "user_notifications:" + user;
        sending.transaction(commands -> {
            commands.lpush(kept, text);
            commands.ltrim(kept, 0, KEPT - 1);
            commands.expire(kept, LIFE);
            commands.publish("notifications:" + user, text);
        });
        return id;
    }

    /** The user's, in the order of their coming, until closed. */
    public Subscription listen(String user, Consumer<ObjectNode> handler) {
        return new Subscription(redis, handler, "notifications:" + user);
    }

    /** The last ones, the newest first. */
    public List<ObjectNode> recent(String user, int limit) {
        return reading.call(commands -> commands.lrange("user_notifications:" + user, 0, limit - 1)).stream()
                .map(Wire::read)
                .toList();
    }

    @Override
    public void close() {
        sending.close();
        reading.close();
    }

    /** Sends one to a user who is there, and reads it as one who comes later. */
    @SuppressWarnings("try") // open while the block runs, and not named in it
    public static void main(String[] arguments) throws InterruptedException {
        CountDownLatch heard = new CountDownLatch(1);
        try (Redis redis = Redis.fromEnvironment("notifications");
                Notifications notifications = new Notifications(redis, Clock.systemUTC());
                Subscription open = notifications.listen("ada", notification -> heard.countDown())) {
            notifications.send("ada", "welcome", Wire.object().put("text", "hello"));
            boolean atOnce = heard.await(10, TimeUnit.SECONDS);
            System.out.println("heard at once: " + atOnce + ", found later: "
                    + notifications.recent("ada", 1).size());
        }
    }
}
