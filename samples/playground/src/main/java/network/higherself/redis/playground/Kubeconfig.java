package network.higherself.redis.playground;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/** Files with the administrator's token or a key, which nobody else on the machine is to read. */
final class Kubeconfig {

    /** The one with the API server's address within the playground. */
    static final String INNER = "inner.kubeconfig";

    private Kubeconfig() {}

    static Path write(Path file, String content) throws IOException {
        Files.deleteIfExists(file);
        Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        return Files.writeString(file, content);
    }
}
