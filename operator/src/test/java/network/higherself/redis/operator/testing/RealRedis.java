package network.higherself.redis.operator.testing;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import network.higherself.redis.operator.credentials.AclRules;
import network.higherself.redis.operator.credentials.Credentials;
import network.higherself.redis.operator.redis.Access;
import network.higherself.redis.operator.redis.Instance;
import network.higherself.redis.operator.resources.ServerBinaries;
import network.higherself.redis.operator.tls.ServerCertificate;

/**
 * A real server in a directory of its own, with the operator's user under the rules that the operator ships. The test
 * itself is the default user, who may do anything. The server never runs as root, so that file modes bind it.
 */
public final class RealRedis implements AutoCloseable {

    public static final String OPERATOR_PASSWORD = "0perator0perator0perator0perator";

    private static final boolean ROOT = "root".equals(System.getProperty("user.name"));

    private final ServerBinaries binary;
    private final Path directory;
    private final int port;
    private final Optional<ServerCertificate> certificate;
    private Process process;

    private RealRedis(ServerBinaries binary, Optional<ServerCertificate> certificate) throws IOException {
        this.binary = binary;
        this.certificate = certificate;
        this.directory = Files.createTempDirectory(Path.of("/tmp"), "real-redis");
        this.port = freePort();
        write(
                "users.acl",
                "user default on nopass ~* &* +@all\n" + operatorUser(OPERATOR_PASSWORD) + "\nuser "
                        + Credentials.REPLICATION_USER + " on nopass " + String.join(" ", AclRules.replication())
                        + "\n");
        if (certificate.isPresent()) {
            store(certificate.get());
        }
        Files.createDirectory(data());
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xr-x"));
        own(data());
    }

    /** Starts a server with further directives, each as a line of redis.conf. */
    public static RealRedis start(ServerBinaries binary, String... directives) throws IOException {
        RealRedis redis = new RealRedis(binary, Optional.empty());
        redis.begin(directives);
        return redis;
    }

    /** Starts a server that serves TLS only. */
    public static RealRedis startTls(ServerBinaries binary, ServerCertificate certificate, String... directives)
            throws IOException {
        RealRedis redis = new RealRedis(binary, Optional.of(certificate));
        redis.begin(directives);
        return redis;
    }

    /** Starts the process, for the first time or again, with its data; returns when it takes connections. */
    public void begin(String... directives) throws IOException {
        List<String> lines = new ArrayList<>(List.of(
                "bind 127.0.0.1",
                "dir " + data(),
                "save \"\"",
                "aclfile " + directory.resolve("users.acl"),
                certificate.isPresent() ? "port 0\ntls-port " + port : "port " + port));
        if (certificate.isPresent()) {
            lines.addAll(List.of(
                    "tls-auth-clients optional",
                    "tls-cert-file " + directory.resolve("tls.crt"),
                    "tls-key-file " + directory.resolve("tls.key"),
                    "tls-ca-cert-file " + directory.resolve("ca.crt")));
        }
        lines.addAll(List.of(directives));
        write("redis.conf", String.join("\n", lines) + "\n");
        List<String> command = new ArrayList<>();
        if (ROOT) {
            command.addAll(List.of("setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"));
        }
        command.addAll(List.of(
                binary.path().toString(), directory.resolve("redis.conf").toString()));
        process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("log").toFile())
                .start();
        await().pollInterval(Duration.ofMillis(10)).until(this::takesConnections);
    }

    /** Serves another certificate from now on. */
    public void serve(ServerCertificate other) throws IOException {
        store(other);
        ask("CONFIG", "SET", "tls-cert-file", directory.resolve("tls.crt").toString());
    }

    /** Where the operator finds it, as the pod of this name. */
    public Instance instance(String pod) {
        return new Instance(
                "sample",
                "agents",
                pod,
                "uid-" + pod,
                pod + ".agents-pods.sample.svc",
                "127.0.0.1",
                port,
                certificate.isPresent());
    }

    /** How the operator gets in. */
    public Access access() {
        return new Access(
                Credentials.OPERATOR_USER, OPERATOR_PASSWORD, certificate.map(ServerCertificate::authorityPem));
    }

    public int port() {
        return port;
    }

    /** The directory of the dataset. */
    public Path data() {
        return directory.resolve("data");
    }

    /** Makes a directory in that of the dataset. */
    public Path directory(String name) throws IOException {
        Path directory = Files.createDirectory(data().resolve(name));
        own(directory);
        return directory;
    }

    /** Runs a command as the default user. */
    public String ask(String... command) {
        List<String> line = new ArrayList<>(List.of("redis-cli", "-p", String.valueOf(port)));
        certificate.ifPresent(present -> line.addAll(List.of("--tls", "--insecure")));
        line.addAll(List.of(command));
        try {
            Process client = new ProcessBuilder(line).redirectErrorStream(true).start();
            String answer = new String(client.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
            client.waitFor();
            return answer;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** A connection that stays open and says nothing. */
    public Socket connect() throws IOException {
        return new Socket(InetAddress.getByName("127.0.0.1"), port);
    }

    /** Lets the server write its data, or not. */
    public void writable(boolean writable) throws IOException {
        Files.setPosixFilePermissions(data(), PosixFilePermissions.fromString(writable ? "rwxr-xr-x" : "r-xr-xr-x"));
    }

    /** Sends a signal, as in {@code STOP}. */
    public void signal(String name) throws IOException, InterruptedException {
        new ProcessBuilder("kill", "-" + name, String.valueOf(process.pid()))
                .start()
                .waitFor();
    }

    /** Ends the process at once, as a crash would. */
    public void kill() {
        process.destroyForcibly().onExit().orTimeout(10, TimeUnit.SECONDS).join();
    }

    @Override
    public void close() throws IOException {
        kill();
        writable(true);
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }

    /** The operator's user as a line of an ACL file. */
    public static String operatorUser(String password) {
        return "user " + Credentials.OPERATOR_USER + " on >" + password + " " + String.join(" ", AclRules.operator());
    }

    private boolean takesConnections() throws IOException {
        if (!process.isAlive()) {
            throw new IllegalStateException("the server ended: " + Files.readString(directory.resolve("log")));
        }
        try (Socket socket = connect()) {
            return socket.isConnected();
        } catch (IOException refused) {
            return false;
        }
    }

    private void store(ServerCertificate served) throws IOException {
        write("tls.crt", served.certificatePem());
        write("tls.key", served.keyPem());
        write("ca.crt", served.authorityPem());
    }

    private void write(String name, String content) throws IOException {
        Files.writeString(directory.resolve(name), content);
        own(directory.resolve(name));
    }

    private static void own(Path path) throws IOException {
        if (ROOT) {
            Files.setAttribute(path, "unix:uid", 65534);
            Files.setAttribute(path, "unix:gid", 65534);
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
