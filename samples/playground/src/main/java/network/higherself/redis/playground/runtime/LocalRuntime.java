package network.higherself.redis.playground.runtime;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Pods as real local processes in namespaces of their own. */
public final class LocalRuntime implements PodRuntime {

    private static final Logger LOG = LoggerFactory.getLogger(LocalRuntime.class);

    private final PodNetwork network;
    private final ImageTable images;
    private final Path directory;
    private final String clusterDomain;
    private final boolean users;
    private final AtomicLong containers = new AtomicLong();

    /**
     * @param directory where containers' roots are mounted
     * @param users whether processes can be given other users; not where only one is mapped
     */
    public LocalRuntime(ImageTable images, Path directory, String clusterDomain, boolean users) throws IOException {
        this.network = new PodNetwork();
        this.images = images;
        this.directory = directory;
        this.clusterDomain = clusterDomain;
        this.users = users;
    }

    @Override
    public Optional<ImageProgram> image(String image) {
        return images.find(image);
    }

    @Override
    public PodSandbox create(String podUid, String hostname, String namespace) throws IOException {
        PodNetwork.Attachment attachment = network.attach();
        Path home = Files.createDirectories(directory.resolve(podUid));
        Path etc = Files.createDirectories(home.resolve("etc"));
        Files.writeString(etc.resolve("hosts"), "127.0.0.1 localhost\n" + attachment.address() + " " + hostname + "\n");
        Files.writeString(etc.resolve("hostname"), hostname + "\n");
        Files.writeString(
                etc.resolve("resolv.conf"),
                "search " + namespace + ".svc." + clusterDomain + " svc." + clusterDomain + " " + clusterDomain
                        + "\nnameserver " + DnsServer.ADDRESS + "\noptions ndots:5\n");
        Files.writeString(etc.resolve("passwd"), "root:x:0:0:root:/:/bin/sh\nredis:x:999:999::/data:/bin/sh\n");
        Files.writeString(etc.resolve("group"), "root:x:0:\nredis:x:999:\n");
        Files.writeString(etc.resolve("nsswitch.conf"), "hosts: files dns\n");
        return new Sandbox(attachment, home);
    }

    private final class Sandbox implements PodSandbox {
        private final PodNetwork.Attachment attachment;
        private final Path home;
        private final List<LocalProcess> processes = new CopyOnWriteArrayList<>();

        private Sandbox(PodNetwork.Attachment attachment, Path home) {
            this.attachment = attachment;
            this.home = home;
        }

        @Override
        public String address() {
            return attachment.address();
        }

        @Override
        public ContainerProcess start(ContainerSpec spec) throws IOException {
            Path root = Files.createDirectories(home.resolve(spec.name() + "-" + containers.incrementAndGet()));
            List<String> argv = new ArrayList<>(spec.argv());
            if (argv.isEmpty()) {
                argv.addAll(spec.program().entrypoint());
                argv.addAll(spec.program().command());
            }
            Path script = home.resolve(root.getFileName() + ".sh");
            ContainerScript.Text text = ContainerScript.of(spec, root, home.resolve("etc"), argv, users);
            Files.writeString(script, text.script());
            Files.writeString(home.resolve(root.getFileName() + ".mounts"), text.mounts());
            ProcessBuilder builder = new ProcessBuilder(
                    "nsenter",
                    "--net=/run/netns/" + attachment.namespace(),
                    "unshare",
                    "--mount",
                    "--pid",
                    "--uts",
                    "--ipc",
                    "--fork",
                    "--kill-child",
                    "/bin/sh",
                    script.toString());
            Map<String, String> environment = new TreeMap<>(Map.of("PATH", "/usr/local/bin:/usr/bin:/usr/sbin:/bin"));
            environment.putAll(spec.program().env());
            environment.putAll(spec.env());
            environment.putIfAbsent(
                    "HOSTNAME", Files.readString(home.resolve("etc/hostname")).strip());
            builder.environment().clear();
            builder.environment().putAll(environment);
            builder.redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(spec.log().toFile()));
            builder.redirectInput(
                    ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()));
            LocalProcess process = new LocalProcess(
                    builder.start(),
                    List.of(ContainerScript.privileges(spec.uid(), spec.gid(), spec.supplementalGroups(), users)
                            .split(" ")),
                    environment);
            processes.add(process);
            process.exit().thenRun(() -> processes.remove(process));
            return process;
        }

        @Override
        public void close() {
            processes.forEach(LocalProcess::kill);
            try {
                network.detach(attachment);
            } catch (IOException e) {
                LOG.warn("The network of pod {} was not taken down: {}", home.getFileName(), e.getMessage());
            }
            // Roots are mounted in the containers' own mount namespaces; here their directories are empty.
            try (Stream<Path> files = Files.walk(home)) {
                for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.deleteIfExists(file);
                }
            } catch (IOException | UncheckedIOException e) {
                LOG.debug("{} was not removed: {}", home, e.getMessage());
            }
        }
    }

    /** Whether processes of this user namespace can take on other users: one that an ordinary user made maps one. */
    public static boolean canChangeUsers() {
        try {
            String[] words =
                    Files.readString(Path.of("/proc/self/uid_map")).strip().split("\\s+");
            return words.length > 3 || Long.parseLong(words[2]) > 1000;
        } catch (IOException | NumberFormatException e) {
            return false;
        }
    }
}
