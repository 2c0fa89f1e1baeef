package network.higherself.redis.operator.redisconf;

import java.util.ArrayList;
import java.util.Arrays;
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
            if (actual == null || directive == null) {
                return;
            }
            String whole = directive.type() == Directive.Type.BUFFERS ? allClasses(directive, value) : value;
            if (same(directive, whole, actual)) {
                return;
            }
            if (directive.live()) {
                toSet.put(name, whole);
            } else {
                pending.add(name);
            }
        });
        return new ConfigurationDifference(toSet, List.copyOf(pending));
    }

    /** Limits of all classes of clients: those that are not named are as they are on a server that was told nothing. */
    private static String allClasses(Directive directive, String limits) {
        SortedMap<String, String> classes = new TreeMap<>();
        for (String groups : List.of(directive.otherwise(), limits)) {
            String[] words = groups.split(" ");
            for (int i = 0; i + 4 <= words.length; i += 4) {
                classes.put(words[i], String.join(" ", Arrays.copyOfRange(words, i, i + 4)));
            }
        }
        return String.join(" ", classes.values());
    }

    private static boolean same(Directive directive, String wanted, String actual) {
        if (directive.type() == Directive.Type.BUFFERS) {
            return DirectiveValue.parse(directive, actual)
                    .value()
                    .map(limits -> wanted.equals(allClasses(directive, limits)))
                    .orElse(false);
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
