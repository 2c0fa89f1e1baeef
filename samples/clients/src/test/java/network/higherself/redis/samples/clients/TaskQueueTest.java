package network.higherself.redis.samples.clients;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** No task is lost, whoever dies when. */
class TaskQueueTest {

    private static final Duration LEASE = Duration.ofMinutes(1);
    private static final Duration PAUSE = Duration.ofSeconds(10);
    private static final Duration WAIT = Duration.ofMillis(50);
    private static Server server;

    private final Later clock = new Later();

    @BeforeAll
    static void start() throws IOException {
        server = new Server();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void aWorkerThatDiesInTheMiddleLosesNoTask() {
        try (Redis redis = server.as("task-queue");
                TaskQueue dies = queue(redis);
                TaskQueue lives = queue(redis)) {
            String id = dies.add("sync", Wire.object().put("n", 1), "middle");
            Task held = dies.take("middle", WAIT).orElseThrow();
            assertThat(held.parameters().path("n").asInt()).isEqualTo(1);
            assertThat(lives.take("middle", WAIT)).as("it is held").isEmpty();

            clock.pass(LEASE);
            Task again = lives.take("middle", WAIT).orElseThrow();
            assertThat(again.id()).isEqualTo(id);
            assertThat(again.attempt()).isEqualTo(2);
            assertThat(dies.complete(held, Wire.object())).as("too late").isFalse();
            assertThat(dies.extend(held)).isFalse();
            assertThat(lives.complete(again, Wire.object())).isTrue();
            assertThat(lives.state(id).orElseThrow().path("status").asText()).isEqualTo("completed");
            clock.pass(LEASE);
            assertThat(lives.take("middle", WAIT)).isEmpty();
        }
    }

    @Test
    void aWorkerThatDiesBeforeItHoldsATaskLosesNone() {
        try (Redis redis = server.as("task-queue");
                TaskQueue lives = queue(redis)) {
            String id = lives.add("sync", Wire.object(), "early");
            server.other()
                    .lmove(
                            "queue:tasks:early",
                            "queue:tasks:early:taken",
                            io.lettuce.core.LMoveArgs.Builder.rightLeft());
            assertThat(lives.take("early", WAIT)).isEmpty();

            clock.pass(LEASE);
            assertThat(lives.take("early", WAIT)).get().extracting(Task::id).isEqualTo(id);
        }
    }

    @Test
    void aTaskThatFailsIsTriedAgainLaterAndGivenUpAtLast() {
        try (Redis redis = server.as("task-queue");
                TaskQueue queue = queue(redis)) {
            String id = queue.add("sync", Wire.object(), "fails");
            for (int attempt = 1; attempt <= 3; attempt++) {
                assertThat(queue.work("fails", WAIT, task -> {
                            throw new IllegalStateException("broken");
                        }))
                        .as("attempt %s", attempt)
                        .isTrue();
                assertThat(queue.take("fails", WAIT)).as("not at once").isEmpty();
                clock.pass(PAUSE.multipliedBy(1L << (attempt - 1)));
            }

            assertThat(queue.take("fails", WAIT)).isEmpty();
            assertThat(queue.dead("fails")).containsExactly(id);
            assertThat(queue.state(id).orElseThrow().path("status").asText()).isEqualTo("failed");
            assertThat(queue.state(id).orElseThrow().path("error").asText()).contains("broken");
        }
    }

    @Test
    void manyWorkersOfWhomSomeDieDoEachTask() throws Exception {
        Set<String> done = ConcurrentHashMap.newKeySet();
        AtomicLong taken = new AtomicLong();
        ExecutorService workers = Executors.newFixedThreadPool(4);
        try (Redis redis = server.as("task-queue");
                TaskQueue producer = queue(redis)) {
            List<String> ids = IntStream.range(0, 100)
                    .mapToObj(i -> producer.add("sync", Wire.object(), "many"))
                    .toList();
            List<Future<?>> ends = IntStream.range(0, 4)
                    .<Future<?>>mapToObj(worker -> workers.submit(() -> {
                        try (TaskQueue queue = queue(redis)) {
                            for (var task = queue.take("many", WAIT);
                                    task.isPresent();
                                    task = queue.take("many", WAIT)) {
                                // Every seventh is held by a worker that dies.
                                if (taken.incrementAndGet() % 7 != 0 && queue.complete(task.get(), Wire.object())) {
                                    assertThat(done.add(task.get().id())).isTrue();
                                }
                            }
                        }
                    }))
                    .toList();
            for (Future<?> end : ends) {
                end.get(60, TimeUnit.SECONDS);
            }
            assertThat(done).hasSizeLessThan(100);
            clock.pass(LEASE);
            while (producer.work("many", WAIT, task -> {
                done.add(task.id());
                return Wire.object();
            })) {}

            assertThat(done).containsExactlyInAnyOrderElementsOf(ids);
            assertThat(server.other().keys("queue:tasks:many*")).isEmpty();
        } finally {
            workers.shutdownNow();
        }
    }

    @Test
    void aTaskOfTheServiceInPythonIsDone() {
        try (Redis redis = server.as("task-queue");
                TaskQueue queue = queue(redis)) {
            server.other()
                    .lpush(
                            "queue:tasks:high",
                            "{\"id\": \"task_1700000000.1\", \"type\": \"sync\", \"parameters\": {\"a\": 1},"
                                    + " \"priority\": \"high\", \"status\": \"queued\"}");
            Task task = queue.take("high", WAIT).orElseThrow();
            assertThat(task.type()).isEqualTo("sync");
            assertThat(queue.complete(task, Wire.object().put("ok", true))).isTrue();
            assertThat(server.other().hget("task:task_1700000000.1", "data")).contains("\"completed\"");
        }
    }

    private TaskQueue queue(Redis redis) {
        return new TaskQueue(redis, clock, LEASE, 3, PAUSE);
    }

    private static final class Later extends Clock {
        private final AtomicLong passed = new AtomicLong();

        void pass(Duration duration) {
            passed.addAndGet(duration.toMillis() + 1);
        }

        @Override
        public Instant instant() {
            return Instant.now().plusMillis(passed.get());
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }
    }
}
