package network.higherself.redis.playground.node.kubelet;

import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** {@code $(NAME)} in commands, arguments and values: {@code $$} stands for a dollar sign, unknown names stay. */
final class Variables {

    private static final Pattern REFERENCE = Pattern.compile("\\$(?:\\$|\\(([^()]*)\\))");

    private Variables() {}

    static String expand(String text, Map<String, String> values) {
        return REFERENCE
                .matcher(text)
                .replaceAll(match -> Matcher.quoteReplacement(
                        match.group(1) == null ? "$" : values.getOrDefault(match.group(1), match.group())));
    }
}
