package network.higherself.redis.operator.resources;

import io.fabric8.kubernetes.api.model.HasMetadata;
import java.util.List;
import java.util.concurrent.TimeUnit;
import network.higherself.redis.operator.plan.SamplePlans;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** What the objects of a resource cost: three instances with TLS. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class BuildingBenchmark {

    private final RedisModel model = SampleModels.of(SamplePlans.production("bench"));

    @Benchmark
    public HasMetadata statefulSet() {
        return StatefulSets.of(model);
    }

    @Benchmark
    public List<HasMetadata> allObjects() {
        return List.of(
                ConfigMaps.config(model),
                ConfigMaps.plan(model),
                Secrets.credentials(model),
                Secrets.server(model),
                Secrets.tls(model),
                Secrets.connection(model),
                Secrets.binding(model),
                Services.primary(model),
                Services.replicas(model),
                Services.pods(model),
                DisruptionBudgets.of(model),
                NetworkPolicies.of(model),
                StatefulSets.of(model));
    }
}
