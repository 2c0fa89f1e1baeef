package network.higherself.redis.operator.redisconf;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Version of a server.
 *
 * @param product {@code redis} or {@code valkey}
 */
public record RedisVersion(String product, int major, int minor, int patch) {

    private static final Pattern FORM = Pattern.compile("(?:([a-z]+)[ =v]*)?(\\d+)\\.(\\d+)(?:\\.(\\d+))?.*");

    /** Reads {@code redis 7.0.15}, {@code valkey 8.0.1} or {@code 7.2.4}. */
    public static Optional<RedisVersion> parse(String text) {
        Matcher matcher = FORM.matcher(text.trim().toLowerCase(Locale.ROOT));
        if (!matcher.matches()) {
            return Optional.empty();
        }
        try {
            return Optional.of(new RedisVersion(
                    matcher.group(1) == null ? "redis" : matcher.group(1),
                    Integer.parseInt(matcher.group(2)),
                    Integer.parseInt(matcher.group(3)),
                    matcher.group(4) == null ? 0 : Integer.parseInt(matcher.group(4))));
        } catch (NumberFormatException tooLong) {
            return Optional.empty();
        }
    }

    /** Whether the server knows what Redis {@code major.minor} brought. Valkey left Redis at 7.2. */
    public boolean has(String release) {
        String[] parts = release.split("\\.");
        int wantedMajor = Integer.parseInt(parts[0]);
        int wantedMinor = Integer.parseInt(parts[1]);
        int ownMajor = "valkey".equals(product) ? 7 : major;
        int ownMinor = "valkey".equals(product) ? 2 : minor;
        return ownMajor > wantedMajor || (ownMajor == wantedMajor && ownMinor >= wantedMinor);
    }

    /** As in {@code 7.0.15}. */
    public String number() {
        return major + "." + minor + "." + patch;
    }

    @Override
    public String toString() {
        return product + " " + number();
    }
}
