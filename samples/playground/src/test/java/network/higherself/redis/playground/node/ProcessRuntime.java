package network.higherself.redis.playground.node;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import network.higherself.redis.playground.runtime.ContainerProcess;
import network.higherself.redis.playground.runtime.ContainerSpec;
import network.higherself.redis.playground.runtime.ExecResult;
import network.higherself.redis.playground.runtime.ImageProgram;
import network.higherself.redis.playground.runtime.Mount;
import network.higherself.redis.playground.runtime.PodRuntime;
import network.higherself.redis.playground.runtime.PodSandbox;

/**
 * Containers as plain processes without namespaces: enough for the kubelet's own behaviour, and it needs no rights.
 * What would be bound into the container is told by variables: {@code TERMINATION_LOG}, and {@code MOUNT_data} for a
 * volume at {@code /data}.
 */
final class ProcessRuntime implements PodRuntime {

    private final AtomicInteger addresses = new AtomicInteger();
    private final Map<String, PodSandbox> sandboxes = new ConcurrentHashMap<>();

    @Override
    public Optional<ImageProgram> image(String image) {
        return image.startsWith("absent")
                ? Optional.empty()
                : Optional.of(new ImageProgram(image, List.of(), List.of("sleep", "60"), Map.of(), 1000, Map.of()));
    }

    @Override
    public PodSandbox create(String podUid, String hostname, String namespace) {
        PodSandbox sandbox = new Sandbox("127.0.1." + addresses.incrementAndGet(), podUid);
        sandboxes.put(podUid, sandbox);
        return sandbox;
    }

    /** How many sandboxes have not been closed. */
    int open() {
        return sandboxes.size();
    }

    private final class Sandbox implements PodSandbox {

        private final String address;
        private final String uid;
        private final List<Started> processes = new CopyOnWriteArrayList<>();

        Sandbox(String address, String uid) {
            this.address = address;
            this.uid = uid;
        }

        @Override
        public String address() {
            return address;
        }

        @Override
        public ContainerProcess start(ContainerSpec spec) throws IOException {
            List<String> command = spec.argv().isEmpty() ? spec.program().command() : spec.argv();
            ProcessBuilder builder = new ProcessBuilder(new ArrayList<>(command))
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(spec.log().toFile()));
            builder.environment().putAll(spec.env());
            builder.environment().put("TERMINATION_LOG", spec.terminationLog().toString());
            for (Mount mount : spec.mounts()) {
                String name = "MOUNT" + mount.target().replaceAll("\\W", "_");
                builder.environment().put(name, mount.source().toString());
            }
            Started started = new Started(builder.start());
            processes.add(started);
            return started;
        }

        @Override
        public void close() {
            processes.forEach(started -> started.process.destroyForcibly());
            sandboxes.remove(uid);
        }
    }

    private static final class Started implements ContainerProcess {

        private final Process process;
        private final CompletableFuture<Integer> exit;

        Started(Process process) {
            this.process = process;
            this.exit = process.onExit().thenApply(Process::exitValue);
        }

        @Override
        public long pid() {
            return process.pid();
        }

        @Override
        public CompletableFuture<Integer> exit() {
            return exit;
        }

        @Override
        public void signal(int signal) {
            if (signal == 9) {
                process.destroyForcibly();
            } else {
                process.destroy();
            }
        }

        @Override
        public ExecResult exec(List<String> argv, Duration timeout) {
            try {
                Process command =
                        new ProcessBuilder(argv).redirectErrorStream(true).start();
                if (!command.waitFor(timeout.toMillis(), TimeUnit.MILLISECONDS)) {
                    command.destroyForcibly();
                    return new ExecResult(124, "");
                }
                byte[] output = command.getInputStream().readAllBytes();
                return new ExecResult(command.exitValue(), new String(output, StandardCharsets.UTF_8));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return new ExecResult(124, "");
            }
        }
    }
}
