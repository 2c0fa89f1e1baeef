package network.higherself.redis.operator.redisconf;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * A directive's value in the one form that it is compared in: sizes in bytes, yes or no, words with one space between.
 *
 * @param value the value; present unless it is refused
 * @param refusal why it is refused, and what would do
 */
public record DirectiveValue(Optional<String> value, Optional<String> refusal) {

    private static final Pattern EVENTS = Pattern.compile("[KEg$lshzxetdmnA]*");
    private static final Set<String> BUFFER_CLASSES = Set.of("normal", "replica", "pubsub");

    /** Reads a value as a user writes it, or as CONFIG GET answers it. */
    public static DirectiveValue parse(Directive directive, String text) {
        if (text.chars().anyMatch(Character::isISOControl)) {
            return refused("must not hold control characters");
        }
        String trimmed = text.trim();
        return switch (directive.type()) {
            case BOOLEAN -> bool(trimmed);
            case INTEGER -> integer(directive, trimmed);
            case MEMORY -> memory(directive, trimmed);
            case MEMORY_OR_PERCENT -> trimmed.matches("([1-9]?[0-9]|100)%") ? of(trimmed) : memory(directive, trimmed);
            case ENUM -> enumerated(directive, trimmed);
            case SAVE -> save(trimmed);
            case BUFFERS -> buffers(trimmed);
            case EVENTS ->
                EVENTS.matcher(trimmed).matches() ? of(trimmed) : refused("must be letters of KEg$lshzxetdmnA");
            case NUMBERS ->
                trimmed.matches("([0-9]+(\\.[0-9]+)?( |$))*")
                        ? of(trimmed)
                        : refused("must be numbers with spaces between");
            case STRING -> of(trimmed);
        };
    }

    /** Bytes of a size as redis.conf writes it: {@code 1k} is 1000, {@code 1kb} is 1024. */
    public static Optional<Long> bytes(String text) {
        String lower = text.trim().toLowerCase(Locale.ROOT);
        int digits = 0;
        while (digits < lower.length() && Character.isDigit(lower.charAt(digits))) {
            digits++;
        }
        long unit = switch (lower.substring(digits)) {
            case "", "b" -> 1L;
            case "k" -> 1000L;
            case "kb" -> 1L << 10;
            case "m" -> 1_000_000L;
            case "mb" -> 1L << 20;
            case "g" -> 1_000_000_000L;
            case "gb" -> 1L << 30;
            default -> -1L;
        };
        if (digits == 0 || unit < 0) {
            return Optional.empty();
        }
        try {
            return Optional.of(Math.multiplyExact(Long.parseLong(lower.substring(0, digits)), unit));
        } catch (ArithmeticException | NumberFormatException tooLarge) {
            return Optional.empty();
        }
    }

    private static DirectiveValue bool(String text) {
        return switch (text.toLowerCase(Locale.ROOT)) {
            case "yes", "true" -> of("yes");
            case "no", "false" -> of("no");
            default -> refused("must be yes or no");
        };
    }

    private static DirectiveValue integer(Directive directive, String text) {
        try {
            long value = Long.parseLong(text);
            if (value >= directive.lowest() && value <= directive.highest()) {
                return of(Long.toString(value));
            }
        } catch (NumberFormatException notANumber) {
            return refused("must be a whole number");
        }
        return refused(
                directive.highest() == Long.MAX_VALUE
                        ? "must be at least " + directive.lowest()
                        : "must be from " + directive.lowest() + " to " + directive.highest());
    }

    private static DirectiveValue memory(Directive directive, String text) {
        return bytes(text)
                .map(bytes -> bytes >= directive.lowest()
                        ? of(Long.toString(bytes))
                        : refused("must be at least " + directive.lowest() + " bytes"))
                .orElseGet(() -> refused("must be a size, as in 256mb or 1gb"));
    }

    private static DirectiveValue enumerated(Directive directive, String text) {
        String lower = text.toLowerCase(Locale.ROOT);
        return directive.values().contains(lower)
                ? of(lower)
                : refused("must be one of " + String.join(", ", directive.values()));
    }

    private static DirectiveValue save(String text) {
        String bare = text.equals("\"\"") ? "" : text;
        List<String> words = words(bare);
        if (words.size() % 2 != 0 || !words.stream().allMatch(word -> word.matches("[0-9]{1,9}"))) {
            return refused("must be pairs of seconds and changes, as in \"900 1 300 10\", or empty for none");
        }
        return of(String.join(" ", words));
    }

    private static DirectiveValue buffers(String text) {
        List<String> words = words(text.toLowerCase(Locale.ROOT));
        List<String> normal = new ArrayList<>();
        for (int i = 0; i + 3 < words.size(); i += 4) {
            String kind = words.get(i).equals("slave") ? "replica" : words.get(i);
            Optional<Long> hard = bytes(words.get(i + 1));
            Optional<Long> soft = bytes(words.get(i + 2));
            if (!BUFFER_CLASSES.contains(kind)
                    || hard.isEmpty()
                    || soft.isEmpty()
                    || !words.get(i + 3).matches("[0-9]{1,9}")) {
                break;
            }
            normal.add(kind + " " + hard.get() + " " + soft.get() + " " + words.get(i + 3));
        }
        return normal.isEmpty() || normal.size() * 4 != words.size()
                ? refused("must be groups of class (normal, replica, pubsub), hard limit, soft limit and seconds, as in"
                        + " \"pubsub 32mb 8mb 60\"")
                : of(String.join(" ", normal));
    }

    private static List<String> words(String text) {
        return text.isBlank() ? List.of() : List.of(text.trim().split("\\s+"));
    }

    private static DirectiveValue of(String value) {
        return new DirectiveValue(Optional.of(value), Optional.empty());
    }

    private static DirectiveValue refused(String why) {
        return new DirectiveValue(Optional.empty(), Optional.of(why));
    }
}
