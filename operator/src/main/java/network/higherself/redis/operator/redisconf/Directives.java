package network.higherself.redis.operator.redisconf;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** The catalogue of directives, read once from {@code directives.tsv}. */
public final class Directives {

    /** Names further apart than this are not offered as what was meant. */
    private static final int LIKELY_MEANT = 4;

    private static final SortedMap<String, Directive> CATALOGUE = read();

    private Directives() {}

    public static SortedMap<String, Directive> catalogue() {
        return CATALOGUE;
    }

    public static Optional<Directive> find(String name) {
        return Optional.ofNullable(CATALOGUE.get(name.toLowerCase(Locale.ROOT)));
    }

    /** The known name that is nearest to an unknown one, if any is near. */
    public static Optional<String> nearest(String unknown) {
        String best = null;
        int bestDistance = LIKELY_MEANT;
        for (Directive directive : CATALOGUE.values()) {
            int distance = distance(unknown.toLowerCase(Locale.ROOT), directive.name());
            if (!directive.owned() && distance < bestDistance) {
                best = directive.name();
                bestDistance = distance;
            }
        }
        return Optional.ofNullable(best);
    }

    /** Which of these directives a server of this version does not know, and does not do anyway. */
    public static List<String> tooNew(Map<String, String> directives, RedisVersion version) {
        return directives.entrySet().stream()
                .filter(entry -> find(entry.getKey())
                        .filter(directive -> !version.has(directive.since()))
                        .filter(directive ->
                                !directive.live() || !directive.otherwise().equals(entry.getValue()))
                        .isPresent())
                .map(Map.Entry::getKey)
                .toList();
    }

    /** Those of these directives that only a restart puts in force. */
    public static SortedMap<String, String> atStartOnly(Map<String, String> directives) {
        SortedMap<String, String> kept = new TreeMap<>(directives);
        kept.keySet().removeIf(name -> find(name).map(Directive::live).orElse(false));
        return kept;
    }

    private static SortedMap<String, Directive> read() {
        SortedMap<String, Directive> directives = new TreeMap<>();
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(
                Directives.class.getResourceAsStream("directives.tsv"), StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (!line.startsWith("#") && !line.isBlank()) {
                    Directive directive = directive(line.split("\t", -1));
                    directives.put(directive.name(), directive);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return java.util.Collections.unmodifiableSortedMap(directives);
    }

    private static Directive directive(String[] columns) {
        return new Directive(
                columns[0],
                Directive.Type.valueOf(columns[1].toUpperCase(Locale.ROOT).replace('-', '_')),
                "live".equals(columns[2]),
                columns[3],
                columns[4].isEmpty() ? Long.MIN_VALUE : Long.parseLong(columns[4]),
                columns[5].isEmpty() ? Long.MAX_VALUE : Long.parseLong(columns[5]),
                columns[6].isEmpty() ? List.of() : List.of(columns[6].split("\\|")),
                columns[7],
                "operator".equals(columns[8]),
                columns[9],
                columns[10]);
    }

    /** Levenshtein's distance. */
    private static int distance(String a, String b) {
        int[] previous = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            previous[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int[] current = new int[b.length() + 1];
            current[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int substitution = previous[j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                current[j] = Math.min(substitution, Math.min(previous[j], current[j - 1]) + 1);
            }
            previous = current;
        }
        return previous[b.length()];
    }
}
