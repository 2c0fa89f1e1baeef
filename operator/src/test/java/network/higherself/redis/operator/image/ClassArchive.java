package network.higherself.redis.operator.image;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Makes the class-data archive of an image: runs the operator by the image's own JVM until it serves, has reconciled a
 * resource, found a Redis to be healthy and shown its series, notes the classes that this took, and lets the same JVM archive
 * them. The argument is the directory that holds the image; the archive comes into {@code archive/} below it.
 */
final class ClassArchive {

    private static final String CLASSES = "/tmp/classes.txt";
    private static final String ARCHIVE = "/tmp/operator.jsa";

    private ClassArchive() {}

    public static void main(String[] arguments) throws IOException, InterruptedException, GeneralSecurityException {
        Path directory = Path.of(arguments[0]);
        UnpackedImage image = UnpackedImage.unpack(directory.resolve("operator.tar"), directory.resolve("unpacked"));
        try (OperatorInImage operator = new OperatorInImage(image, directory)) {
            operator.start(List.of("-Xshare:off", "-XX:DumpLoadedClassList=" + CLASSES));
            operator.reconcileOne();
            operator.probeOne();
            if (!operator.stop()) {
                throw new IOException("the operator did not stop, see " + operator.log());
            }
            archive(image, operator.temporary(), directory);
        }
        // Clients of the API server leave threads behind.
        System.exit(0);
    }

    private static void archive(UnpackedImage image, Path temporary, Path directory)
            throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(image.entrypoint());
        command.removeIf(word -> word.startsWith("-Xshare") || word.startsWith("-XX:SharedArchiveFile"));
        command.addAll(
                1, List.of("-Xshare:dump", "-XX:SharedClassListFile=" + CLASSES, "-XX:SharedArchiveFile=" + ARCHIVE));
        Path log = directory.resolve("archive.log");
        Process dump = image.start(command, Map.of(), temporary, log);
        if (!dump.waitFor(2, TimeUnit.MINUTES) || dump.exitValue() != 0) {
            throw new IOException("the JVM made no archive, see " + log);
        }
        Path target = Files.createDirectories(directory.resolve("archive")).resolve("operator.jsa");
        Files.copy(temporary.resolve("operator.jsa"), target, StandardCopyOption.REPLACE_EXISTING);
    }
}
