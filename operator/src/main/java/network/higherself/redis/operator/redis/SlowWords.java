package network.higherself.redis.operator.redis;

import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What of a slow command is told: its name and how many arguments it had, since these may be anything. */
final class SlowWords {

    /** The server shows 32 words, and instead of the last how many more there were. */
    private static final Pattern MORE = Pattern.compile("\\.\\.\\. \\((\\d{1,10}) more arguments\\)");

    private static final int SHOWN = 32;

    private SlowWords() {}

    static String command(List<?> words) {
        return words.isEmpty() ? "" : String.valueOf(words.get(0)).toUpperCase(Locale.ROOT);
    }

    static long arguments(List<?> words) {
        if (words.size() == SHOWN) {
            Matcher more = MORE.matcher(String.valueOf(words.get(SHOWN - 1)));
            if (more.matches()) {
                return SHOWN - 2 + Long.parseLong(more.group(1));
            }
        }
        return Math.max(0, words.size() - 1);
    }
}
