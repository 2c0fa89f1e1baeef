package network.higherself.redis.api.v1;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.time.Duration;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A duration as users write it: whole numbers with units ms, s, m or h, as in {@code 1m30s}. Kept as the text that was
 * read, since a text that is none must reach the plan, which names the field.
 */
public record RedisDuration(@JsonValue String text) {

    /** What the schema accepts. */
    public static final String PATTERN = "^([0-9]+(ms|s|m|h))+$";

    private static final Pattern PART = Pattern.compile("([0-9]+)(ms|s|m|h)");

    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    public RedisDuration {}

    public static RedisDuration of(Duration duration) {
        long millis = duration.toMillis();
        return new RedisDuration(millis % 1000 == 0 ? millis / 1000 + "s" : millis + "ms");
    }

    /** The duration, or empty where the text is none or is beyond what a long holds. */
    public Optional<Duration> parsed() {
        if (text == null || !text.matches(PATTERN)) {
            return Optional.empty();
        }
        Duration sum = Duration.ZERO;
        Matcher matcher = PART.matcher(text);
        try {
            while (matcher.find()) {
                long amount = Long.parseLong(matcher.group(1));
                sum = sum.plus(
                        switch (matcher.group(2)) {
                            case "ms" -> Duration.ofMillis(amount);
                            case "s" -> Duration.ofSeconds(amount);
                            case "m" -> Duration.ofMinutes(amount);
                            default -> Duration.ofHours(amount);
                        });
            }
        } catch (NumberFormatException | ArithmeticException tooLarge) {
            return Optional.empty();
        }
        return Optional.of(sum);
    }
}
