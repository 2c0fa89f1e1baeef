package network.higherself.redis.operator.plan;

import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import network.higherself.redis.api.v1.HigherSelfRedis;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** What the gate of a visit costs: the plan of the sample for production, and reading the accepted one. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class PlanningBenchmark {

    private final Planner planner = new Planner(new PlannerSettings("redis:7.2"));
    private HigherSelfRedis resource;
    private RedisPlan accepted;
    private String stored;

    @Setup
    public void load() throws IOException {
        String sample = Files.readString(Path.of("..", "samples", "production.yaml"));
        resource = new KubernetesSerialization()
                .unmarshal(sample.substring(0, sample.indexOf("\n---\n")), HigherSelfRedis.class);
        resource.getMetadata().setNamespace("higherself");
        resource.getMetadata().setUid("0f0e0d0c-0000-4000-8000-000000000001");
        accepted = ((PlanResult.Accepted) planner.plan(resource, Optional.empty())).plan();
        stored = PlanStore.write(accepted);
    }

    @Benchmark
    public PlanResult plan() {
        return planner.plan(resource, Optional.of(accepted));
    }

    @Benchmark
    public Optional<RedisPlan> readAccepted() {
        return PlanStore.read(stored);
    }
}
