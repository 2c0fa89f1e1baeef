package network.higherself.redis.operator.status;

import java.util.Locale;

/** Figures as people read them, to two significant digits. */
final class Units {

    private static final String[] SIZES = {"b", "kb", "mb", "gb", "tb"};

    private Units() {}

    /** A size as redis.conf writes it: {@code 1.9mb}, {@code 512mb}. */
    static String bytes(long bytes) {
        double value = bytes;
        int unit = 0;
        while (value >= 1024 && unit < SIZES.length - 1) {
            value /= 1024;
            unit++;
        }
        return twoDigits(value) + SIZES[unit];
    }

    /** {@code 400us}, {@code 1.2ms}, {@code 3s}. */
    static String micros(long micros) {
        if (micros < 1000) {
            return twoDigits(micros) + "us";
        }
        return micros < 1_000_000 ? twoDigits(micros / 1e3) + "ms" : twoDigits(micros / 1e6) + "s";
    }

    /** {@code 50s}, {@code 45m}, {@code 30h}, {@code 3d}. */
    static String time(long seconds) {
        if (seconds < 120) {
            return seconds + "s";
        }
        if (seconds < 120 * 60) {
            return Math.round(seconds / 60.0) + "m";
        }
        return seconds < 48 * 3600 ? Math.round(seconds / 3600.0) + "h" : Math.round(seconds / 86400.0) + "d";
    }

    private static String twoDigits(double value) {
        if (value >= 9.95) {
            return Long.toString(Math.round(value));
        }
        String text = String.format(Locale.ROOT, "%.1f", value);
        return text.endsWith(".0") ? text.substring(0, text.length() - 2) : text;
    }
}
