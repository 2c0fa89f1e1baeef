package network.higherself.redis.operator.resources;

import io.fabric8.kubernetes.api.model.Secret;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A pod's directories below a temporary one, filled as the kubelet would fill them, with the scripts run by a real shell
 * against a real server. Paths in scripts and configuration are moved below the directory; nothing else is changed.
 */
public final class PodFiles implements AutoCloseable {

    private final Path root;
    private final List<Process> processes = new ArrayList<>();

    public PodFiles(RedisModel model, String port) throws IOException {
        root = Files.createTempDirectory(Path.of("/tmp"), "pod");
        for (String directory :
                List.of("bin", "etc/redis/config", "etc/redis/secret", "etc/redis/tls", "run/redis", "data", "dev")) {
            Files.createDirectories(root.resolve(directory));
        }
        ConfigMaps.config(model)
                .getData()
                .forEach((name, content) -> write(
                        "etc/redis/config/" + name,
                        moved(content).replaceAll("(?m)^(tls-port|port) [1-9][0-9]*$", "$1 " + port)));
        mount(Secrets.server(model), "etc/redis/secret");
        model.certificate().ifPresent(certificate -> mount(Secrets.tls(model), "etc/redis/tls"));
    }

    /** Puts a program on the containers' path under a name. */
    public void install(String name, Path program) throws IOException {
        Files.createSymbolicLink(root.resolve("bin").resolve(name), program);
    }

    void script(String name, String content) throws IOException {
        Path file = root.resolve("bin").resolve(name);
        // A program that is installed there is a link to the machine's own.
        Files.deleteIfExists(file);
        Files.writeString(file, content);
        if (!file.toFile().setExecutable(true)) {
            throw new IOException("can't be made executable: " + file);
        }
    }

    public void write(String path, String content) {
        try {
            Files.writeString(root.resolve(path), content);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public String read(String path) throws IOException {
        return Files.readString(root.resolve(path));
    }

    void delete(String path) throws IOException {
        Files.deleteIfExists(root.resolve(path));
    }

    boolean exists(String path) {
        return Files.exists(root.resolve(path));
    }

    /** Runs a script to its end and gives its exit code. */
    public int run(String script) throws IOException, InterruptedException {
        Process process = begin(script);
        if (!process.waitFor(20, TimeUnit.SECONDS)) {
            throw new IOException(script + " does not end");
        }
        return process.exitValue();
    }

    public Process begin(String script) throws IOException {
        return started(List.of("sh", root.resolve("etc/redis/config/" + script).toString()), Map.of());
    }

    /** What redis-cli prints, asked over the pod's socket as a user. */
    String ask(String user, String password, String... command) throws IOException, InterruptedException {
        List<String> line = new ArrayList<>(List.of(
                "redis-cli",
                "-s",
                root.resolve("run/redis/redis.sock").toString(),
                "--no-auth-warning",
                "--user",
                user));
        line.addAll(List.of(command));
        ProcessBuilder builder = builder(line, Map.of("REDISCLI_AUTH", password));
        Process process = builder.redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        process.waitFor(10, TimeUnit.SECONDS);
        return output.strip();
    }

    public String log() throws IOException {
        return exists("log") ? read("log") : "";
    }

    @Override
    public void close() throws IOException {
        for (Process process : processes) {
            process.destroyForcibly();
            try {
                process.waitFor(10, TimeUnit.SECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
        try (Stream<Path> files = Files.walk(root)) {
            files.sorted(Comparator.reverseOrder())
                    .forEach(file -> file.toFile().delete());
        }
    }

    private Process started(List<String> line, Map<String, String> environment) throws IOException {
        Process process = builder(line, environment)
                .redirectErrorStream(true)
                .redirectOutput(
                        ProcessBuilder.Redirect.appendTo(root.resolve("log").toFile()))
                .start();
        processes.add(process);
        return process;
    }

    private ProcessBuilder builder(List<String> line, Map<String, String> environment) {
        ProcessBuilder builder = new ProcessBuilder(line).directory(root.toFile());
        builder.environment().clear();
        builder.environment().put("PATH", root.resolve("bin") + ":/usr/bin:/bin");
        builder.environment().putAll(environment);
        return builder;
    }

    void mount(Secret secret, String directory) {
        secret.getData()
                .forEach((key, value) -> write(
                        directory + "/" + key, new String(Base64.getDecoder().decode(value), StandardCharsets.UTF_8)));
    }

    private String moved(String content) {
        return content.replace("/etc/redis/", root + "/etc/redis/")
                .replace("/run/redis", root + "/run/redis")
                .replace("/dev/termination-log", root + "/dev/termination-log")
                .replaceAll("(?m)^(dir |data=)/data$", "$1" + root + "/data");
    }
}
