package network.higherself.redis.samples.clients;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.lettuce.core.LMoveArgs;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;

/**
 * Tasks, each done at least once: a worker holds a task for the time of a lease, and when it dies the task returns to the
 * queue. A task that fails returns after a pause, until its attempts are used up. Handlers must bear doing one twice.
 *
 * <p>Keys: {@code queue:tasks:{priority}} (high, normal, low), {@code task:{id}} (a hash: data, attempts); and for those
 * who hold a task {@code queue:tasks:{priority}:taken}, {@code …:leased}, {@code …:dead}. Workers of the Python service
 * may take from the same queues; what they take is lost when they die.
 *
 * <p>One object a worker: taking blocks its connection. Leases end by the workers' clocks, so a lease must be longer than
 * clocks differ.
 */
public final class TaskQueue implements AutoCloseable {

    private static final Duration KEPT = Duration.ofDays(1);

    private final KeptConnection redis;
    private final Clock clock;
    private final Duration lease;
    private final int attempts;
    private final Duration pause;
    private final Duration longestWait;

    /**
     * @param lease how long a worker may take; see {@link #extend}
     * @param attempts of a task, the first included
     * @param pause before a second attempt; the further ones wait longer
     */
    public TaskQueue(Redis redis, Clock clock, Duration lease, int attempts, Duration pause) {
        this.redis = redis.connection();
        this.clock = clock;
        this.lease = lease;
        this.attempts = attempts;
        this.pause = pause;
        // An answer that comes later than the timeout of a command counts as none.
        this.longestWait = redis.settings().timeout().dividedBy(2);
    }

    /** @return the task's id */
    public String add(String type, ObjectNode parameters, String priority) {
        String id = "task_" + UUID.randomUUID();
        ObjectNode task = Wire.object().put("id", id).put("type", type);
        task.set("parameters", parameters);
        task.put("priority", priority).put("queued_at", Wire.now(clock)).put("status", "queued");
        redis.call(commands ->
                TaskScripts.ADD.run(commands, List.of(queue(priority), key(id)), Wire.write(task), seconds(KEPT)));
        return id;
    }

    /**
     * Waits for a task, and holds it.
     *
     * @param wait at most half of REDIS_TIMEOUT
     */
    public Optional<Task> take(String priority, Duration wait) {
        returnWhatIsDue(priority);
        double patience = Math.max(0.01, Math.min(wait.toMillis(), longestWait.toMillis()) / 1000.0);
        String text = redis.call(
                commands -> commands.blmove(queue(priority), taken(priority), LMoveArgs.Builder.rightLeft(), patience));
        return text == null ? Optional.empty() : held(priority, text);
    }

    private Optional<Task> held(String priority, String text) {
        ObjectNode data = Wire.read(text);
        String id = data.path("id").asText();
        ObjectNode processing = data.deepCopy().put("status", "processing").put("started_at", Wire.now(clock));
        Long attempt = redis.call(commands -> TaskScripts.HOLD.run(
                commands,
                List.of(taken(priority), leased(priority), key(id)),
                text,
                in(lease),
                Wire.write(processing),
                seconds(KEPT)));
        if (attempt == 0) {
            return Optional.empty();
        }
        ObjectNode parameters = data.path("parameters") instanceof ObjectNode object ? object : Wire.object();
        return Optional.of(new Task(id, data.path("type").asText(), parameters, priority, attempt, text));
    }

    /**
     * Begins the lease anew, for work that takes long.
     *
     * @return false: the lease had ended, and somebody else does the task
     */
    public boolean extend(Task task) {
        return redis.call(commands -> TaskScripts.EXTEND.run(
                commands,
                List.of(leased(task.priority()), key(task.id())),
                task.text(),
                String.valueOf(task.attempt()),
                in(lease)));
    }

    /** @return false: the lease had ended, and somebody else does the task or did it */
    public boolean complete(Task task, JsonNode result) {
        ObjectNode done = Wire.read(task.text()).put("status", "completed").put("completed_at", Wire.now(clock));
        done.set("result", result);
        return redis.call(commands -> TaskScripts.COMPLETE.run(
                commands,
                List.of(leased(task.priority()), key(task.id())),
                task.text(),
                String.valueOf(task.attempt()),
                Wire.write(done),
                seconds(KEPT)));
    }

    /** Has it tried again after a pause, or given up with the attempts used up. */
    public void fail(Task task, String error) {
        Duration wait = pause.multipliedBy(1L << Math.min(task.attempt() - 1, 16));
        ObjectNode failed = Wire.read(task.text())
                .put("status", task.attempt() < attempts ? "queued" : "failed")
                .put("error", error);
        redis.<Boolean>call(commands -> TaskScripts.FAIL.run(
                commands,
                List.of(leased(task.priority()), key(task.id())),
                task.text(),
                String.valueOf(task.attempt()),
                in(task.attempt() < attempts ? wait : Duration.ZERO),
                Wire.write(failed),
                seconds(KEPT)));
        returnWhatIsDue(task.priority());
    }

    /**
     * Takes one task and does it.
     *
     * @param work task → result; what it throws is a failed attempt
     * @return whether there was one
     */
    public boolean work(String priority, Duration wait, Function<Task, JsonNode> work) {
        Optional<Task> task = take(priority, wait);
        task.ifPresent(held -> {
            JsonNode result;
            try {
                result = work.apply(held);
            } catch (RuntimeException e) {
                fail(held, e.toString());
                return;
            }
            complete(held, result);
        });
        return task.isPresent();
    }

    /** Tasks whose attempts are used up, the last one first: for people. */
    public List<String> dead(String priority) {
        return redis.call(commands -> commands.lrange(queue(priority) + ":dead", 0, 99)).stream()
                .map(text -> Wire.read(text).path("id").asText())
                .toList();
    }

    /** {@code task:{id}}'s data, for a day after its last change. */
    public Optional<ObjectNode> state(String id) {
        return Optional.ofNullable(redis.call(commands -> commands.hget(key(id), "data")))
                .map(Wire::read);
    }

    private void returnWhatIsDue(String priority) {
        redis.<Long>call(commands -> TaskScripts.RETURN.run(
                commands,
                List.of(queue(priority), taken(priority), leased(priority), queue(priority) + ":dead"),
                in(Duration.ZERO),
                in(lease),
                String.valueOf(attempts)));
    }

    private String in(Duration duration) {
        return String.valueOf(clock.millis() + duration.toMillis());
    }

    private static String seconds(Duration duration) {
        return String.valueOf(duration.toSeconds());
    }

    private static String queue(String priority) {
        return "queue:tasks:" + priority;
    }

    private static String taken(String priority) {
        return queue(priority) + ":taken";
    }

    private static String leased(String priority) {
        return queue(priority) + ":leased";
    }

    private static String key(String id) {
        return "task:" + id;
    }

    @Override
    public void close() {
        redis.close();
    }

    /** Ten tasks, each of which fails at first, done by one worker. */
    public static void main(String[] arguments) {
        String priority = "demo-" + System.nanoTime();
        try (Redis redis = Redis.fromEnvironment("task-queue");
                TaskQueue queue =
                        new TaskQueue(redis, Clock.systemUTC(), Duration.ofSeconds(30), 3, Duration.ofMillis(100))) {
            for (int i = 0; i < 10; i++) {
                queue.add("sync_notion_data", Wire.object().put("number", i), priority);
            }
            int done = 0;
            long end = System.nanoTime() + Duration.ofSeconds(60).toNanos();
            while (done < 10 && System.nanoTime() < end) {
                int[] completed = {0};
                queue.work(priority, Duration.ofMillis(200), task -> {
                    if (task.attempt() == 1) {
                        throw new IllegalStateException("the first attempt fails");
                    }
                    completed[0] = 1;
                    return Wire.object().put("ok", true);
                });
                done += completed[0];
            }
            System.out.println(done + " of 10 tasks done at the second attempt, given up: "
                    + queue.dead(priority).size());
        }
    }
}
