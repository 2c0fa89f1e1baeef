package network.higherself.redis.operator.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** No secret leaves a Secret; and a namespace goes with all that is in it, without complaints. */
class SecretsNowhereIT {

    private static final Duration DEADLINE = Duration.ofSeconds(180);
    private static final String SYSTEM = "higherself-redis-system";
    private static final String GIVEN = "Given-By-The-User-1";

    /** Keys of Secrets whose values are for everybody, or appear in others. */
    private static final Set<String> PUBLIC =
            Set.of("ca.crt", "tls.crt", "host", "port", "type", "provider", "username", "certificates");

    private final Cluster cluster = Cluster.shared();

    @Test
    void noPasswordAndNoKeyShowsAnywhere() throws Exception {
        String namespace = cluster.namespace("secrets");
        Set<String> arguments = ConcurrentHashMap.newKeySet();
        ScheduledExecutorService looking = Executors.newSingleThreadScheduledExecutor();
        looking.scheduleWithFixedDelay(() -> arguments(arguments), 0, 50, TimeUnit.MILLISECONDS);
        // Not by kubectl, whose arguments would show it.
        cluster.client()
                .resource(new SecretBuilder()
                        .withNewMetadata()
                        .withNamespace(namespace)
                        .withName("mine")
                        .endMetadata()
                        .addToStringData("password", GIVEN)
                        .build())
                .create();
        cluster.apply(namespace, StandaloneIT.resource("generated", "{environment: Staging}"));
        cluster.apply(
                namespace,
                StandaloneIT.resource(
                        "given", "{environment: Development, auth: {passwordSecretRef: {name: mine, key: password}}}"));
        cluster.awaitReady(namespace, "generated", DEADLINE);
        cluster.awaitReady(namespace, "given", DEADLINE);
        cluster.kubectl("delete", "pod", "-n", namespace, "generated-0", "--timeout=90s");
        cluster.awaitReady(namespace, "generated", DEADLINE);
        looking.shutdown();
        assertThat(looking.awaitTermination(10, TimeUnit.SECONDS)).isTrue();

        Map<String, String> secrets = secrets(namespace);
        assertThat(secrets).hasSizeGreaterThan(10);
        Map<String, String> places = places(namespace);
        places.put("process arguments", String.join("\n", arguments));
        places.forEach((place, text) -> {
            assertThat(text).as(place + " can be read").isNotEmpty();
            secrets.forEach((name, value) -> assertThat(text.contains(value))
                    .as("%s shows %s", place, name)
                    .isFalse());
        });
        if (cluster.auditLog().isPresent()) {
            assertThat(arguments).as("the pods' processes are seen").anyMatch(line -> line.contains("redis-cli"));
        }
        cluster.kubectl("delete", "namespace", namespace, "--wait=false");
    }

    @Test
    void aNamespaceIsDeletedWithAProductionResourceInItAndNobodyComplains() {
        String namespace = cluster.namespace("going");
        cluster.apply(namespace, StandaloneIT.resource("r", "{environment: Production}"));
        cluster.awaitReady(namespace, "r", DEADLINE);

        cluster.kubectl("delete", "namespace", namespace, "--timeout=120s");

        List<String> said = operatorLogs()
                .lines()
                .filter(line -> line.contains(namespace))
                .filter(line -> line.contains("WARN") || line.contains("ERROR") || line.contains("being deleted"))
                .toList();
        assertThat(said).hasSizeLessThanOrEqualTo(1).allMatch(line -> line.contains("INFO"));
        Awaitility.await("nothing is left")
                .during(Duration.ofSeconds(2))
                .atMost(DEADLINE)
                .until(() -> cluster.client().namespaces().withName(namespace).get() == null);
    }

    /** Everything that must not show, by where it belongs: as it is and as a Secret encodes it; of a key, its lines. */
    private Map<String, String> secrets(String namespace) {
        Map<String, String> found = new TreeMap<>();
        for (Secret secret :
                cluster.client().secrets().inNamespace(namespace).list().getItems()) {
            secret.getData().forEach((key, encoded) -> {
                String name = secret.getMetadata().getName() + "/" + key;
                String value = new String(Base64.getDecoder().decode(encoded), StandardCharsets.UTF_8);
                if (value.contains("PRIVATE KEY")) {
                    found.put(name, value.lines().skip(2).findFirst().orElseThrow());
                    found.put(name + " encoded", encoded);
                } else if (key.toLowerCase(java.util.Locale.ROOT).contains("password")
                        || secret.getMetadata().getName().endsWith("-credentials")
                        || key.equals("operator")) {
                    found.put(name, value);
                    found.put(name + " encoded", encoded);
                } else if (!PUBLIC.contains(key) && (key.equals("uri") || key.equals("REDIS_URI"))) {
                    found.put(name, value);
                }
            });
        }
        return found;
    }

    private Map<String, String> places(String namespace) {
        Map<String, String> places = new TreeMap<>();
        places.put("the operator's log", operatorLogs());
        places.put(
                "the events",
                cluster.kubectl("get", "events.events.k8s.io", "-n", namespace, "-o", "yaml", "--show-managed-fields"));
        for (String kind : List.of(
                "higherselfredises", "pods", "statefulsets", "configmaps", "services", "endpointslices", "pvc")) {
            places.put(
                    "the " + kind,
                    cluster.kubectl("get", kind, "-n", namespace, "-o", "yaml", "--show-managed-fields"));
        }
        places.put(
                "the Secrets' metadata",
                cluster.client().secrets().inNamespace(namespace).list().getItems().stream()
                        .map(secret -> secret.getMetadata().toString())
                        .collect(Collectors.joining("\n")));
        cluster.client()
                .pods()
                .inNamespace(namespace)
                .list()
                .getItems()
                .forEach(pod -> places.put(
                        "the log of " + pod.getMetadata().getName(),
                        cluster.log(namespace, pod.getMetadata().getName())));
        return places;
    }

    private String operatorLogs() {
        return cluster.client().pods().inNamespace(SYSTEM).list().getItems().stream()
                .map(pod -> cluster.log(SYSTEM, pod.getMetadata().getName()))
                .collect(Collectors.joining("\n"));
    }

    /** Of all processes of this machine; the playground's pods are among them. */
    private static void arguments(Set<String> seen) {
        try (DirectoryStream<Path> processes = Files.newDirectoryStream(Path.of("/proc"), "[0-9]*")) {
            for (Path process : processes) {
                read(process.resolve("cmdline")).forEach(seen::add);
            }
        } catch (IOException gone) {
            seen.add("");
        }
    }

    private static Stream<String> read(Path file) {
        try {
            return Stream.of(Files.readString(file, StandardCharsets.ISO_8859_1).replace('\0', ' '));
        } catch (IOException ended) {
            return Stream.empty();
        }
    }
}
