package network.higherself.redis.operator.http.page;

import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;

/** Figures and times in the words of people. Pure. */
final class Words {

    private static final String[] SIZES = {"B", "KiB", "MiB", "GiB", "TiB"};
    static final String UNKNOWN = "–";

    private Words() {}

    static String bytes(OptionalLong bytes) {
        return bytes.isPresent() ? bytes(bytes.getAsLong()) : UNKNOWN;
    }

    static String bytes(long bytes) {
        double value = bytes;
        int unit = 0;
        while (Math.abs(value) >= 1024 && unit < SIZES.length - 1) {
            value /= 1024;
            unit++;
        }
        return number(value) + " " + SIZES[unit];
    }

    static String micros(OptionalLong micros) {
        return micros.isPresent() ? micros(micros.getAsLong()) : UNKNOWN;
    }

    static String micros(long micros) {
        if (micros < 1000) {
            return micros + " µs";
        }
        return micros < 1_000_000 ? number(micros / 1e3) + " ms" : number(micros / 1e6) + " s";
    }

    static String count(OptionalLong count) {
        return count.isPresent() ? String.format(Locale.ROOT, "%,d", count.getAsLong()) : UNKNOWN;
    }

    static String percent(OptionalLong percent) {
        return percent.isPresent() ? percent.getAsLong() + " %" : UNKNOWN;
    }

    /** {@code 40 s}, {@code 12 min}, {@code 5 h}, {@code 3 d}. */
    static String time(Duration time) {
        long seconds = Math.max(0, time.toSeconds());
        if (seconds < 120) {
            return seconds + " s";
        }
        if (seconds < 120 * 60) {
            return seconds / 60 + " min";
        }
        return seconds < 48 * 3600 ? seconds / 3600 + " h" : seconds / 86_400 + " d";
    }

    /** How long something has been so; empty where nobody knows. */
    static Optional<String> since(Optional<String> at, Instant now) {
        try {
            return at.map(Instant::parse).map(then -> time(Duration.between(then, now)));
        } catch (DateTimeParseException written) {
            return Optional.empty();
        }
    }

    private static String number(double value) {
        String text = String.format(Locale.ROOT, Math.abs(value) >= 99.95 ? "%.0f" : "%.1f", value);
        return text.endsWith(".0") ? text.substring(0, text.length() - 2) : text;
    }
}
