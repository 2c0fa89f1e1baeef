package network.higherself.redis.operator.redisconf;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What of the wanted directives is not in force on a running server.
 *
 * @param toSet what CONFIG SET can put in force
 * @param pendingRestart names of what only a restart can
 */
public record ConfigurationDifference(SortedMap<String, String> toSet, List<String> pendingRestart) {

    /**
     * Compares what is wanted with what CONFIG GET answered. A directive that the server does not know is left out:
     * it is named elsewhere, see {@link Directives#tooNew}.
     */
    public static ConfigurationDifference between(Map<String, String> wanted, Map<String, String> inForce) {
        SortedMap<String, String> toSet = new TreeMap<>();
        List<String> pending = new ArrayList<>();
        new TreeMap<>(wanted).forEach((name, value) -> {
            String actual = inForce.get(name);
            Directive directive = Directives.find(name).orElse(null);
            if (actual == null || directive == null || same(directive, value, actual)) {
                return;
            }
            if (directive.live()) {
                toSet.put(name, value);
            } else {
                pending.add(name);
            }
        });
        return new ConfigurationDifference(toSet, List.copyOf(pending));
    }

    private static boolean same(Directive directive, String wanted, String actual) {
        if (directive.type() == Directive.Type.BUFFERS) {
            // CONFIG GET answers all classes, also those that were not asked for.
            String all = DirectiveValue.parse(directive, actual).value().orElse("");
            String[] words = wanted.split(" ");
            for (int i = 0; i + 4 <= words.length; i += 4) {
                if (!all.contains(String.join(" ", java.util.Arrays.copyOfRange(words, i, i + 4)))) {
                    return false;
                }
            }
            return true;
        }
        if (directive.type() == Directive.Type.EVENTS) {
            return wanted.chars()
                    .sorted()
                    .boxed()
                    .toList()
                    .equals(actual.chars().sorted().boxed().toList());
        }
        return DirectiveValue.parse(directive, actual)
                .value()
                .map(wanted::equals)
                .orElseGet(() -> wanted.equals(actual));
    }
}
