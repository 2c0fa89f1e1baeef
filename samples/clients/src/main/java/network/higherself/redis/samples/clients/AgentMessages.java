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
 * Messages from agent to agent, or to all of them, each kept for a day in a list of the last hundred: who was away reads
 * there what passed by.
 *
 * <p>Channels: {@code higherself:agents:{agent}}, {@code higherself:agents:broadcast}. Keys:
 * {@code agent_messages:{from}:{to}}.
 */
public final class AgentMessages implements AutoCloseable {

    /** As a recipient: every agent. */
    public static final String ALL = "all";

    static final int KEPT = 100;
    private static final Duration LIFE = Duration.ofDays(1);

    private final Redis redis;
    private final KeptConnection sending;
    private final KeptConnection reading;
    private final Clock clock;

    public AgentMessages(Redis redis, Clock clock) {
        this.redis = redis;
        this.sending = redis.connection();
        this.reading = redis.connection();
        this.clock = clock;
    }

    /**
     * Keeps and publishes it. A retry after a lost answer sends it twice, with the same id.
     *
     * @param to an agent, or {@link #ALL}
     * @return the message's id
     */
    public String send(String from, String to, String type, JsonNode payload) {
        String id = "msg_" + UUID.randomUUID();
        ObjectNode message = Wire.object()
                .put("id", id)
                .put("from", from)
                .put("to", to)
                .put("type", type)
                .put("timestamp", Wire.now(clock));
        message.set("payload", payload);
        String text = Wire.write(message);
        String history = "agent_messages:" + from + ":" + to;
        sending.transaction(commands -> {
            commands.lpush(history, text);
            commands.ltrim(history, 0, KEPT - 1);
            commands.expire(history, LIFE);
            commands.publish(channel(to), text);
        });
        return id;
    }

    /** What is for this agent and what is for all, in the order of its coming, until closed. */
    public Subscription listen(String agent, Consumer<ObjectNode> handler) {
        return new Subscription(redis, handler, channel(agent), channel(ALL));
    }

    /** The last ones, the newest first. */
    public List<ObjectNode> history(String from, String to, int limit) {
        return reading.call(commands -> commands.lrange("agent_messages:" + from + ":" + to, 0, limit - 1)).stream()
                .map(Wire::read)
                .toList();
    }

    private static String channel(String to) {
        return "higherself:agents:" + (to.equals(ALL) ? "broadcast" : to);
    }

    @Override
    public void close() {
        sending.close();
        reading.close();
    }

    /** Two agents listen, one tells all of them something and one of them something more. */
    @SuppressWarnings("try") // open while the block runs, and not named in it
    public static void main(String[] arguments) throws InterruptedException {
        CountDownLatch heard = new CountDownLatch(3);
        try (Redis redis = Redis.fromEnvironment("agent-messages");
                AgentMessages messages = new AgentMessages(redis, Clock.systemUTC());
                Subscription grace = messages.listen("grace_fields", message -> heard.countDown());
                Subscription nyra = messages.listen("nyra", message -> heard.countDown())) {
            messages.send("ruvo", ALL, "training_update", Wire.object().put("topic", "redis_integration"));
            messages.send("ruvo", "nyra", "lead", Wire.object().put("name", "Ada"));
            boolean all = heard.await(10, TimeUnit.SECONDS);
            System.out.println("heard by all: " + all + ", kept: "
                    + messages.history("ruvo", "nyra", 1).size());
        }
    }
}
