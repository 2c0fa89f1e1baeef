package network.higherself.redis.playground;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.io.File;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import network.higherself.redis.playground.apiserver.AdminKubeconfig;
import network.higherself.redis.playground.apiserver.ApiServerOptions;
import network.higherself.redis.playground.apiserver.http.Certificates;

/**
 * The real kube-apiserver with an etcd, where their programs are at hand, and with the real kube-controller-manager where
 * that lies beside them. Ends with the playground's namespaces.
 *
 * @param controllers whether the real controller manager runs, so that the node must not do its work
 */
record RealApiServer(String kubeconfig, InetSocketAddress address, boolean controllers) {

    private static final String CONTROLLERS = "kube-controller-manager";
    private static final int PORT = 6443;
    private static final Duration DEADLINE = Duration.ofSeconds(60);
    private static final Duration PAUSE = Duration.ofMillis(200);
    private static final String AUDIT_POLICY =
            "apiVersion: audit.k8s.io/v1\nkind: Policy\nomitStages: [RequestReceived]\nrules: [{level: Metadata}]\n";

    /**
     * Where kube-apiserver and etcd are: in {@code KUBEBUILDER_ASSETS}, which alone counts if it is set, or on the PATH.
     */
    static Optional<Path> programs(Map<String, String> environment) {
        String assets = environment.get("KUBEBUILDER_ASSETS");
        Stream<String> places = assets != null
                ? Stream.of(assets)
                : Arrays.stream(environment.getOrDefault("PATH", "").split(File.pathSeparator));
        return places.map(Path::of)
                .filter(place -> Files.isExecutable(place.resolve("kube-apiserver"))
                        && Files.isExecutable(place.resolve("etcd")))
                .findFirst();
    }

    /**
     * Starts both with an empty store and returns when the API server answers.
     *
     * @param machine the address that pods reach it at
     * @throws IOException saying which log to read, if it does not answer in time
     */
    static RealApiServer start(Path programs, Path directory, String machine, Optional<Path> auditLog)
            throws IOException {
        Path home = empty(directory.resolve("kube-apiserver"));
        Certificates certificates = Certificates.create(
                ApiServerOptions.local().withNames(List.of(machine)).names(), Instant.now());
        Path certificate = Kubeconfig.write(home.resolve("server.crt"), certificates.serverPem());
        Path key = Kubeconfig.write(home.resolve("server.key"), certificates.serverKeyPem());
        Path publicKey = Kubeconfig.write(home.resolve("server.pub"), certificates.serverPublicKeyPem());
        byte[] random = new byte[24];
        new SecureRandom().nextBytes(random);
        String token = HexFormat.of().formatHex(random);
        Path tokens = Kubeconfig.write(home.resolve("tokens"), token + ",admin,admin,system:masters\n");
        Path log = directory.resolve("kube-apiserver.log");
        Files.deleteIfExists(log);
        Process etcd = run(
                log,
                programs.resolve("etcd").toString(),
                "--data-dir=" + home.resolve("etcd"),
                "--listen-client-urls=http://127.0.0.1:2379",
                "--advertise-client-urls=http://127.0.0.1:2379",
                "--listen-peer-urls=http://127.0.0.1:2380",
                "--unsafe-no-fsync");
        List<String> command = new ArrayList<>(List.of(
                programs.resolve("kube-apiserver").toString(),
                "--etcd-servers=http://127.0.0.1:2379",
                "--secure-port=" + PORT,
                "--advertise-address=" + machine,
                "--service-cluster-ip-range=10.96.0.0/16",
                "--tls-cert-file=" + certificate,
                "--tls-private-key-file=" + key,
                "--token-auth-file=" + tokens,
                "--authorization-mode=RBAC",
                "--service-account-issuer=https://kubernetes.default.svc",
                "--service-account-key-file=" + publicKey,
                "--service-account-signing-key-file=" + key,
                "--kubelet-preferred-address-types=InternalIP",
                // Not on by default, but in force on some clusters: who may not finalize an owner may not block it.
                "--enable-admission-plugins=OwnerReferencesPermissionEnforcement"));
        boolean controllers = Files.isExecutable(programs.resolve(CONTROLLERS));
        if (!controllers) {
            // The node runs no controller that would take taints and finalizers off.
            command.add("--disable-admission-plugins=TaintNodesByCondition,StorageObjectInUseProtection");
        }
        if (auditLog.isPresent()) {
            command.add("--audit-policy-file=" + Kubeconfig.write(home.resolve("audit.yaml"), AUDIT_POLICY));
            // It would go on with the one of a playground before.
            Files.deleteIfExists(auditLog.get());
            command.add("--audit-log-path=" + auditLog.get());
        }
        Process server = run(log, command.toArray(String[]::new));
        String kubeconfig = AdminKubeconfig.text("https://127.0.0.1:" + PORT, certificates.authorityPem(), token);
        try {
            await(kubeconfig, server, log);
        } catch (IOException e) {
            server.destroyForcibly();
            etcd.destroyForcibly();
            throw e;
        }
        if (controllers) {
            run(
                    directory.resolve(CONTROLLERS + ".log"),
                    programs.resolve(CONTROLLERS).toString(),
                    "--kubeconfig=" + Kubeconfig.write(home.resolve("controllers.kubeconfig"), kubeconfig),
                    "--service-account-private-key-file=" + key,
                    "--root-ca-file=" + Kubeconfig.write(home.resolve("ca.crt"), certificates.authorityPem()),
                    "--bind-address=127.0.0.1",
                    "--leader-elect=false");
        }
        return new RealApiServer(kubeconfig, new InetSocketAddress("127.0.0.1", PORT), controllers);
    }

    /** It is up when it has made the namespace that the node needs first. */
    private static void await(String kubeconfig, Process server, Path log) throws IOException {
        Config config = Config.fromKubeconfig(kubeconfig);
        config.setRequestRetryBackoffLimit(0);
        Instant deadline = Instant.now().plus(DEADLINE);
        try (KubernetesClient client =
                new KubernetesClientBuilder().withConfig(config).build()) {
            while (!furnished(client)) {
                if (server.waitFor(PAUSE.toMillis(), TimeUnit.MILLISECONDS)
                        || Instant.now().isAfter(deadline)) {
                    throw new IOException("kube-apiserver does not answer; see " + log);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    private static boolean furnished(KubernetesClient client) {
        try {
            return client.namespaces().withName("kube-system").get() != null;
        } catch (KubernetesClientException notYet) {
            return false;
        }
    }

    private static Path empty(Path home) throws IOException {
        if (Files.exists(home)) {
            try (Stream<Path> tree = Files.walk(home)) {
                for (Path path : tree.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(path);
                }
            }
        }
        return Files.createDirectories(home);
    }

    private static Process run(Path log, String... command) throws IOException {
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
                .start();
    }
}
