package network.higherself.redis.operator.image;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The image that {@code mvn -Pimage} built, started from its layers. */
@Tag("image")
class ImageIT {

    private static final Path DIRECTORY = Path.of("target", "image");

    private UnpackedImage image;
    private OperatorInImage operator;

    @BeforeEach
    void unpack() throws Exception {
        image = UnpackedImage.unpack(DIRECTORY.resolve("operator.tar"), DIRECTORY.resolve("unpacked"));
        operator = new OperatorInImage(image, DIRECTORY);
    }

    @AfterEach
    void close() {
        operator.close();
    }

    @Test
    void startsAsItsUserOnAReadOnlyRootAndStopsWhenAsked() throws Exception {
        assertThat(image.user()).isEqualTo("65532:65532");

        Duration start = operator.start(List.of());
        operator.reconcileOne();
        String status = Files.readString(
                Path.of("/proc", String.valueOf(operator.process().pid()), "status"));

        assertThat(status).as("no capability is left").containsPattern("CapPrm:\\s+0{16}");
        assertThat(status).containsPattern("NoNewPrivs:\\s+1");
        assertThat(operator.stop()).as("ends when asked").isTrue();
        assertThat(Files.readString(operator.log())).contains("The operator serves", "Stopped in");
        // A figure for people: it depends on what else the machine does.
        System.out.println("Start of the image to serving: " + start.toMillis() + " ms");
    }

    @Test
    void itsJvmTakesTheArchive() throws Exception {
        assertThat(image.size("/app/archive/operator.jsa")).isPositive();

        // On: a JVM that can't use the archive refuses to start, and says why.
        operator.start(List.of("-Xshare:on", "-Xlog:class+load:file=/tmp/classes.log"));

        assertThat(Files.readAllLines(operator.temporary().resolve("classes.log")))
                .filteredOn(line -> line.contains("network.higherself.redis.operator.Operator "))
                .allMatch(line -> line.contains("shared objects file"))
                .isNotEmpty();
    }
}
