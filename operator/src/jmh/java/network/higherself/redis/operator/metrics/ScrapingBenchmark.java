package network.higherself.redis.operator.metrics;

import java.io.IOException;
import java.io.OutputStream;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import network.higherself.redis.operator.probe.ProbedInstance;
import network.higherself.redis.operator.resources.ServerBinaries;
import network.higherself.redis.operator.testing.RealRedis;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** What a scrape costs besides the network: all series of many instances, from one real observation. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
public class ScrapingBenchmark {

    @Param({"200", "500"})
    private int instances;

    private MetricsPage page;

    @Setup
    public void observe() throws IOException {
        try (RealRedis redis = RealRedis.start(ServerBinaries.REDIS_7_0);
                Scraped scraped = new Scraped()) {
            for (String command : List.of("SET", "GET", "DEL", "INCR", "LPUSH", "RPOP", "HSET", "HGET", "SADD", "ZADD")) {
                redis.ask(command, "key:" + command, "1", "2");
            }
            scraped.watch(redis).fresh();
            ProbedInstance one = scraped.scheduler().probed().get(0);
            List<ProbedInstance> all = new ArrayList<>();
            for (int i = 0; i < instances; i++) {
                all.add(new ProbedInstance(
                        one.resource(),
                        redis.instance("agents-" + i),
                        one.targets(),
                        one.since(),
                        one.latest(),
                        one.lastAnswer(),
                        one.verdict()));
            }
            Clock clock = Clock.systemUTC();
            page = new MetricsPage(
                    new Meters(),
                    new ResourceSeries(List::of, clock),
                    new RouteSeries(List::of),
                    new RedisSeries(() -> all, clock));
        }
    }

    @Benchmark
    public void scrape() throws IOException {
        page.write(OutputStream.nullOutputStream());
    }
}
