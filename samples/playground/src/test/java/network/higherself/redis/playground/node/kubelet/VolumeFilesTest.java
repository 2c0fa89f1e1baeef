package network.higherself.redis.playground.node.kubelet;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.OptionalInt;
import network.higherself.redis.playground.node.kubelet.VolumeFiles.Entry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class VolumeFilesTest {

    @TempDir
    Path directory;

    @Test
    void showsEachFileThroughOneLinkThatIsReplacedAtOnce() throws IOException {
        VolumeFiles.write(directory, Map.of("redis.conf", entry("one", 0644), "a/b", entry("deep", 0600)), none());
        Path first = directory.resolve("..data").toRealPath();

        assertThat(directory.resolve("redis.conf")).isSymbolicLink().hasContent("one");
        assertThat(directory.resolve("a/b")).hasContent("deep");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(directory.resolve("a/b"))))
                .isEqualTo("rw-------");

        VolumeFiles.write(directory, Map.of("redis.conf", entry("two", 0644)), none());

        assertThat(directory.resolve("redis.conf")).hasContent("two");
        assertThat(Files.readSymbolicLink(directory.resolve("redis.conf"))).isEqualTo(Path.of("..data/redis.conf"));
        assertThat(directory.resolve("a")).doesNotExist();
        assertThat(first).doesNotExist();
    }

    @Test
    void leavesFilesAloneThatHaveNotChanged() throws IOException {
        VolumeFiles.write(directory, Map.of("key", entry("same", 0644)), none());
        Path before = directory.resolve("..data").toRealPath();

        boolean written = VolumeFiles.write(directory, Map.of("key", entry("same", 0644)), none());

        assertThat(written).isFalse();
        assertThat(directory.resolve("..data").toRealPath()).isEqualTo(before);
    }

    @Test
    void letsThePodsGroupReadWhatOnlyTheOwnerMay() throws IOException {
        int group = (Integer) Files.getAttribute(directory, "unix:gid");

        VolumeFiles.write(directory, Map.of("secret", entry("x", 0400)), OptionalInt.of(group));

        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(directory.resolve("secret"))))
                .isEqualTo("r--r-----");
    }

    @Test
    void makesADirectoryWritableForAllOrForThePodsGroup() throws IOException {
        int group = (Integer) Files.getAttribute(directory, "unix:gid");

        VolumeFiles.makeWritable(directory.resolve("open"), none());
        VolumeFiles.makeWritable(directory.resolve("grouped"), OptionalInt.of(group));

        assertThat((Integer) Files.getAttribute(directory.resolve("open"), "unix:mode") & 07777)
                .isEqualTo(0777);
        assertThat((Integer) Files.getAttribute(directory.resolve("grouped"), "unix:mode") & 02070)
                .isEqualTo(02070);
    }

    private static Entry entry(String content, int mode) {
        return new Entry(content.getBytes(StandardCharsets.UTF_8), mode);
    }

    private static OptionalInt none() {
        return OptionalInt.empty();
    }
}
