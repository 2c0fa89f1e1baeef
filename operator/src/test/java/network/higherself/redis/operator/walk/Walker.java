package network.higherself.redis.operator.walk;

import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import java.util.stream.Stream;
import network.higherself.redis.api.v1.HigherSelfRedis;

/** One resource, taken through all phases; in each its operator is killed after the same number of writes. */
final class Walker implements AutoCloseable {

    private static final String NAME = "r";
    private static final String PASSWORD = "Given-By-The-User-1";
    private static final Duration DEADLINE = Duration.ofSeconds(120);
    private static final Duration LOOK = Duration.ofMillis(100);

    /** For how long nothing may be written before a phase counts as ended without a kill. */
    private static final Duration QUIET = Duration.ofMillis(1500);

    private final KubernetesClient client;
    private final Shape shape;
    private final int kill;
    private final String namespace;
    private final Application application;
    private final Map<String, String> keys = new TreeMap<>();
    private final List<String> refusals = new ArrayList<>();
    private String password = "";
    private Pod primaryBefore;
    private Incarnation operator;
    private int seen;
    private Instant seenAt = Instant.now();

    /** What came of a phase. */
    record Result(boolean killed, List<String> writes) {}

    Walker(KubernetesClient client, Shape shape, int kill) {
        this.client = client;
        this.shape = shape;
        this.kill = kill;
        this.namespace = "walk-" + shape.name().toLowerCase(java.util.Locale.ROOT) + "-" + kill;
        this.application = new Application(client, namespace, NAME);
        client.resource(new NamespaceBuilder()
                        .withNewMetadata()
                        .withName(namespace)
                        .endMetadata()
                        .build())
                .create();
        this.operator = new Incarnation(namespace);
    }

    /**
     * @param toKill whether the operator is killed on the way; else the phase is only gone through
     * @throws IllegalStateException if the phase does not come to its end, or not to the right one
     */
    Result walk(Phase phase, boolean toKill) {
        if (phase != Phase.CREATE) {
            writeKey(phase);
            primaryBefore = primary().orElseThrow();
        }
        Incarnation victim = operator;
        victim.dieAfter(toKill ? kill : 0);
        seen = 0;
        seenAt = Instant.now();
        change(phase);
        Instant deadline = Instant.now().plus(DEADLINE);
        while (true) {
            if (operator.dead()) {
                operator.bury();
                operator = new Incarnation(namespace);
            }
            boolean settled = operator != victim || !toKill || quiet(victim);
            if (settled && done(phase) && done(phase)) {
                if (operator != victim || !victim.dead()) {
                    break;
                }
            }
            require(Instant.now().isBefore(deadline), "not done; " + situation());
            LockSupport.parkNanos(LOOK.toNanos());
        }
        check(phase);
        return new Result(operator != victim, victim.writes());
    }

    private boolean quiet(Incarnation victim) {
        int now = victim.writes().size();
        if (now != seen) {
            seen = now;
            seenAt = Instant.now();
        }
        return Duration.between(seenAt, Instant.now()).compareTo(QUIET) > 0;
    }

    private void change(Phase phase) {
        switch (phase) {
            case CREATE -> client.resource(shape.yaml(namespace, NAME)).create();
            case CONFIG -> spec("{\"config\":{\"maxmemory-policy\":\"noeviction\"}}");
            case IMAGE -> spec("{\"image\":\"redis:7.4\"}");
            case PASSWORD -> {
                client.resource(new SecretBuilder()
                                .withNewMetadata()
                                .withNamespace(namespace)
                                .withName("mine")
                                .endMetadata()
                                .addToStringData("password", PASSWORD)
                                .build())
                        .create();
                spec("{\"auth\":{\"passwordSecretRef\":{\"name\":\"mine\",\"key\":\"password\"}}}");
            }
            case SCALE_DOWN -> spec("{\"topology\":{\"instances\":" + (shape.instances() - 1) + "}}");
            case SCALE_UP -> spec("{\"topology\":{\"instances\":" + shape.instances() + "}}");
            // The answer is the end of the connection.
            case PRIMARY_RESTARTED ->
                application.runAsOperator(commands -> {
                    commands.shutdown(true);
                    return true;
                });
            case PRIMARY_DELETED -> client.resource(primaryBefore).delete();
        }
    }

    private boolean done(Phase phase) {
        int instances = shape.instances() - (phase == Phase.SCALE_DOWN ? 1 : 0);
        List<Pod> pods = pods();
        boolean running = pods.size() == instances && pods.stream().allMatch(Walker::ready);
        return running && ready() && changed(phase, pods) && serves();
    }

    private boolean changed(Phase phase, List<Pod> pods) {
        return switch (phase) {
            case CREATE, SCALE_DOWN, SCALE_UP -> true;
            case CONFIG ->
                application
                        .runAsOperator(commands -> commands.configGet("maxmemory-policy"))
                        .filter(found -> "noeviction".equals(found.get("maxmemory-policy")))
                        .isPresent();
            case IMAGE ->
                pods.stream()
                        .allMatch(pod ->
                                pod.getSpec().getContainers().get(0).getImage().equals("redis:7.4"));
            case PASSWORD -> application.password().equals(PASSWORD);
            case PRIMARY_RESTARTED ->
                find(pods, primaryBefore)
                        .filter(pod -> restarts(pod) > restarts(primaryBefore))
                        .isPresent();
            case PRIMARY_DELETED ->
                find(pods, primaryBefore)
                        .filter(pod -> !pod.getMetadata()
                                .getUid()
                                .equals(primaryBefore.getMetadata().getUid()))
                        .isPresent();
        };
    }

    private boolean serves() {
        return application
                .run(commands -> commands.set("served", Instant.now().toString()))
                .isPresent();
    }

    private void check(Phase phase) {
        keys.forEach((key, value) -> {
            String found = atLast(() -> application.run(commands -> String.valueOf(commands.get(key))));
            require(value.equals(found), "key " + key + " is lost, instead: " + found);
        });
        String now = application.password();
        require(
                phase == Phase.CREATE || phase == Phase.PASSWORD || now.equals(password),
                "the application's password changed");
        password = now;
    }

    /** Acknowledged by a replica too, so that whoever becomes primary must have it. */
    private void writeKey(Phase phase) {
        String value = phase + " " + kill;
        keys.put(phase.name(), value);
        atLast(() -> application.run(commands ->
                commands.set(phase.name(), value) + commands.waitForReplication(shape.instances() > 2 ? 1 : 0, 2000)));
    }

    /** On a busy machine a connection may take too long; what is served is another matter than what is kept. */
    private <T> T atLast(Supplier<Optional<T>> command) {
        Instant deadline = Instant.now().plus(Duration.ofSeconds(15));
        while (true) {
            Optional<T> answer = command.get();
            if (answer.isPresent()) {
                return answer.get();
            }
            refusals.add(application.problem());
            require(Instant.now().isBefore(deadline), "not served");
            LockSupport.parkNanos(LOOK.toNanos());
        }
    }

    /** What the application was refused while the resource was Ready, in words. */
    List<String> refusals() {
        return List.copyOf(refusals);
    }

    /** What there is at the end, by kind and name. */
    TreeSet<String> objects() {
        TreeSet<String> found = new TreeSet<>();
        Stream.of(
                        client.configMaps().inNamespace(namespace).list(),
                        client.secrets().inNamespace(namespace).list(),
                        client.services().inNamespace(namespace).list(),
                        client.pods().inNamespace(namespace).list(),
                        client.persistentVolumeClaims().inNamespace(namespace).list(),
                        client.apps().statefulSets().inNamespace(namespace).list(),
                        client.policy()
                                .v1()
                                .podDisruptionBudget()
                                .inNamespace(namespace)
                                .list(),
                        client.network()
                                .v1()
                                .networkPolicies()
                                .inNamespace(namespace)
                                .list())
                .flatMap(list -> list.getItems().stream())
                .map(HasMetadata.class::cast)
                .forEach(object ->
                        found.add(object.getKind() + "/" + object.getMetadata().getName()));
        return found;
    }

    @Override
    public void close() {
        operator.bury();
        client.namespaces().withName(namespace).delete();
    }

    private boolean ready() {
        HigherSelfRedis resource = resource();
        return resource.getStatus() != null
                && Objects.equals(
                        resource.getStatus().observedGeneration(),
                        resource.getMetadata().getGeneration())
                && is("Ready", "True", resource)
                && is("Reconciling", "False", resource);
    }

    private static boolean is(String type, String status, HigherSelfRedis resource) {
        List<Condition> conditions =
                Optional.ofNullable(resource.getStatus().conditions()).orElse(List.of());
        return conditions.stream()
                .anyMatch(condition -> type.equals(condition.getType()) && status.equals(condition.getStatus()));
    }

    private String situation() {
        List<String> words = new ArrayList<>();
        HigherSelfRedis resource = resource();
        if (resource.getStatus() != null && resource.getStatus().conditions() != null) {
            resource.getStatus()
                    .conditions()
                    .forEach(condition -> words.add(condition.getType() + "=" + condition.getStatus() + " "
                            + condition.getReason() + " " + condition.getMessage()));
        }
        pods().forEach(pod -> words.add(
                pod.getMetadata().getName() + (ready(pod) ? " ready" : " not ready") + ", restarts " + restarts(pod)));
        words.add(serves() ? "serves" : "does not serve");
        return String.join("; ", words);
    }

    private Optional<Pod> primary() {
        return Optional.ofNullable(resource().getStatus().primary())
                .flatMap(name -> pods().stream()
                        .filter(pod -> pod.getMetadata().getName().equals(name))
                        .findFirst());
    }

    private HigherSelfRedis resource() {
        return client.resources(HigherSelfRedis.class)
                .inNamespace(namespace)
                .withName(NAME)
                .get();
    }

    private List<Pod> pods() {
        return client.pods().inNamespace(namespace).list().getItems();
    }

    private void spec(String patch) {
        client.resources(HigherSelfRedis.class)
                .inNamespace(namespace)
                .withName(NAME)
                .patch(PatchContext.of(PatchType.JSON_MERGE), "{\"spec\":" + patch + "}");
    }

    private static Optional<Pod> find(List<Pod> pods, Pod before) {
        return pods.stream()
                .filter(pod ->
                        pod.getMetadata().getName().equals(before.getMetadata().getName()))
                .findFirst();
    }

    private static boolean ready(Pod pod) {
        return pod.getMetadata().getDeletionTimestamp() == null
                && pod.getStatus().getConditions().stream()
                        .anyMatch(condition ->
                                "Ready".equals(condition.getType()) && "True".equals(condition.getStatus()));
    }

    private static int restarts(Pod pod) {
        return pod.getStatus().getContainerStatuses().stream()
                .mapToInt(status -> status.getRestartCount())
                .sum();
    }

    private void require(boolean good, String otherwise) {
        if (!good) {
            throw new IllegalStateException(otherwise + "; last refused: " + application.problem());
        }
    }
}
