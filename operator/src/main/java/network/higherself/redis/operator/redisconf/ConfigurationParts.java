package network.higherself.redis.operator.redisconf;

import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Directives as the parts of redis.conf: {@code redis.conf} with what every supported server knows, and
 * {@code since-7.0.conf} and so on with what later ones brought. The pod puts together the parts that its server
 * understands, so that a directive that is too new can't keep it from starting.
 */
public final class ConfigurationParts {

    /** First release that is supported; what it knows stands in the first part. */
    public static final String OLDEST = "6.2";

    public static final String FIRST = "redis.conf";

    private ConfigurationParts() {}

    /** File name to content; always holds {@link #FIRST}. */
    public static SortedMap<String, String> render(Map<String, String> directives) {
        SortedMap<String, StringBuilder> parts = new TreeMap<>();
        parts.put(FIRST, new StringBuilder());
        new TreeMap<>(directives).forEach((name, value) -> {
            Directive directive =
                    Directives.find(name).orElseThrow(() -> new IllegalArgumentException("unknown directive " + name));
            String part = directive.since().equals(OLDEST) ? FIRST : "since-" + directive.since() + ".conf";
            StringBuilder conf = parts.computeIfAbsent(part, unknown -> new StringBuilder());
            lines(directive, value, conf);
        });
        SortedMap<String, String> rendered = new TreeMap<>();
        parts.forEach((name, conf) -> rendered.put(name, conf.toString()));
        return rendered;
    }

    private static void lines(Directive directive, String value, StringBuilder conf) {
        switch (directive.type()) {
            case SAVE -> groups(directive.name(), value, 2, conf);
            case BUFFERS -> groups(directive.name(), value, 4, conf);
            case NUMBERS -> line(directive.name(), value, conf);
            default -> line(directive.name(), quoted(value), conf);
        }
    }

    /** One line a group: servers before 7.0 take no more than one. */
    private static void groups(String name, String value, int size, StringBuilder conf) {
        if (value.isEmpty()) {
            line(name, "\"\"", conf);
            return;
        }
        String[] words = value.split(" ");
        for (int i = 0; i + size <= words.length; i += size) {
            line(name, String.join(" ", java.util.Arrays.copyOfRange(words, i, i + size)), conf);
        }
    }

    private static void line(String name, String value, StringBuilder conf) {
        conf.append(name).append(' ').append(value).append('\n');
    }

    /** A value that can't end its line or begin another word. */
    private static String quoted(String value) {
        boolean plain = !value.isEmpty()
                && value.chars().allMatch(c -> Character.isLetterOrDigit(c) || "-_.:/*%+$".indexOf(c) >= 0);
        return plain ? value : '"' + value.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
    }
}
