package network.higherself.redis.playground.runtime;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** A container that runs as a local process, in namespaces of its own. */
final class LocalProcess implements ContainerProcess {

    private static final int LONGEST_OUTPUT = 16 * 1024;
    private static final int TIMED_OUT = 124;
    private static final Duration REAPING = Duration.ofSeconds(5);

    private final Process supervisor;
    private final CompletableFuture<Integer> exit;
    private final List<String> privileges;
    private final Map<String, String> environment;

    /**
     * @param supervisor the process whose first child is the container's first process
     * @param privileges words that make a command run as the container's user
     */
    LocalProcess(Process supervisor, List<String> privileges, Map<String, String> environment) {
        this.supervisor = supervisor;
        this.exit = supervisor.onExit().thenApply(Process::exitValue);
        this.privileges = privileges;
        this.environment = environment;
    }

    @Override
    public long pid() {
        return first().orElse(supervisor.pid());
    }

    @Override
    public CompletableFuture<Integer> exit() {
        return exit;
    }

    @Override
    public void signal(int signal) {
        // Before there is a first process the supervisor itself is all that can be ended.
        long target = pid();
        try {
            Commands.run("", "kill", "-" + signal, Long.toString(target));
        } catch (IOException gone) {
            if (supervisor.isAlive()) {
                supervisor.destroy();
            }
        }
    }

    void kill() {
        supervisor.destroyForcibly();
    }

    @Override
    public ExecResult exec(List<String> argv, Duration timeout) {
        Optional<Long> first = made(timeout);
        if (first.isEmpty()) {
            return new ExecResult(1, "the container is not running");
        }
        List<String> command = new ArrayList<>(List.of(
                "nsenter",
                "--target",
                first.get().toString(),
                "--mount",
                "--pid",
                "--net",
                "--uts",
                "--ipc",
                "--root",
                // The first process's own: a directory from outside can't be named inside.
                "--wd",
                "/usr/bin/setpriv"));
        command.addAll(privileges);
        command.addAll(argv);
        try {
            ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
            builder.environment().clear();
            builder.environment().putAll(environment);
            Process process = builder.start();
            process.getOutputStream().close();
            CompletableFuture<String> output = CompletableFuture.supplyAsync(() -> read(process));
            if (!process.waitFor(timeout.toMillis(), TimeUnit.MILLISECONDS)) {
                process.descendants().forEach(ProcessHandle::destroyForcibly);
                // nsenter has to outlive what it ran, and reap it: as an orphan nobody would, and a container's
                // namespace,
                // and so its pod, does not end before the last process in it is reaped.
                if (!process.waitFor(REAPING.toMillis(), TimeUnit.MILLISECONDS)) {
                    process.descendants().forEach(ProcessHandle::destroyForcibly);
                    process.destroyForcibly();
                }
                return new ExecResult(TIMED_OUT, "timed out");
            }
            return new ExecResult(process.exitValue(), output.join());
        } catch (IOException e) {
            return new ExecResult(1, String.valueOf(e.getMessage()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new ExecResult(TIMED_OUT, "interrupted");
        }
    }

    private static String read(Process process) {
        try {
            byte[] bytes = process.getInputStream().readNBytes(LONGEST_OUTPUT);
            process.getInputStream().transferTo(java.io.OutputStream.nullOutputStream());
            return new String(bytes, StandardCharsets.UTF_8);
        } catch (IOException closed) {
            return "";
        }
    }

    /** The first process once it has the container's root: nobody is let into a container that is still being made. */
    private Optional<Long> made(Duration timeout) {
        long deadline = System.nanoTime() + timeout.toNanos();
        try {
            while (supervisor.isAlive() && System.nanoTime() < deadline) {
                Optional<Long> first = first().filter(LocalProcess::hasOwnRoot);
                if (first.isPresent()) {
                    return first;
                }
                TimeUnit.MILLISECONDS.sleep(10);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return Optional.empty();
    }

    private static boolean hasOwnRoot(long pid) {
        try {
            Path root = Files.readSymbolicLink(Path.of("/proc", Long.toString(pid), "root"));
            return !root.equals(Path.of("/"));
        } catch (IOException gone) {
            return false;
        }
    }

    /** nsenter runs the namespace's maker, whose only child is the container's first process. */
    private Optional<Long> first() {
        long pid = supervisor.pid();
        Path children = Path.of("/proc/" + pid + "/task/" + pid + "/children");
        try {
            String listed = Files.readString(children).strip();
            return listed.isEmpty() ? Optional.empty() : Optional.of(Long.parseLong(listed.split(" ")[0]));
        } catch (IOException | NumberFormatException gone) {
            return Optional.empty();
        }
    }
}
