package network.higherself.redis.operator.redis;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;

/** INFO as the server words it: numbers as numbers, and lists of pairs as maps, as client libraries give them. */
final class InfoText {

    private static final Pattern WHOLE = Pattern.compile("-?(0|[1-9][0-9]{0,17})");
    private static final Pattern DECIMAL = Pattern.compile("-?[0-9]{1,15}\\.[0-9]{1,15}");

    private InfoText() {}

    static Map<String, Object> parse(String text) {
        Map<String, Object> fields = new LinkedHashMap<>();
        for (String line : text.split("\r?\n")) {
            int colon = line.indexOf(':');
            if (colon > 0 && line.charAt(0) != '#') {
                String value = line.substring(colon + 1);
                fields.put(line.substring(0, colon), pairs(value) ? map(value) : value(value));
            }
        }
        return fields;
    }

    static Object value(String text) {
        if (WHOLE.matcher(text).matches()) {
            return Long.valueOf(text);
        }
        return DECIMAL.matcher(text).matches() ? (Object) Double.valueOf(text) : text;
    }

    private static boolean pairs(String value) {
        for (String part : value.split(",")) {
            if (part.indexOf('=') <= 0) {
                return false;
            }
        }
        return true;
    }

    private static Map<String, Object> map(String value) {
        Map<String, Object> map = new LinkedHashMap<>();
        for (String part : value.split(",")) {
            int equals = part.indexOf('=');
            map.put(part.substring(0, equals), value(part.substring(equals + 1)));
        }
        return map;
    }
}
