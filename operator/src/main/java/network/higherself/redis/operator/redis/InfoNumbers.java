package network.higherself.redis.operator.redis;

import java.util.Map;

/** The numbers of one INFO. Kept as they are, since there may be many instances: one array, no objects. */
public final class InfoNumbers {

    /** Of a server that told nothing. */
    private static final InfoField[] FIELDS = InfoField.values();

    /** Of a server that told nothing. */
    public static final InfoNumbers NONE = new InfoNumbers(Map.of());

    private final double[] values = new double[FIELDS.length];

    private InfoNumbers(Map<String, String> fields) {
        for (int i = 0; i < values.length; i++) {
            String text = fields.get(FIELDS[i].key());
            values[i] = text == null ? Double.NaN : number(text);
        }
    }

    static InfoNumbers of(Map<String, String> fields) {
        return new InfoNumbers(fields);
    }

    /** The number as INFO tells it; NaN where this server's version or role does not. */
    public double get(InfoField field) {
        return values[field.ordinal()];
    }

    private static double number(String text) {
        long whole = 0;
        int length = text.length();
        int start = length > 1 && text.charAt(0) == '-' ? 1 : 0;
        for (int i = start; i < length; i++) {
            char digit = text.charAt(i);
            // Fifteen digits are exact, and quicker than the general way, which takes the rest.
            if (digit < '0' || digit > '9' || length > 15) {
                return otherwise(text);
            }
            whole = whole * 10 + digit - '0';
        }
        return length == 0 ? Double.NaN : start == 1 ? -whole : whole;
    }

    private static double otherwise(String text) {
        switch (text) {
            case "ok", "up":
                return 1;
            case "err", "fail", "down":
                return 0;
            default:
                try {
                    return Double.parseDouble(text.endsWith("%") ? text.substring(0, text.length() - 1) : text);
                } catch (NumberFormatException word) {
                    return Double.NaN;
                }
        }
    }
}
