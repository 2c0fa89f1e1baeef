package network.higherself.redis.operator.metrics;

import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;

/**
 * Which counters of one server have a series of their own, and the sum of the rest. The sum never falls when a counter
 * joins or leaves it, since Prometheus would take that for a restart: what left it goes on being counted there up to
 * that moment, and what joins it counts from then on.
 */
final class Busiest<V> {

    private final int most;
    private final List<ToLongFunction<V>> figures;
    private final Set<String> shown = new HashSet<>();
    private final Set<String> summed = new HashSet<>();
    private final long[] carried;

    /**
     * @param most how many have a series of their own
     * @param figures the counters of each; the first tells which is busier
     */
    Busiest(int most, List<ToLongFunction<V>> figures) {
        this.most = most;
        this.figures = figures;
        this.carried = new long[figures.size()];
    }

    /** @param others the sum of the rest by figure; empty where there is no rest */
    record Shown<V>(List<Map.Entry<String, V>> each, Optional<long[]> others) {}

    Shown<V> of(Map<String, V> counters) {
        boolean allFit = counters.size() <= most
                && summed.isEmpty()
                && Arrays.stream(carried).allMatch(carry -> carry == 0);
        if (allFit) {
            shown.clear();
            shown.addAll(counters.keySet());
            return new Shown<>(List.copyOf(counters.entrySet()), Optional.empty());
        }
        choose(counters);
        long[] others = carried.clone();
        summed.forEach(name -> add(others, counters.get(name), 1));
        if (Arrays.stream(others).anyMatch(sum -> sum < 0)) {
            // The server's counters were set back.
            Arrays.fill(carried, 0);
            return of(counters);
        }
        return new Shown<>(
                counters.entrySet().stream()
                        .filter(counter -> shown.contains(counter.getKey()))
                        .toList(),
                Optional.of(others));
    }

    private void choose(Map<String, V> counters) {
        // Of equals the one that is shown stays.
        Comparator<Map.Entry<String, V>> busier = Comparator.comparingLong(
                        (Map.Entry<String, V> counter) -> -figures.get(0).applyAsLong(counter.getValue()))
                .thenComparing(counter -> !shown.contains(counter.getKey()))
                .thenComparing(Map.Entry::getKey);
        Set<String> chosen = counters.entrySet().stream()
                .sorted(busier)
                .limit(most)
                .map(Map.Entry::getKey)
                .collect(Collectors.toSet());
        counters.forEach((name, value) -> {
            if (chosen.contains(name) && summed.contains(name)) {
                add(carried, value, 1);
            } else if (!chosen.contains(name) && shown.contains(name)) {
                add(carried, value, -1);
            }
        });
        shown.clear();
        shown.addAll(chosen);
        summed.clear();
        summed.addAll(counters.keySet());
        summed.removeAll(chosen);
    }

    private void add(long[] sum, V value, int sign) {
        for (int i = 0; i < sum.length; i++) {
            sum[i] += sign * figures.get(i).applyAsLong(value);
        }
    }
}
