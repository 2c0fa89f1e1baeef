package network.higherself.redis.operator.redis;

import java.util.HashMap;
import java.util.Map;
import network.higherself.redis.operator.redis.Observation.Client;

/** Counts the answer to CLIENT LIST by who is connected, without keeping its lines. */
final class ClientList {

    private ClientList() {}

    static Map<Client, Integer> parse(String text) {
        Map<Client, Integer> counts = new HashMap<>();
        int start = 0;
        while (start < text.length()) {
            int newline = text.indexOf('\n', start);
            int end = newline < 0 ? text.length() : newline;
            if (end > start) {
                counts.merge(
                        new Client(value(text, " user=", start, end), value(text, " name=", start, end)),
                        1,
                        Integer::sum);
            }
            start = end + 1;
        }
        return Map.copyOf(counts);
    }

    /** Names hold no spaces: Redis refuses them. */
    private static String value(String text, String key, int start, int end) {
        int at = text.indexOf(key, start);
        if (at < 0 || at >= end) {
            return "";
        }
        int from = at + key.length();
        int space = text.indexOf(' ', from);
        return text.substring(from, space < 0 || space > end ? end : space);
    }
}
