package network.higherself.redis.playground;

import java.nio.file.Path;
import java.util.Optional;

/**
 * How a playground is to run.
 *
 * @param directory where everything is kept: volumes, logs, the kubeconfig; survives the playground
 * @param images the image table's file, see {@link network.higherself.redis.playground.runtime.ImageTable}
 * @param port of the API server on 127.0.0.1; 0 takes a free one
 * @param auditLog a file that gets a line of JSON for every API call
 * @param published a Service that is to be reached from this machine
 */
public record PlaygroundOptions(
        Path directory, Path images, int port, Optional<Path> auditLog, Optional<Published> published) {

    /** Nothing but the API server is reached from this machine. */
    public PlaygroundOptions(Path directory, Path images, int port, Optional<Path> auditLog) {
        this(directory, images, port, auditLog, Optional.empty());
    }

    public PlaygroundOptions {
        directory = directory.toAbsolutePath();
        images = images.toAbsolutePath();
        auditLog = auditLog.map(Path::toAbsolutePath);
    }
}
