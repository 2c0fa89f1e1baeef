package network.higherself.redis.operator.e2e;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Which local program each image name of the tests stands for, as lines of the playground's table. */
final class PlaygroundImages {

    private static final String OPERATOR = "ghcr.io/utak-west/higherself-redis-operator:*";

    /** Runs the kill walk with the operator just built. */
    static final String WALK = "kill-walk:1";

    /** Calls the operator's API. */
    static final String CALLER = "api-caller:1";

    /** Runs the Java examples. */
    static final String SAMPLES = "client-samples:1";

    private static final String MAIN = "network.higherself.redis.operator.Operator";
    private static final String SMALL = " java -XX:+UseSerialGC -XX:TieredStopAtLevel=1";

    private PlaygroundImages() {}

    /** The operator as its classes were just compiled, with the image's flags but for its archive of classes. */
    static String ofClasses(Path root) throws IOException {
        return table(
                root,
                "/app/operator=" + here("target/classes") + ",/app/lib=" + here("target/lib") + ",/app/jvm.options="
                        + here("src/main/jib/app/jvm.options")
                        // Where no container has a limit, the JVM is told the one of manifests/.
                        + " java @/app/jvm.options -XX:MaxRAM=512m -cp /app/operator:/app/lib/* " + MAIN);
    }

    /** @param unpacked the root directory of the operator's image */
    static String ofImage(Path root, Path unpacked) throws IOException {
        Path app = unpacked.toAbsolutePath().resolve("app");
        return table(
                root,
                "/app=" + app + " java @/app/jvm.options -XX:MaxRAM=512m -Xshare:auto"
                        + " -XX:SharedArchiveFile=/app/archive/operator.jsa -XX:+UnlockDiagnosticVMOptions"
                        + " -XX:ArchiveRelocationMode=0 -cp @/app/jib-classpath-file " + MAIN);
    }

    private static String table(Path root, String operator) throws IOException {
        String tests = "/app/tests=" + here("target/test-classes") + ",/app/lib=" + here("target/lib");
        return String.join(
                "\n",
                Files.readString(root.resolve("samples/playground/images")),
                OPERATOR + " 65532 " + operator,
                // A real program, and no Redis: it hides the machine's.
                "busybox:* 999 /opt/image/bin/redis-server=/usr/bin/env sh",
                WALK + " 65532 /app/operator=" + here("target/classes") + "," + tests + SMALL
                        + " -Xmx600m -cp /app/operator:/app/tests:/app/lib/*"
                        + " network.higherself.redis.operator.walk.KillWalk",
                CALLER + " 65532 " + tests + SMALL
                        + " -Xmx64m -cp /app/tests:/app/lib/* network.higherself.redis.operator.e2e.ApiCaller",
                samples(root),
                "");
    }

    /** Nothing where samples/clients was left out of the build: the other tests need it not. */
    private static String samples(Path root) {
        Path target = root.resolve("samples/clients/target");
        return Files.exists(target.resolve("lib"))
                ? SAMPLES + " 999 /app/samples=" + target.resolve("classes") + ",/app/lib=" + target.resolve("lib")
                        + SMALL + " -Xmx64m -cp /app/samples:/app/lib/*"
                : "";
    }

    private static Path here(String path) {
        return Path.of(path).toAbsolutePath();
    }
}
