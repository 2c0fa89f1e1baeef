package network.higherself.redis.operator.image;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * An image in the format of {@code docker save}, unpacked layer by layer, whose program runs as a container runtime would
 * run it: in the image's own file system, read-only but for {@code /tmp}, as the image's user, without capabilities.
 * Needs root or user namespaces; in the latter there is only one user, which then is the image's.
 */
public final class UnpackedImage {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final Path root;
    private final JsonNode configuration;

    private UnpackedImage(Path root, JsonNode configuration) {
        this.root = root;
        this.configuration = configuration;
    }

    /** @param directory emptied first */
    public static UnpackedImage unpack(Path tar, Path directory) throws IOException, InterruptedException {
        delete(directory);
        Path files = Files.createDirectories(directory.resolve("files"));
        Path root = Files.createDirectories(directory.resolve("root"));
        run("tar", "-xf", tar.toString(), "-C", files.toString());
        JsonNode manifest =
                JSON.readTree(files.resolve("manifest.json").toFile()).get(0);
        for (JsonNode layer : manifest.get("Layers")) {
            run("tar", "-xf", files.resolve(layer.asText()).toString(), "-C", root.toString());
        }
        for (String mountPoint : List.of("tmp", "proc", "dev")) {
            Files.createDirectories(root.resolve(mountPoint));
        }
        return new UnpackedImage(
                root,
                JSON.readTree(files.resolve(manifest.get("Config").asText()).toFile())
                        .get("config"));
    }

    /** Where its files are. */
    public Path root() {
        return root;
    }

    /** The image's entry point. */
    List<String> entrypoint() {
        return texts("Entrypoint");
    }

    String user() {
        return configuration.get("User").asText();
    }

    /** The size of a file of the image; 0 where there is none. */
    long size(String path) throws IOException {
        Path file = root.resolve(path.substring(1));
        return Files.exists(file) ? Files.size(file) : 0;
    }

    /**
     * Runs a command in the image.
     *
     * @param temporary what the container sees as {@code /tmp}
     */
    Process start(List<String> command, Map<String, String> environment, Path temporary, Path log) throws IOException {
        boolean superuser = "root".equals(System.getProperty("user.name"));
        List<String> words = new ArrayList<>(List.of("unshare", "--mount"));
        if (!superuser) {
            words.addAll(List.of("--user", "--map-root-user"));
        }
        words.addAll(List.of("sh", "-ec", script(superuser), "sh", root.toString(), temporary.toString(), user()));
        words.addAll(command);
        ProcessBuilder process =
                new ProcessBuilder(words).redirectErrorStream(true).redirectOutput(log.toFile());
        process.environment().clear();
        process.environment().put("PATH", "/usr/bin:/bin:/usr/sbin:/sbin");
        texts("Env").forEach(variable -> {
            String[] parts = variable.split("=", 2);
            if (!"PATH".equals(parts[0])) {
                process.environment().put(parts[0], parts[1]);
            }
        });
        process.environment().putAll(environment);
        return process.start();
    }

    private static String script(boolean superuser) {
        String become = superuser
                ? "exec setpriv --no-new-privs --bounding-set=-all,+sys_chroot,+setuid,+setgid chroot --userspec=\"$user\" --groups= \"$root\" \"$@\""
                : "exec setpriv --no-new-privs chroot \"$root\" \"$@\"";
        // A file system of devices is mounted writable before the rest is shut.
        return """
                root=$1 temporary=$2 user=$3; shift 3
                mount --rbind "$root" "$root"
                mount -t tmpfs none "$root/dev"
                for device in null zero random urandom; do
                  : > "$root/dev/$device"; mount --bind "/dev/$device" "$root/dev/$device"
                done
                mount --rbind /proc "$root/proc"
                mount --bind "$temporary" "$root/tmp"
                mount -o remount,bind,ro "$root"
                """ + become;
    }

    private List<String> texts(String field) {
        List<String> texts = new ArrayList<>();
        configuration.path(field).forEach(text -> texts.add(text.asText()));
        return texts;
    }

    private static void delete(Path directory) throws IOException {
        if (!Files.exists(directory)) {
            return;
        }
        try (Stream<Path> all = Files.walk(directory)) {
            for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }

    private static void run(String... command) throws IOException, InterruptedException {
        if (new ProcessBuilder(command).inheritIO().start().waitFor() != 0) {
            throw new IOException(String.join(" ", command) + " failed");
        }
    }
}
