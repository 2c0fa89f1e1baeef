package network.higherself.redis.operator.walk;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Kills the operator after each single write to the API server, in every phase of a resource's life, and looks whether the
 * next one comes to the same end. Runs as a pod, since operators must reach the instances. Resources stand side by side,
 * each in a namespace and with operators of its own: the n-th loses its operator after the n-th write of each phase.
 *
 * <p>Arguments: the shape; how many resources at once; the stride (1: every write). Ends with 1 if anything went wrong.
 */
public final class KillWalk {

    private final KubernetesClient client = new KubernetesClientBuilder().build();
    private final Shape shape;
    private final int stride;
    private final AtomicInteger next = new AtomicInteger(1);
    private final Map<Phase, Integer> lengths = new EnumMap<>(Phase.class);
    private final Map<Phase, Integer> kills = new EnumMap<>(Phase.class);
    private final Map<String, TreeSet<Integer>> ends = new TreeMap<>();
    private final Queue<String> failures = new ConcurrentLinkedQueue<>();

    private KillWalk(Shape shape, int stride) {
        this.shape = shape;
        this.stride = stride;
    }

    public static void main(String[] arguments) throws InterruptedException {
        Shape shape = Shape.valueOf(arguments[0]);
        KillWalk walk = new KillWalk(shape, Integer.parseInt(arguments[2]));
        boolean good = walk.run(Integer.parseInt(arguments[1]));
        System.out.flush();
        // Operators that were killed leave threads behind.
        Runtime.getRuntime().halt(good ? 0 : 1);
    }

    private boolean run(int atOnce) throws InterruptedException {
        ExecutorService threads = Executors.newFixedThreadPool(atOnce);
        for (int i = 0; i < atOnce; i++) {
            threads.execute(() -> {
                while (!ended()) {
                    walk(next.getAndAdd(stride));
                }
            });
        }
        threads.shutdown();
        threads.awaitTermination(1, TimeUnit.HOURS);
        if (ends.size() > 1) {
            failures.add("resources ended with different objects: " + ends);
        }
        kills.forEach((phase, count) -> System.out.printf("%s, %s: %d kills%n", shape, phase, count));
        System.out.printf(
                "%s: %d kills walked, %d failures%n",
                shape, kills.values().stream().mapToInt(Integer::intValue).sum(), failures.size());
        failures.forEach(System.out::println);
        return failures.isEmpty();
    }

    private void walk(int kill) {
        Phase at = Phase.CREATE;
        try (Walker walker = new Walker(client, shape, kill)) {
            for (Phase phase : Phase.values()) {
                at = phase;
                if (phase.scales() && shape.instances() == 1) {
                    continue;
                }
                boolean toKill = kill <= length(phase);
                if (!toKill && phase != Phase.CREATE && !furtherKills(kill, phase)) {
                    break;
                }
                long begin = System.nanoTime();
                Walker.Result result = walker.walk(phase, toKill);
                note(phase, kill, toKill, result);
                System.out.printf(
                        "%s, %s, %d: %s after %d ms%n",
                        shape,
                        phase,
                        kill,
                        result.killed() ? "killed after " + last(result.writes()) : "not killed",
                        (System.nanoTime() - begin) / 1_000_000);
            }
            walker.refusals().forEach(refusal -> System.out.println("REFUSED " + shape + ", " + kill + ": " + refusal));
            if (at == Phase.PRIMARY_DELETED) {
                ended(walker.objects(), kill);
            }
        } catch (RuntimeException e) {
            failures.add(shape + ", " + at + ", killed after write " + kill + ": " + e);
            System.out.println("FAILED " + shape + ", " + at + ", " + kill + ": " + e);
        }
    }

    private static String last(List<String> writes) {
        return writes.isEmpty() ? "" : writes.get(writes.size() - 1);
    }

    private synchronized void note(Phase phase, int kill, boolean toKill, Walker.Result result) {
        if (result.killed()) {
            kills.merge(phase, 1, Integer::sum);
        } else if (toKill) {
            lengths.merge(phase, result.writes().size(), Math::max);
        }
    }

    private synchronized void ended(TreeSet<String> objects, int kill) {
        ends.computeIfAbsent(objects.toString(), unknown -> new TreeSet<>()).add(kill);
    }

    /** How many writes a phase is known to have; without end while no resource went through it alive. */
    private synchronized int length(Phase phase) {
        return lengths.getOrDefault(phase, Integer.MAX_VALUE);
    }

    private boolean furtherKills(int kill, Phase from) {
        for (Phase phase : Phase.values()) {
            if (phase.compareTo(from) >= 0 && kill <= length(phase) && !(phase.scales() && shape.instances() == 1)) {
                return true;
            }
        }
        return false;
    }

    private boolean ended() {
        return !failures.isEmpty() && failures.size() > 5 || !furtherKills(next.get(), Phase.CREATE);
    }
}
