package network.higherself.redis.operator.e2e;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Each sample as it stands: it becomes Ready, and the application beside it does what it is there for. */
@Execution(ExecutionMode.CONCURRENT)
class SamplesIT {

    private static final Path SAMPLES = Path.of("..", "samples");
    private static final Duration DEADLINE = Duration.ofSeconds(180);

    private final Cluster cluster = Cluster.shared();

    static Stream<String> samples() throws IOException {
        try (Stream<Path> files = Files.list(SAMPLES)) {
            return files
                    .map(file -> file.getFileName().toString())
                    .filter(file -> file.endsWith(".yaml"))
                    .map(file -> file.substring(0, file.length() - ".yaml".length()))
                    .sorted()
                    .toList()
                    .stream();
        }
    }

    /** The application's containers are Ready only while Redis does all that they ask of it. */
    @ParameterizedTest
    @MethodSource("samples")
    void servesItsApplication(String sample) {
        String namespace = cluster.namespace("sample");
        cluster.kubectl(
                "apply",
                "-n",
                namespace,
                "-f",
                SAMPLES.resolve(sample + ".yaml").toString());
        cluster.awaitReady(namespace, sample, DEADLINE);
        cluster.awaitRollout(namespace, sample + "-app", DEADLINE);
        cluster.kubectl("delete", "namespace", namespace, "--wait=false");
    }
}
