package network.higherself.redis.playground;

import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** Mounts of the playground's own mount namespace. */
final class Mounts {

    private Mounts() {}

    /** A /run of its own: network namespaces get their names there. */
    static void privateRun() throws IOException {
        Process process = new ProcessBuilder("mount", "-t", "tmpfs", "tmpfs", "/run")
                .redirectErrorStream(true)
                .start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        try {
            if (process.waitFor() != 0) {
                throw new IOException("/run can't be mounted: " + said.strip());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }
}
