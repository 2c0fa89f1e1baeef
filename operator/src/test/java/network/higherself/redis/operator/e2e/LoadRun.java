package network.higherself.redis.operator.e2e;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import io.fabric8.kubernetes.client.dsl.Informable;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import network.higherself.redis.api.v1.HigherSelfRedis;
import network.higherself.redis.operator.e2e.Calls.Call;
import network.higherself.redis.operator.image.UnpackedImage;
import org.awaitility.Awaitility;

/**
 * Applies many resources at once in a playground and prints when they are Ready, how much of it is the operator's own
 * share, what they cost the API server, and how large the operator's process is. Not a test: it asserts nothing.
 *
 * <p>The argument lists the loads, with a blank between them: how many resources in Development, a colon, how many in Production,
 * all at once, by kubectl; with {@code @} and a number, so many each second.
 */
public final class LoadRun {

    private static final Duration DEADLINE = Duration.ofMinutes(15);

    private final Cluster cluster;
    private final Map<String, Instant> podsReady = new ConcurrentHashMap<>();
    private final Map<String, Instant> resourcesReady = new ConcurrentHashMap<>();
    private final Map<String, Instant> servicesLead = new ConcurrentHashMap<>();

    private static final Duration SETTLING = Duration.ofSeconds(Integer.getInteger("load.settling.seconds", 60));

    private LoadRun(Cluster cluster) {
        this.cluster = cluster;
    }

    public static void main(String[] arguments) throws IOException, InterruptedException, ExecutionException {
        Path image = Path.of("target", "image");
        Path tar = image.resolve("operator.tar");
        boolean packed = Files.exists(tar) && System.getenv("KUBECONFIG") == null;
        if (!packed) {
            print(
                    "No image was built: the operator runs from its classes, which takes more memory and a longer start.%n");
        }
        LoadRun run = new LoadRun(
                packed
                        ? Cluster.ofImage(
                                UnpackedImage.unpack(tar, image.resolve("load")).root())
                        : Cluster.shared());
        run.one("warm-up", 1, 1, Optional.empty());
        for (String load : arguments[0].split(" ")) {
            String[] parts = load.split("[:@]");
            Optional<Integer> pace = parts.length > 2 ? Optional.of(Integer.valueOf(parts[2])) : Optional.empty();
            run.one(load, Integer.parseInt(parts[0]), Integer.parseInt(parts[1]), pace);
        }
        System.exit(0);
    }

    private void one(String label, int development, int production, Optional<Integer> pace)
            throws IOException, InterruptedException, ExecutionException {
        String namespace = cluster.namespace("load");
        List<String> names = Stream.concat(
                        IntStream.range(0, development).mapToObj(i -> "development-" + i + "-x"),
                        IntStream.range(0, production).mapToObj(i -> "production-" + i + "-x"))
                .toList();
        var pods = watch(cluster.client().pods().inNamespace(namespace), LoadRun::serves, LoadRun::name, podsReady);
        var slices = watch(
                cluster.client().discovery().v1().endpointSlices().inNamespace(namespace),
                LoadRun::leads,
                slice -> slice.getMetadata().getLabels().get("kubernetes.io/service-name"),
                servicesLead);
        var resources = watch(
                cluster.client().resources(HigherSelfRedis.class).inNamespace(namespace),
                LoadRun::ready,
                LoadRun::name,
                resourcesReady);
        try {
            Instant begun = Instant.now();
            if (pace.isPresent()) {
                create(namespace, names, pace.get());
            } else {
                apply(namespace, names);
            }
            Awaitility.await("all are Ready")
                    .atMost(DEADLINE)
                    .pollInterval(Duration.ofMillis(200))
                    .until(() -> resourcesReady.keySet().containsAll(names));
            print(
                    "%n%s: %d resources Ready after %.1f s (%d instances)%n",
                    label, names.size(), Duration.between(begun, Instant.now()).toMillis() / 1000.0, podsReady.size());
            report(namespace, names);
            print("  operator: %s%n", ResidentMemory.ofOperator());
            // What the burst took is given back only by and by.
            Awaitility.await("time to settle")
                    .pollDelay(SETTLING)
                    .atMost(SETTLING.plusSeconds(10))
                    .until(() -> true);
            print("  operator, %d s later: %s%n", SETTLING.toSeconds(), ResidentMemory.ofOperator());
        } finally {
            pods.close();
            slices.close();
            resources.close();
        }
        podsReady.clear();
        servicesLead.clear();
        resourcesReady.clear();
        cluster.kubectl("delete", "namespace", namespace);
    }

    /** As people do: one file, by kubectl. */
    private void apply(String namespace, List<String> names) throws IOException {
        Path file = Files.createTempFile("load", ".yaml");
        try {
            Files.writeString(file, names.stream().map(LoadRun::resource).collect(Collectors.joining("\n---\n")));
            cluster.kubectl("apply", "-n", namespace, "-f", file.toString());
        } finally {
            Files.delete(file);
        }
    }

    private void create(String namespace, List<String> names, int eachSecond)
            throws InterruptedException, ExecutionException {
        ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor();
        long pauseMillis = 1000L / eachSecond;
        List<Future<?>> made = new ArrayList<>();
        for (int i = 0; i < names.size(); i++) {
            String resource = resource(names.get(i));
            made.add(clock.schedule(
                    () -> cluster.client()
                            .resource(resource)
                            .inNamespace(namespace)
                            .create(),
                    i * pauseMillis,
                    TimeUnit.MILLISECONDS));
        }
        // What is scheduled is still done.
        clock.shutdown();
        for (Future<?> one : made) {
            one.get();
        }
    }

    private static String resource(String name) {
        return StandaloneIT.resource(
                name, "{environment: " + (name.startsWith("development") ? "Development" : "Production") + "}");
    }

    private void report(String namespace, List<String> names) {
        Calls log = new Calls(cluster);
        List<Call> calls = log.in(namespace);
        List<Instant> made = log.applied(namespace);
        Map<String, Instant> applied = new HashMap<>();
        for (int i = 0; i < names.size(); i++) {
            applied.put(names.get(i), made.get(i));
        }
        print("  made within %.1f s%n", between(made.get(0), made.get(made.size() - 1)) / 1000.0);
        Map<String, Instant> lastMade = new ConcurrentHashMap<>();
        for (Call call : calls) {
            if (call.made()) {
                lastMade.put(resourceOf(call.name()), call.time());
            }
        }
        for (String environment : List.of("development", "production")) {
            List<String> these =
                    names.stream().filter(name -> name.startsWith(environment)).toList();
            if (these.isEmpty()) {
                continue;
            }
            print("  %s%n", environment);
            figures("Ready after apply", these, name -> between(applied.get(name), resourcesReady.get(name)));
            figures(
                    "from create to the last object applied",
                    these,
                    name -> between(applied.get(name), lastMade.get(name)));
            figures(
                    "from the last pod ready to Ready=True",
                    these,
                    name -> between(lastPodReady(name), resourcesReady.get(name)));
            // The rest is the share of whoever makes a Service lead to its pod.
            figures(
                    "of that, from its Service leading there",
                    these,
                    name -> between(
                            Stream.of(lastPodReady(name), servicesLead.get(name))
                                    .filter(Objects::nonNull)
                                    .max(Instant::compareTo)
                                    .orElse(null),
                            resourcesReady.get(name)));
            print(
                    "    %-42s %.1f a resource%n",
                    "calls until now, besides events",
                    calls.stream()
                                    .filter(call -> call.name().startsWith(environment))
                                    .count()
                            / (double) these.size());
        }
    }

    private Instant lastPodReady(String resource) {
        return podsReady.entrySet().stream()
                .filter(entry -> resourceOf(entry.getKey()).equals(resource))
                .map(Map.Entry::getValue)
                .max(Instant::compareTo)
                .orElse(null);
    }

    private static String resourceOf(String object) {
        int end = object.indexOf("-x");
        return end < 0 ? object : object.substring(0, end + 2);
    }

    private static Long between(Instant from, Instant to) {
        return from == null || to == null
                ? null
                : Math.max(0, Duration.between(from, to).toMillis());
    }

    private static void figures(String what, List<String> names, Function<String, Long> millis) {
        List<Long> sorted =
                names.stream().map(millis).filter(Objects::nonNull).sorted().toList();
        if (!sorted.isEmpty()) {
            print(
                    "    %-42s median %d ms, p95 %d ms, at most %d ms%n",
                    what,
                    sorted.get(sorted.size() / 2),
                    sorted.get((int) Math.ceil(sorted.size() * 0.95) - 1),
                    sorted.get(sorted.size() - 1));
        }
    }

    private static <T extends HasMetadata> SharedIndexInformer<T> watch(
            Informable<T> objects, Predicate<T> reached, Function<T, String> naming, Map<String, Instant> when) {
        return objects.inform(new ResourceEventHandler<>() {
            @Override
            public void onAdd(T object) {
                if (reached.test(object)) {
                    when.putIfAbsent(naming.apply(object), Instant.now());
                }
            }

            @Override
            public void onUpdate(T before, T object) {
                onAdd(object);
            }

            @Override
            public void onDelete(T object, boolean unknown) {
                // Its time stays: what was reached was reached.
            }
        });
    }

    private static String name(HasMetadata object) {
        return object.getMetadata().getName();
    }

    private static boolean leads(EndpointSlice slice) {
        return slice.getEndpoints() != null
                && slice.getEndpoints().stream()
                        .anyMatch(endpoint -> endpoint.getConditions() == null
                                || Boolean.TRUE.equals(endpoint.getConditions().getReady()));
    }

    private static boolean serves(Pod pod) {
        return pod.getStatus() != null
                && pod.getStatus().getConditions().stream()
                        .anyMatch(condition ->
                                condition.getType().equals("Ready") && "True".equals(condition.getStatus()));
    }

    private static boolean ready(HigherSelfRedis resource) {
        return resource.getStatus() != null
                && resource.getStatus().conditions() != null
                && resource.getStatus().conditions().stream()
                        .anyMatch(condition ->
                                condition.getType().equals("Ready") && "True".equals(condition.getStatus()));
    }

    private static void print(String format, Object... arguments) {
        System.out.printf(Locale.ROOT, format, arguments);
    }
}
