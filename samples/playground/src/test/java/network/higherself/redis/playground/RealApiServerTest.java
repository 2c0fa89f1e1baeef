package network.higherself.redis.playground;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Where the real API server is looked for, and what is said of one that does not start; it is not at hand in CI. */
class RealApiServerTest {

    @TempDir
    private Path directory;

    @Test
    void assetsAloneCountWhereTheyAreSet() throws IOException {
        Path assets = programs("assets", "exec true");
        Path onPath = programs("path", "exec true");

        assertThat(RealApiServer.programs(Map.of("PATH", "/none:" + onPath))).contains(onPath);
        assertThat(RealApiServer.programs(Map.of("PATH", onPath.toString(), "KUBEBUILDER_ASSETS", assets.toString())))
                .contains(assets);
        assertThat(RealApiServer.programs(Map.of("PATH", onPath.toString(), "KUBEBUILDER_ASSETS", "/none")))
                .isEmpty();
    }

    @Test
    void itTakesBothPrograms() throws IOException {
        Path assets = programs("assets", "exec true");
        Files.delete(assets.resolve("etcd"));

        assertThat(RealApiServer.programs(Map.of("KUBEBUILDER_ASSETS", assets.toString())))
                .isEmpty();
    }

    @Test
    void oneThatEndsIsSaidWithItsLog() throws IOException {
        Path assets = programs("assets", "echo cannot start; exit 1");

        assertThatIOException()
                .isThrownBy(() -> RealApiServer.start(assets, directory, "10.244.0.1", Optional.empty()))
                .withMessageContaining("kube-apiserver.log");
        assertThat(directory.resolve("kube-apiserver.log")).content().contains("cannot start");
    }

    private Path programs(String name, String script) throws IOException {
        Path place = Files.createDirectory(directory.resolve(name));
        for (String program : new String[] {"kube-apiserver", "etcd"}) {
            Path file = Files.writeString(place.resolve(program), "#!/bin/sh\n" + script + "\n");
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
        }
        return place;
    }
}
