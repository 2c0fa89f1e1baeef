package network.higherself.redis.operator.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.ContainerStatus;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;

/**
 * A replicated resource under a client that writes unique keys, whose instances are ended: prepared, ended, checked.
 *
 * @param appendOnly AOF and RDB; else RDB alone
 * @param ended ordinals of the instances that are ended at once
 * @param saved the only instance that saves its dataset before; empty: none is told to
 * @param watermark whether the datasets keep the operator's watermark
 */
record Writing(
        Cluster cluster,
        String namespace,
        String image,
        boolean appendOnly,
        Ending ending,
        List<Integer> ended,
        Optional<Integer> saved,
        boolean watermark) {

    static final String NAME = "store";
    private static final int INSTANCES = 3;
    private static final int SEEDS = 200;
    private static final Duration DEADLINE = Duration.ofSeconds(120);
    private static final Duration POLL = Duration.ofMillis(100);

    /** How instances end. */
    enum Ending {
        /** Their pods are deleted and stop in peace. */
        Deleted,
        /** Their pods are deleted without grace. */
        Forced,
        /** Their servers' processes are killed; the pods stay. */
        Killed
    }

    /** A few at once, all of which every instance that is to save holds before it does. */
    private static final String SEED = """
            i=0
            while [ $i -lt %d ]; do i=$((i+1)); echo "set key:seed$i v"; done | r | grep -c OK
            r wait %d 5000 > /dev/null
            """;

    /** Writes keys one after the other, each by a new connection, until it is told to stop. */
    private static final String WRITER = """
            i=0
            while true; do
              i=$((i+1))
              [ "$(r set key:$i v 2>&1)" = OK ] && echo "acknowledged key:$i"
              [ $((i % 5)) -eq 0 ] && [ "$(r get stop 2>&1)" = now ] && exit 0
              sleep 0.05
            done
            """;

    /** What came of it. */
    record Outcome(Set<String> acknowledged, Set<String> present, String primary) {
        Set<String> missing() {
            Set<String> missing = new TreeSet<>(acknowledged);
            missing.removeAll(present);
            return missing;
        }

        /** Those that were there before the instance that saved did. */
        Set<String> missingSeeds() {
            return missing().stream().filter(key -> key.startsWith("key:seed")).collect(Collectors.toSet());
        }
    }

    @Override
    public String toString() {
        return image + ", " + (appendOnly ? "AOF" : "RDB") + ", " + ended + " " + ending
                + saved.map(ordinal -> ", " + ordinal + " saved").orElse("") + (watermark ? "" : ", no watermark");
    }

    /** Makes the resource, fills it, and lets the client write. */
    Writing prepare() {
        cluster.apply(
                namespace,
                StandaloneIT.resource(
                        NAME,
                        "{environment: Development, image: '" + image + "', topology: {mode: Replication, instances: "
                                + INSTANCES
                                + "}, storage: {size: 1Gi}, probe: {interval: 1s}, config: {appendonly: " + appendOnly
                                + "}}"));
        cluster.awaitReady(namespace, NAME, DEADLINE);
        String save = saved.map(ordinal -> "r -h " + pod(ordinal) + "." + NAME + "-pods save\n")
                .orElse("");
        String output = cluster.run(
                namespace, new ClientPod("seed", NAME, SEED.formatted(SEEDS, INSTANCES - 1) + save), DEADLINE);
        assertThat(output.lines())
                .as(output)
                .containsExactlyElementsOf(
                        save.isEmpty() ? List.of(String.valueOf(SEEDS)) : List.of(String.valueOf(SEEDS), "OK"));
        cluster.client()
                .resource(new ClientPod("writer", NAME, WRITER).build(namespace))
                .create();
        Awaitility.await("the writer writes")
                .atMost(DEADLINE)
                .pollInterval(POLL)
                .ignoreExceptions()
                .until(() -> acknowledged().size() >= 20);
        if (!watermark) {
            cluster.run(namespace, new ClientPod("unmark", NAME, "r del higherself:health:watermark"), DEADLINE);
        }
        return this;
    }

    /** Ends the instances and waits until others run in their place. */
    Writing end() {
        Map<String, String> before = processes();
        List<String> pods = ended.stream().map(Writing::pod).toList();
        switch (ending) {
            case Killed -> cluster.kill(namespace, NAME, pods);
            case Deleted -> cluster.kubectl(delete(pods, List.of("--wait=false")));
            case Forced -> cluster.kubectl(delete(pods, List.of("--wait=false", "--force", "--grace-period=0")));
        }
        Awaitility.await(this + ": other processes run")
                .atMost(DEADLINE)
                .pollInterval(POLL)
                .until(() -> {
                    Map<String, String> now = processes();
                    return pods.stream()
                            .allMatch(
                                    pod -> now.containsKey(pod) && !now.get(pod).equals(before.get(pod)));
                });
        return this;
    }

    /** Ends the instances, and counts when all is well again. */
    Outcome heal() {
        end();
        return outcome();
    }

    /** Waits until all is well again, and counts. */
    Outcome outcome() {
        long start = System.nanoTime();
        // The client stops when its own write tells it to: so writes are taken again.
        Awaitility.await(this + ": writes are taken")
                .atMost(DEADLINE)
                .pollInterval(Duration.ofSeconds(1))
                .until(() -> cluster.run(
                                namespace,
                                new ClientPod("stop-" + Long.toString(System.nanoTime(), 36), NAME, "r set stop now"),
                                DEADLINE)
                        .contains("OK"));
        Awaitility.await("the writer ends")
                .atMost(DEADLINE)
                .pollInterval(POLL)
                .until(() -> "Succeeded"
                        .equals(cluster.client()
                                .pods()
                                .inNamespace(namespace)
                                .withName("writer")
                                .get()
                                .getStatus()
                                .getPhase()));
        Awaitility.await(this + ": Ready again")
                .atMost(DEADLINE)
                .pollInterval(POLL)
                .untilAsserted(() -> {
                    assertThat(cluster.condition(namespace, NAME, "Ready", "True"))
                            .as(() -> String.valueOf(
                                    cluster.resource(namespace, NAME).getStatus()))
                            .isPresent();
                    assertThat(cluster.resource(namespace, NAME).getStatus().ready())
                            .isEqualTo(INSTANCES + "/" + INSTANCES);
                });
        long healed = Duration.ofNanos(System.nanoTime() - start).toSeconds();
        // What a replica lacks may still be on its way to it.
        Set<String> present = Awaitility.await(this + ": every instance holds the same")
                .atMost(DEADLINE)
                .pollInterval(Duration.ofSeconds(1))
                .until(this::datasets, datasets -> new HashSet<>(datasets).size() == 1)
                .get(0);
        Set<String> acknowledged = acknowledged();
        IntStream.rangeClosed(1, SEEDS).forEach(i -> acknowledged.add("key:seed" + i));
        Outcome outcome = new Outcome(
                acknowledged,
                present,
                cluster.resource(namespace, NAME).getStatus().primary());
        System.out.printf(
                "%s: %d writes acknowledged, %d missing afterwards, %s is primary; Ready %d s after the new processes%n",
                this, acknowledged.size(), outcome.missing().size(), outcome.primary(), healed);
        cluster.kubectl("delete", "namespace", namespace, "--wait=false");
        return outcome;
    }

    /** The keys that each instance holds. */
    private List<Set<String>> datasets() {
        String script = IntStream.range(0, INSTANCES)
                .mapToObj(ordinal -> "r -h " + pod(ordinal) + "." + NAME + "-pods --scan --pattern 'key:*' | sed s/^/"
                        + ordinal + "=/\n")
                .collect(Collectors.joining());
        List<String> lines = cluster.run(
                        namespace,
                        new ClientPod("reader-" + Long.toString(System.nanoTime(), 36), NAME, script),
                        DEADLINE)
                .lines()
                .toList();
        return IntStream.range(0, INSTANCES)
                .mapToObj(ordinal -> (Set<String>) lines.stream()
                        .filter(line -> line.startsWith(ordinal + "="))
                        .map(line -> line.substring(2))
                        .collect(Collectors.toCollection(TreeSet::new)))
                .toList();
    }

    private String[] delete(List<String> pods, List<String> options) {
        List<String> words = new ArrayList<>(List.of("delete", "pod", "-n", namespace));
        words.addAll(pods);
        words.addAll(options);
        return words.toArray(String[]::new);
    }

    private static String pod(int ordinal) {
        return NAME + "-" + ordinal;
    }

    /** What runs in each instance's pod, by the pod's and the container's identity. */
    private Map<String, String> processes() {
        Map<String, String> running = new TreeMap<>();
        cluster.client().pods().inNamespace(namespace).list().getItems().stream()
                .filter(pod -> pod.getMetadata().getName().matches(NAME + "-\\d"))
                .forEach(pod -> pod.getStatus().getContainerStatuses().stream()
                        .filter(status ->
                                status.getState() != null && status.getState().getRunning() != null)
                        .map(ContainerStatus::getRestartCount)
                        .forEach(restarts -> running.put(
                                pod.getMetadata().getName(), pod.getMetadata().getUid() + "/" + restarts)));
        return running;
    }

    private Set<String> acknowledged() {
        return cluster.log(namespace, "writer")
                .lines()
                .filter(line -> line.startsWith("acknowledged "))
                .map(line -> line.substring("acknowledged ".length()))
                .collect(Collectors.toCollection(TreeSet::new));
    }
}
